import type { Process } from "../loop/process.ts";
import { FROM_GATEWAY } from "../loop/recording.ts";

/** Hears last: an error or notice that is nobody's is recorded and shown, never dropped. */
export function createNoticesProcess(): Process {
  return {
    name: "notices",
    hear(message) {
      if (message.kind !== "error") return null;
      const { code, message: text, requestId } = message;
      return [
        {
          task: {
            to: "gateway",
            command: { type: "ReportNotice", data: { code, message: text, requestId } },
          },
          cause: FROM_GATEWAY,
        },
      ];
    },
  };
}

/** Counts the gateway's errors by code. Hears first and claims nothing. */
export interface ErrorCounter extends Process {
  readonly errorsByCode: Readonly<Record<string, number>>;
}

export function createErrorCounter(): ErrorCounter {
  const errorsByCode: Record<string, number> = {};
  return {
    name: "error-counter",
    errorsByCode,
    hear(message) {
      if (message.kind === "error") errorsByCode[message.code] = (errorsByCode[message.code] ?? 0) + 1;
      return null;
    },
  };
}
