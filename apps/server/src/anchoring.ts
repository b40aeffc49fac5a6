import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { exchangeDate, type IsoDate } from "@legbook/domain";
import { type Clock, systemClock } from "@legbook/engine";
import type { Logger } from "pino";

export interface AnchoringOptions {
  /** The log's file or address. */
  readonly log: string;
  /** A file that anchors are added to, and a command that is given each; null for none of it. */
  readonly to: string | null;
  readonly command: string | null;
  readonly logger: Logger;
  readonly clock?: Pick<Clock, "now">;
  /** How often the date is looked at. */
  readonly everyMs?: number;
}

export interface Anchoring {
  /** Ends a walk that is under way: its days are noted by the next. */
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/**
 * Notes the roots of days that are over outside the log, now and whenever a day in New York ends. The walk through the
 * log is another process's work (`legbook audit anchor`): trading waits for none of it.
 */
export function startAnchoring(options: AnchoringOptions): Anchoring {
  const { clock = systemClock, everyMs = EVERY_MS } = options;
  const state: { date: IsoDate | null; walk: ChildProcess | null } = { date: null, walk: null };
  const look = (): void => {
    const date = exchangeDate(clock.now());
    if (date === state.date || state.walk !== null) return;
    state.date = date;
    state.walk = startWalk(options, () => (state.walk = null));
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      const { walk } = state;
      if (walk === null) return;
      const ended = once(walk, "close");
      walk.kill("SIGTERM");
      await ended;
    },
  };
}

function startWalk({ log, to, command, logger }: AnchoringOptions, ended: () => void): ChildProcess {
  const file = to === null ? [] : ["--to", to];
  const handedTo = command === null ? [] : ["--command", command];
  const walk = spawn(process.execPath, [MAIN, "audit", "anchor", log, ...file, ...handedTo], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const output of [walk.stdout, walk.stderr])
    output.setEncoding("utf8").on("data", (text: string) => (said += text));
  walk.once("close", (code, signal) => {
    ended();
    if (code === 0) logger.info({ said }, "the roots of days that are over were noted");
    else if (signal === null) logger.error({ said }, "the roots of days that are over were not noted");
  });
  return walk;
}
