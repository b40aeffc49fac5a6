export type { OpenLogFileOptions } from "./log-file.ts";
export { holdProcessLock, type ProcessLock } from "./process-lock.ts";
export {
  openSqliteEventStore,
  openSqliteLogReader,
  type SqliteEventStoreOptions,
  type SqliteLogReaderOptions,
} from "./sqlite-event-store.ts";
export { upgradeLog, type UpgradeOptions, type UpgradeResult } from "./upgrade.ts";
export { type LogSummary, verifySqliteLog } from "./verify.ts";
