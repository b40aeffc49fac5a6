import { existsSync } from "node:fs";
import {
  domainEventCodec,
  type EventStore,
  holdProcessLock,
  type LogReader,
  LogUnusable,
  openSqliteEventStore,
  openSqliteLogReader,
  systemClock,
} from "@legbook/engine";
import {
  isServerAddress,
  openEventStoreDbEventStore,
  parseServerAddress,
  takeLease,
  withoutPassword,
} from "@legbook/engine/eventstoredb";
import { filesOf } from "../log-files.ts";
import { SettingsFault } from "../settings.ts";
import { thisProcess } from "../this-process.ts";

/** A log that this process alone writes to, until it is closed. */
export interface HeldLog {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Opens the log at a path or on a server for reading. Throws `LogUnusable` when there is none. */
export async function openLogForReading(address: string): Promise<LogReader> {
  if (!isServerAddress(address)) return openSqliteLogReader({ path: address, codec: domainEventCodec() });
  checkAddress(address);
  const log = await openEventStoreDbEventStore({ address, codec: domainEventCodec(), readOnly: true });
  if ((await log.head()) !== null) return log;
  await log.close();
  throw new LogUnusable(
    "not-a-log",
    `${withoutPassword(address)}: the server has no log of this name`,
    "Give the log's name as log=NAME; without it the name is legbook.",
  );
}

/** An address that is none is the caller's fault, told without a stack. */
function checkAddress(address: string): void {
  try {
    parseServerAddress(address);
  } catch (error) {
    throw error instanceof RangeError ? new SettingsFault([`the log's address: ${error.message}`]) : error;
  }
}

/**
 * Opens the log at a path or on a server for writing, made when there is none. Throws `LogUnusable` while an engine
 * holds it.
 */
export async function openLogForWriting(address: string): Promise<HeldLog> {
  return isServerAddress(address) ? openOnServer(address) : openFile(address);
}

async function openOnServer(address: string): Promise<HeldLog> {
  checkAddress(address);
  const lease = await takeLease({ address, holder: thisProcess("copy") });
  try {
    const store = await openEventStoreDbEventStore({
      address,
      codec: domainEventCodec(),
      writeAllowanceMs: () => lease.allowanceMs(),
    });
    return {
      store,
      async close() {
        await store.close();
        await lease.release();
      },
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

function openFile(address: string): HeldLog {
  const lock = holdProcessLock(filesOf(address).lock, systemClock.now());
  try {
    const store = openSqliteEventStore({ path: address, codec: domainEventCodec() });
    return {
      store,
      async close() {
        await store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Runs `work` while no engine can use the log's file. Throws `LogUnusable` when one does, or when there is no file. */
export async function holdingLogFile<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  const lock = holdProcessLock(filesOf(path).lock, systemClock.now());
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** For what is done with a file. Throws `LogUnusable` for a server's address; `instead` says what there is for one. */
export function refuseServer(log: string, instead: string): void {
  if (!isServerAddress(log)) return;
  throw new LogUnusable("not-a-log", "a log's file is asked for, not a server's address", instead);
}
