import { CopyConflict, EventCodecError, LogUnusable, PlaceTaken } from "@legbook/engine";
import { ViewsStopped } from "@legbook/projections";
import { describeError } from "@legbook/tws-simulator/cli";
import { EngineAway } from "../remote/engine-link.ts";
import { ViewUnknown } from "../rebuild-views.ts";
import { SettingsFault } from "../settings.ts";

/** What a person reads when a command cannot do its work: what is wrong and what to do, a stack only for bugs. */
export function describeFault(error: unknown): string {
  if (error instanceof SettingsFault) return error.message;
  const ofSimulator = describeError(error);
  if (ofSimulator !== null) return ofSimulator;
  if (error instanceof LogUnusable)
    return `The log cannot be used (${error.reason}): ${error.message}\n${error.remedy}`;
  if (error instanceof PlaceTaken || error instanceof CopyConflict)
    return `${error.message}\n${error.remedy}`;
  if (error instanceof EngineAway)
    return `No engine could be asked: ${error.message}\nStart \`legbook engine\` on this log first.`;
  if (error instanceof EventCodecError) {
    return `The log holds an event that this Legbook cannot read: ${error.message}\nStart the Legbook that wrote it; nothing was changed.`;
  }
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return `The port is taken: ${error.message}\nStop the other program, or choose a port with --port (0 takes a free one).`;
  }
  if (error instanceof ViewUnknown) return `--view: ${error.message}`;
  // What stopped them is what a person can do something about.
  if (error instanceof ViewsStopped && error.cause !== undefined) return describeFault(error.cause);
  // What the operating system refuses says which file and why.
  if (error instanceof Error && "syscall" in error) return error.message;
  if (error instanceof AggregateError) return [error.message, ...error.errors.map(describeFault)].join("\n");
  if (error instanceof Error)
    return `${error.stack ?? error.message}${error.cause === undefined ? "" : `\ncaused by: ${describeFault(error.cause)}`}`;
  return String(error);
}
