export { backUpLog, type BackupOptions, type BackupProgress, type BackupResult } from "./backup.ts";
export { CopyConflict, copyLog, type CopyOptions, type CopyProgress, type CopyResult } from "./copy-log.ts";
export { examineLogFile, type FileExamination } from "./examine-file.ts";
export { examineLog, type Finding, type LogExamination, timeText, type TypeCount } from "./examine-log.ts";
export { moveOldTicks, newestTime, type RetentionOptions, type RetentionResult } from "./retention.ts";
export { verifyChain } from "./verify-chain.ts";
export { PlaceTaken } from "../event-store/sqlite/placing.ts";
