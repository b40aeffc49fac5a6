import { beforeEach, onTestFailed } from "vitest";

/**
 * Tests that go on from each other's state: after one has failed, the rest fail at once and name it. `onFirstFailure`
 * is called with the name of that one, while its state is still there.
 */
export function inStages(onFirstFailure: (name: string) => Promise<void>): void {
  let failed: string | null = null;
  beforeEach(({ task }) => {
    if (failed !== null) throw new Error(`not tried, since it goes on from "${failed}", which failed`);
    onTestFailed(async () => {
      failed = task.name;
      await onFirstFailure(task.name);
    });
  });
}
