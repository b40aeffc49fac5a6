export { CopyConflict, copyLog, type CopyOptions, type CopyProgress, type CopyResult } from "./copy-log.ts";
