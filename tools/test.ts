import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
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

/** Far above what a run takes; a run that exceeds it ends with a text instead of being cut off from outside. */
const WHOLE_RUN_MS = 60 * 60_000;
const AFTER_REPORT_MS = 60_000;
const DYING_MS = 2_000;

const failedSteps = runSteps(STEPS);
const { report, complaint } = await runVitest();
if (failedSteps.length > 0) console.log(`failed steps: ${failedSteps.join(", ")}`);
if (complaint !== null) console.log(`FAIL test run: ${complaint}`);
if (report === null) console.log("FAIL test run: it ended without its report");
const failedRun = complaint !== null || report === null || (!report.success && report.numFailedTests === 0);
const passed = (report?.numPassedTests ?? 0) + STEPS.length - failedSteps.length;
const failed = (report?.numFailedTests ?? 0) + failedSteps.length + (failedRun ? 1 : 0);
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

/** `report` is null when the run ended, or was ended, before it could write one. `complaint` says what went wrong with the runner itself. */
interface VitestRun {
  readonly report: VitestReport | null;
  readonly complaint: string | null;
}

async function runVitest(): Promise<VitestRun> {
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
    // A process group of its own: what a test leaves behind can be found and ended with it.
    const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => signalGroup(child, signal));
    const complaint = await ended(child, file);
    return {
      report: existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as VitestReport) : null,
      complaint,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Waits for the run's end, and ends it when it does not end by itself: a worker waits for ever for a process that
 * inherited its output and that no test has ended. Resolves with what was wrong, or null.
 */
async function ended(child: ChildProcess, reportFile: string): Promise<string | null> {
  const exited = once(child, "exit").then(() => true);
  const began = performance.now();
  let reportedAt: number | null = null;
  while (!(await Promise.race([exited, setTimeout(1_000, false)]))) {
    const now = performance.now();
    if (reportedAt === null && existsSync(reportFile)) reportedAt = now;
    const tooLong =
      reportedAt === null
        ? now - began > WHOLE_RUN_MS && `not finished after ${WHOLE_RUN_MS / 60_000} minutes`
        : now - reportedAt > AFTER_REPORT_MS && `still running ${AFTER_REPORT_MS / 1_000} s after its report`;
    if (tooLong === false) continue;
    const members = membersOf(child);
    signalGroup(child, "SIGKILL");
    await exited;
    return `${tooLong}; these processes were ended:\n${members}`;
  }
  for (const until = performance.now() + DYING_MS; signalGroup(child, 0) && performance.now() < until;) {
    await setTimeout(50);
  }
  const leftBehind = membersOf(child);
  return signalGroup(child, "SIGKILL")
    ? `these processes were left behind, and were ended:\n${leftBehind}`
    : null;
}

/** The processes of a child's group, one a line: id and command line. */
function membersOf(child: ChildProcess): string {
  const { stdout, error } = spawnSync("ps", ["-eo", "pgid=,pid=,args="], { encoding: "utf8" });
  if (error !== undefined) return `(not known: ${error.message})`;
  return stdout
    .split("\n")
    .filter((line) => line.trim().startsWith(`${child.pid} `))
    .map((line) => line.trim().replace(/^\d+ +/, "  "))
    .join("\n");
}

/** Signals a child's group; false when nobody is in it any more. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
