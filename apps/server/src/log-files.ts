import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Settings } from "./settings.ts";
import { tradingMode } from "./settings.ts";

/** The files of one run: the log, what can be made anew from it, and the simulated broker's own books. */
export interface LogFiles {
  readonly log: string;
  readonly snapshots: string;
  readonly lock: string;
  readonly simulator: string;
}

/**
 * Where a run keeps its files; the folder is made when absent. Each mode, and each recorded market day, has a log of
 * its own: simulated trades never stand beside real ones, nor 2015 beside today.
 */
export function logFiles(settings: Settings): LogFiles {
  const day = settings.data === null ? "" : `-${settings.symbol}-${settings.date}`;
  const log = resolve(settings.log ?? `data/${tradingMode(settings)}${day}.db`);
  mkdirSync(dirname(log), { recursive: true });
  return filesOf(log);
}

/** The files that belong to the log at `path`. */
export function filesOf(path: string): LogFiles {
  const base = path.replace(/\.db$/, "");
  return {
    log: path,
    snapshots: `${base}.views.db`,
    lock: `${base}.lock`,
    simulator: `${base}.simulator.jsonl`,
  };
}
