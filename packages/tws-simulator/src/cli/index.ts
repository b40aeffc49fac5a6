export { describeError } from "./describe-error.ts";
export { buildRecordCommand } from "./record.ts";
export { buildSimulateCommand } from "./simulate-command.ts";
