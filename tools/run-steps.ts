import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** One tool of the checks: a program of this repository's own dependencies and its arguments. */
export interface Step {
  readonly name: string;
  /** Path below the repository's root of a script for Node, or of an executable. */
  readonly program: string;
  readonly args: readonly string[];
}

/** Runs each step, whatever the one before said; prints a line for each. Returns the names of those that failed. */
export function runSteps(steps: readonly Step[]): readonly string[] {
  const failed: string[] = [];
  for (const { name, program, args } of steps) {
    const began = performance.now();
    const path = `${root}${program}`;
    if (!existsSync(path)) {
      console.log(`FAIL ${name}: ${program} is not installed; run npm ci`);
      failed.push(name);
      continue;
    }
    const isScript = /[.][cm]?[jt]s$/.test(program);
    const { status, stdout, stderr } = spawnSync(
      isScript ? process.execPath : path,
      isScript ? [path, ...args] : args,
      {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    if (status === 0) {
      console.log(`ok   ${name} (${seconds} s)`);
    } else {
      console.log(`FAIL ${name} (${seconds} s, exit ${status})\n${stdout}${stderr}`);
      failed.push(name);
    }
  }
  return failed;
}

/** The fast gates: types, lint, format, boundaries. */
export const CHECKS: readonly Step[] = [
  { name: "types", program: "node_modules/@typescript/native/bin/tsc", args: ["-b"] },
  { name: "lint", program: "node_modules/.bin/oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "format", program: "node_modules/.bin/oxfmt", args: ["--check"] },
  {
    name: "boundaries",
    program: "node_modules/.bin/depcruise",
    args: ["--config", ".dependency-cruiser.cjs", "packages", "apps", "bench", "tests", "tools"],
  },
];
