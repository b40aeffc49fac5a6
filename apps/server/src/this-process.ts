import { hostname } from "node:os";
import { systemClock } from "@legbook/engine";
import type { LeaseHolder } from "@legbook/engine/eventstoredb";

/** This process as a holder of a log's lease; `what` says what it does there. */
export function thisProcess(what: string): LeaseHolder {
  return {
    what,
    host: hostname(),
    pid: process.pid,
    startedAt: new Date(systemClock.now()).toISOString(),
    url: null,
    token: null,
  };
}
