import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isServerAddress, parseServerAddress, withoutPassword } from "@legbook/engine/eventstoredb";
import type { Settings } from "./settings.ts";
import { tradingMode } from "./settings.ts";

/** Where one run keeps the log, what can be made anew from it, and the simulated broker's own books. */
export interface LogFiles {
  /** The log's file, or its server's address without a password: for people. */
  readonly log: string;
  /** Of a log on a server, as it was given; null for a file. */
  readonly address: string | null;
  readonly snapshots: string;
  readonly lock: string;
  readonly simulator: string;
}

/**
 * Where a run keeps its files; the folder is made when absent. Each mode, and each recorded market day, has a log of
 * its own: simulated trades never stand beside real ones, nor 2015 beside today. A log on a server is the one that its
 * address names, whatever the mode; the other files stay here.
 */
export function logFiles(settings: Settings): LogFiles {
  const address = settings.log !== null && isServerAddress(settings.log) ? settings.log : null;
  const files = address === null ? filesOf(filePath(settings)) : filesOfServer(address, settings.folder);
  mkdirSync(dirname(files.lock), { recursive: true });
  return files;
}

/** The files that belong to the log at `path`. */
export function filesOf(path: string): LogFiles {
  return { log: path, address: null, ...filesBeside(path.replace(/\.db$/, "")) };
}

/** The files that belong to a log: beside its file, or in `folder` for one on a server. */
export function filesOfLog(log: string, folder: string): LogFiles {
  return isServerAddress(log) ? filesOfServer(log, folder) : filesOf(log);
}

/** Where an API in a process of its own keeps its snapshots: several may run, each on a port. */
export function apiSnapshots({ snapshots }: LogFiles, name: string): string {
  return snapshots.replace(/\.views\.db$/, `.api-${name}.views.db`);
}

function filesOfServer(address: string, folder: string): LogFiles {
  return { log: withoutPassword(address), address, ...filesBeside(resolve(folder, fileName(address))) };
}

function filesBeside(base: string): Omit<LogFiles, "log" | "address"> {
  return { snapshots: `${base}.views.db`, lock: `${base}.lock`, simulator: `${base}.simulator.jsonl` };
}

function filePath(settings: Settings): string {
  const day = settings.data === null ? "" : `-${settings.symbol}-${settings.date}`;
  return resolve(settings.log ?? join(settings.folder, `${tradingMode(settings)}${day}.db`));
}

/** Such as `127.0.0.1_2113-legbook`: two logs, on one server or on two, have files of their own. */
function fileName(address: string): string {
  const { connection, log } = parseServerAddress(address);
  const hosts = connection.replace(/^[^/]*\/\/(?:[^@/]*@)?/, "").replace(/[/?].*$/, "");
  return `${hosts.replaceAll(/[^A-Za-z0-9.-]/g, "_")}-${log}`;
}
