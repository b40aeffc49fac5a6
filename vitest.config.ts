import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those of whole programs first: they take longest, and none of them should be left for the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ofPrograms = (file: TestSpecification): number => Number(file.moduleId.includes("/tests/"));
    return (await super.sort(files)).toSorted((a, b) => ofPrograms(b) - ofPrograms(a));
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
