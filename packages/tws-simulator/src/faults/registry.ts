import type { Action } from "./action.ts";
import { CONNECTION_ACTIONS } from "./actions/connection.ts";
import { FRAME_ACTIONS } from "./actions/frames.ts";
import { MESSAGE_ACTIONS } from "./actions/messages.ts";

/** Everything that a fault can do, family by family. */
export const ACTIONS: readonly Action[] = [...CONNECTION_ACTIONS, ...FRAME_ACTIONS, ...MESSAGE_ACTIONS];

/** Throws `RangeError` for a name that no action has. */
export function actionOf(name: string): Action {
  const action = ACTIONS.find((candidate) => candidate.name === name);
  if (action === undefined) throw new RangeError(`no action ${name}`);
  return action;
}
