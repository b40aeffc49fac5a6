import { LogUnusable } from "../../ports/event-store.ts";
import { withoutPassword } from "./address.ts";

/** Kinds of the library's errors after which the same call may succeed: the server is away, busy or not the leader. */
const PASSING = new Set(["timeout", "deadline-exceeded", "unavailable", "cancelled", "not-leader"]);

/** gRPC's codes of a fault that is not of the call (https://grpc.io/docs/guides/status-codes/). */
const PASSING_CODES = new Set([
  1 /* cancelled */, 2 /* unknown */, 4 /* deadline exceeded */, 8 /* exhausted */, 10 /* aborted */,
  13 /* internal */, 14 /* unavailable */,
]);

function kindOf(error: unknown): string | null {
  return error instanceof Error && "type" in error && typeof error.type === "string" ? error.type : null;
}

/** Whether the same call may succeed later. An append that failed so may have been written all the same. */
export function isPassing(error: unknown): boolean {
  const kind = kindOf(error);
  if (kind !== null && PASSING.has(kind)) return true;
  if (!(error instanceof Error)) return false;
  if (isInvalidPosition(error)) return false;
  if ("code" in error && typeof error.code === "number" && kind !== "wrong-expected-version") {
    return PASSING_CODES.has(error.code);
  }
  return error.message.startsWith("Failed to discover") || error.message.startsWith("the server ended");
}

/** How a server says that no record of its files begins at a position. */
function isInvalidPosition({ message }: Error): boolean {
  return /invalid ?position/i.test(message);
}

export function isWrongExpectedVersion(error: unknown): boolean {
  return kindOf(error) === "wrong-expected-version";
}

/** What an error of the library means for the log at `address`; any other error as it is. */
export function translateFailure(error: unknown, address: string): unknown {
  if (!(error instanceof Error)) return error;
  const unusable = (reason: LogUnusable["reason"], what: string, remedy: string): LogUnusable =>
    Object.assign(
      new LogUnusable(reason, `${withoutPassword(address)}: ${what} (${error.message})`, remedy),
      {
        cause: error,
      },
    );
  const kind = kindOf(error);
  if (kind === "access-denied") {
    return unusable(
      "read-only",
      "the server refuses this user",
      "Give user and password in the address, esdb://USER:PASSWORD@HOST:PORT, of a user who may write.",
    );
  }
  if (kind === "stream-deleted") {
    return unusable(
      "corrupt",
      "a stream of this log was deleted on the server",
      "Restore the server's data from a backup, or choose another log=NAME.",
    );
  }
  if (isInvalidPosition(error)) {
    return Object.assign(new RangeError("a position is not of an event of this log"), { cause: error });
  }
  return isPassing(error) ? unusable("not-a-log", "the server does not answer", SERVER_REMEDY) : error;
}

const SERVER_REMEDY =
  "Check that the server runs, the address, tls=false for a server without TLS and tlsCAFile= for one with its own authority; nothing acknowledged is lost.";
