import { LogUnusable } from "../../ports/event-store.ts";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html), of those that say what is wrong with a log. */
const PRIMARY = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

/** No room for the file that processes share beside the log (`-shm`): SQLite calls it a failure of the disk. */
const SHARED_MEMORY_SIZE = 4_874;

/** SQLite's primary result code of an error of `node:sqlite`; null for any other error. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode === SHARED_MEMORY_SIZE ? PRIMARY.full : error.errcode & 0xff;
}

/** A unique index or a column's type was violated: the rows of an append do not fit into the log. */
export function isConstraintViolation(error: unknown): boolean {
  return primaryCode(error) === PRIMARY.constraint;
}

/** The disk failed: what was being written may or may not be there. */
export function isInputOutputError(error: unknown): boolean {
  return primaryCode(error) === PRIMARY.inputOutput;
}

/** What an error of `node:sqlite` means for the log at `path`; any other error as it is. */
export function translateFailure(error: unknown, path: string): unknown {
  const code = primaryCode(error);
  if (code === null || !(error instanceof Error)) return error;
  const unusable = (reason: LogUnusable["reason"], what: string, remedy: string): LogUnusable =>
    Object.assign(new LogUnusable(reason, `${path}: ${what} (SQLite: ${error.message})`, remedy), {
      cause: error,
    });
  switch (code) {
    case PRIMARY.busy:
    case PRIMARY.locked:
      return unusable(
        "locked",
        "another process holds the log",
        "Stop the other process, or wait until it is done.",
      );
    case PRIMARY.readOnly:
    case PRIMARY.cannotOpen:
      return unusable(
        "read-only",
        "the log cannot be written",
        "Make the file and its folder writable for this user; SQLite keeps two more files beside the log.",
      );
    case PRIMARY.full:
      return unusable(
        "disk-full",
        "no room is left for the log",
        "Free space on the disk or raise the log's size limit, then start again; nothing acknowledged is lost.",
      );
    case PRIMARY.corrupt:
      return unusable("corrupt", "the log is damaged", RESTORE_REMEDY);
    case PRIMARY.notADatabase:
      return unusable("not-a-log", "this is not a Legbook log", CHOOSE_REMEDY);
    case PRIMARY.inputOutput:
      return unusable(
        "corrupt",
        "the disk failed",
        "Check the disk, then start again; the log is checked on opening.",
      );
    default:
      return error;
  }
}

export const RESTORE_REMEDY = "Keep the file as it is, and start from a backup or with another path.";
export const CHOOSE_REMEDY = "Choose another path; this file is left as it is.";
