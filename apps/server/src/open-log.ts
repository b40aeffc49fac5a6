import { domainEventCodec, type EventStore, openSqliteEventStore } from "@legbook/engine";
import { describeHolder, openEventStoreDbEventStore, takeLease } from "@legbook/engine/eventstoredb";
import type { Logger } from "pino";
import type { Endings } from "./endings.ts";
import type { LogFiles } from "./log-files.ts";
import type { Settings } from "./settings.ts";
import { thisProcess } from "./this-process.ts";

/** The log of a process that writes to it. */
export interface WriterLog {
  readonly store: EventStore;
  /** Tells other processes of the same log where this one answers. Null for a file: it has no others. */
  readonly announce: ((url: string, token: string) => Promise<void>) | null;
}

export interface OpenLogOptions {
  readonly settings: Settings;
  readonly files: LogFiles;
  readonly logger: Logger;
  readonly onFatal: (error: unknown) => void;
  readonly ending: Endings;
}

/**
 * Opens the log for the engine. On a server the right to write to it is taken first; when it is lost, nothing more is
 * written and `onFatal` is told.
 */
export async function openWriterLog(options: OpenLogOptions): Promise<WriterLog> {
  const { settings, files, logger, onFatal, ending } = options;
  const { address } = files;
  if (address === null) {
    const store = openSqliteEventStore({ path: files.log, codec: domainEventCodec() });
    ending.push("log", () => store.close());
    return { store, announce: null };
  }
  const lease = await takeLease({
    address,
    holder: thisProcess(`engine of client id ${settings.clientId}`),
    onWaiting: (holder, waitMaxMs) =>
      logger.warn(
        `${describeHolder(holder)} wrote to this log last: waiting up to ${Math.ceil(waitMaxMs / 1_000)} s to see whether it is alive`,
      ),
  });
  ending.push("lease", () => lease.release());
  void lease.lost.then(onFatal);
  const store = await openEventStoreDbEventStore({
    address,
    codec: domainEventCodec(),
    writeAllowanceMs: () => lease.allowanceMs(),
  });
  ending.push("log", () => store.close());
  return { store, announce: (url, token) => lease.announce(url, token) };
}
