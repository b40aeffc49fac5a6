export { describeError } from "./describe-error.ts";
export { buildSimulateCommand } from "./simulate-command.ts";
