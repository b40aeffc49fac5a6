import type * as z from "zod";
import type { FaultContext, Undo } from "./world.ts";

/** M: measured with real clients. R: in recorded traffic. D: documented. U: believed. */
export type Mark = "M" | "R" | "D" | "U";
export type Family =
  | "connection"
  | "frames"
  | "messages"
  | "connectivity"
  | "session"
  | "orders"
  | "executions"
  | "account"
  | "market";

/** What a fault does. */
export interface Action<Parameters extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly family: Family;
  /** One sentence. */
  readonly summary: string;
  readonly mark: Mark;
  readonly parameters: Parameters;
  /** A fault in its short form. */
  readonly example: string;
  /** It does something to the message that its trigger names, so that it cannot be without one. */
  readonly needsMessage: boolean;
  /** It goes on until it is undone: `for` and `until` say when. */
  readonly lasts: boolean;
  apply(context: FaultContext, parameters: z.infer<Parameters>): Undo | void;
}

/** Keeps an action's parameters and their use together, then forgets their type: the registry holds all kinds. */
export function defineAction<Parameters extends z.ZodObject>(definition: Action<Parameters>): Action {
  return definition;
}
