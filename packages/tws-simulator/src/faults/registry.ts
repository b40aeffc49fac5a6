import type { Action } from "./action.ts";
import { ACCOUNT_ACTIONS } from "./actions/account.ts";
import { BY_HAND_ACTIONS } from "./actions/by-hand.ts";
import { CONNECTION_ACTIONS } from "./actions/connection.ts";
import { CONNECTIVITY_ACTIONS } from "./actions/connectivity.ts";
import { EXECUTION_ACTIONS } from "./actions/executions.ts";
import { FRAME_ACTIONS } from "./actions/frames.ts";
import { MARKET_ACTIONS } from "./actions/market.ts";
import { MESSAGE_ACTIONS } from "./actions/messages.ts";
import { ORDER_ACTIONS } from "./actions/orders.ts";
import { SESSION_ACTIONS } from "./actions/session.ts";

/** Everything that a fault can do, family by family. */
export const ACTIONS: readonly Action[] = [
  ...CONNECTION_ACTIONS,
  ...FRAME_ACTIONS,
  ...MESSAGE_ACTIONS,
  ...CONNECTIVITY_ACTIONS,
  ...SESSION_ACTIONS,
  ...ORDER_ACTIONS,
  ...BY_HAND_ACTIONS,
  ...EXECUTION_ACTIONS,
  ...ACCOUNT_ACTIONS,
  ...MARKET_ACTIONS,
];

/** Throws `RangeError` for a name that no action has. */
export function actionOf(name: string): Action {
  const action = ACTIONS.find((candidate) => candidate.name === name);
  if (action === undefined) throw new RangeError(`no action ${name}`);
  return action;
}
