import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKS, root, runSteps, type Step } from "./run-steps.ts";

/** Everything: checks, the web app's build, then every test. Ends with the counts of all of them. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly numFailedTestSuites: number;
}

const STEPS: readonly Step[] = [
  ...CHECKS,
  { name: "web build", program: "apps/web/scripts/build.ts", args: [] },
];

const failedSteps = runSteps(STEPS);
const report = await runVitest();
const passed = report.numPassedTests + STEPS.length - failedSteps.length;
const failed =
  report.numFailedTests + failedSteps.length + (report.success || report.numFailedTests > 0 ? 0 : 1);
const skipped = report.numPendingTests + report.numTodoTests;
if (failedSteps.length > 0) console.log(`failed steps: ${failedSteps.join(", ")}`);
if (!report.success) process.exitCode = 1;
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

async function runVitest(): Promise<VitestReport> {
  const folder = mkdtempSync(join(tmpdir(), "legbook-test-"));
  const file = join(folder, "report.json");
  try {
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ];
    const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => resolve());
    });
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
