import { parentPort, workerData } from "node:worker_threads";
import { openLogForReading } from "./commands/log-argument.ts";
import type { RebuildJob, RebuildMessage } from "./rebuild-beside.ts";
import { rebuildViews } from "./rebuild-views.ts";

const { log, path, names } = workerData as RebuildJob;

function say(message: RebuildMessage): void {
  parentPort?.postMessage(message, []);
}

const store = await openLogForReading(log);
try {
  const applied = await rebuildViews({
    store,
    path,
    names,
    resume: true,
    onRefused: (what) => say({ kind: "refused", what }),
    onProgress: (applied, position) => say({ kind: "progress", applied, position }),
  });
  say({ kind: "done", applied });
} finally {
  await store.close();
}
