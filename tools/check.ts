import { CHECKS, runSteps } from "./run-steps.ts";

const failed = runSteps(CHECKS);
if (failed.length > 0) {
  console.log(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
