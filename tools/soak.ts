import { spawnSync } from "node:child_process";
import { root } from "./run-steps.ts";

/** What `npm test` runs a bounded number of times, at full size: minutes to hours each. */
interface Soak {
  readonly name: string;
  readonly what: string;
  readonly specs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const SOAKS: readonly Soak[] = [
  {
    name: "log-kill",
    what: "kill -9 at 500 random moments of the log's writer and its views, under load",
    specs: ["apps/server/src/log-kill/log-kill.spec.ts"],
    env: { LEGBOOK_LOG_KILLS: "500" },
  },
  {
    name: "kept-kill",
    what: "kill -9 in the middle of a retention, a copy and a backup, 30 times each",
    specs: ["apps/server/src/log-kill/kept-kill.spec.ts"],
    env: { LEGBOOK_KEPT_KILLS: "30" },
  },
  {
    name: "trade-kill",
    what: "kill -9 of engine and gateway at 100 random moments of a trade",
    specs: ["tests/simulation/kill.spec.ts"],
    env: { LEGBOOK_KILLS: "50" },
  },
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !SOAKS.some((soak) => soak.name === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}. There are:`);
  for (const { name, what } of SOAKS) console.error(`  ${name.padEnd(12)} ${what}`);
  process.exit(2);
}

const failed: string[] = [];
for (const { name, what, specs, env } of SOAKS) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`${name}: ${what}`);
  const began = performance.now();
  // What the caller's environment says wins: a smaller number, or the seed of a run that failed.
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", ...specs],
    { cwd: root, stdio: "inherit", env: { ...env, ...process.env } },
  );
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${minutes} min)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
