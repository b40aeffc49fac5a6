/**
 * What a field is to a playback, by what the tables call it. A message with a table of its own needs no more than
 * these names to be matched and rewritten.
 */
export type FieldRole =
  /** The client's number for a request; another client may choose another. */
  | "requestId"
  | "orderId"
  | "clientId"
  /** A token in the recording, a client's own account in its requests. */
  | "account"
  /** Names that the client makes up for its orders. */
  | "reference"
  /** When something was asked for: never the same twice. */
  | "time"
  /** What the request is about. */
  | "content";

const ROLES: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ["requestId", "requestId"],
  ["orderId", "orderId"],
  ["parentId", "orderId"],
  ["clientId", "clientId"],
  ["account", "account"],
  ["accounts", "account"],
  ["orderRef", "reference"],
  ["ocaGroup", "reference"],
  ["time", "time"],
  ["startDateTime", "time"],
  ["endDateTime", "time"],
  ["manualOrderTime", "time"],
  ["manualCancelTime", "time"],
  ["goodAfterTime", "time"],
  ["goodTillDate", "time"],
  ["activeStartTime", "time"],
  ["activeStopTime", "time"],
  // What a client says that it can do beside its version.
  ["capabilities", "time"],
]);

export function roleOf(fieldName: string): FieldRole {
  return ROLES.get(fieldName) ?? "content";
}
