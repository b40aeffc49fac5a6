import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A minute and more each, the longest first: on two workers one of them at the end would run alone. */
const LONGEST = [
  "/tests/simulation/kill.spec.ts",
  "/packages/api/src/past/every-view.spec.ts",
  "/tests/e2e/keeping.spec.ts",
  "/tests/e2e/command-line.spec.ts",
  "/tests/faults/log-faults.spec.ts",
];

/** The longest first, then those of whole programs, then the rest: none that takes long should be left for the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turnOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((path) => moduleId.endsWith(path));
      if (place >= 0) return place;
      return moduleId.includes("/tests/") ? LONGEST.length : LONGEST.length + 1;
    };
    return (await super.sort(files)).toSorted((a, b) => turnOf(a) - turnOf(b));
  }
}

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.spec.ts",
      "apps/*/src/**/*.spec.ts",
      "tests/**/*.spec.ts",
      "tools/**/*.spec.ts",
    ],
    exclude: ["**/node_modules/**"],
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    // A spec often waits for a process or a socket: on two cores, two at a time take little more than half as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Programs that specs start read their modules from here: half of their start is the reading of TypeScript.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compile", import.meta.url)) },
    // For what hangs, not for what takes its time on a busy machine: whoever waits for something gives up earlier itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
