import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type LogReader, LogUnusable } from "@legbook/engine";
import { isServerAddress } from "@legbook/engine/eventstoredb";
import { VIEW_NAMES } from "@legbook/projections";
import type { Command } from "commander";
import { filesOfLog } from "../log-files.ts";
import { startProgress } from "../progress.ts";
import { rebuildViews } from "../rebuild-views.ts";
import { openSnapshots } from "../snapshots/snapshot-store.ts";
import { openLogForReading } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";

export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description(
      "fold views from the log's beginning and put their snapshots in the place of the old ones; a running server reads on undisturbed",
    )
    .argument("<log>", "the log's file, or esdb://HOST:PORT on a server")
    .option("--view <names...>", `only these: ${VIEW_NAMES.join(", ")}, or world-<client id> (default: all)`)
    .option("--folder <folder>", "of a log on a server: where `start` keeps its own files", "data")
    .action((log: string, options: RebuildCommandOptions) => runCommand(() => rebuild(log, options)));
}

interface RebuildCommandOptions {
  readonly view?: readonly string[];
  readonly folder: string;
}

async function rebuild(log: string, { view, folder }: RebuildCommandOptions): Promise<void> {
  if (!isServerAddress(log) && !existsSync(log))
    throw new LogUnusable("not-a-log", `${log} does not exist`, "Give a log's path.");
  const store = await openLogForReading(log);
  try {
    const { snapshots } = filesOfLog(log, folder);
    mkdirSync(dirname(snapshots), { recursive: true });
    const names = view ?? [...VIEW_NAMES, ...(await worldsIn(snapshots, store))];
    const progress = startProgress({ title: "Folding", total: null, unit: "events" });
    const began = performance.now();
    const folded = await rebuildViews({
      store,
      path: snapshots,
      names,
      onRefused: (what) => console.error(what),
      onProgress: (applied) => progress.update(applied),
    });
    progress.end();
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(`Rebuilt ${names.join(", ")} from ${folded} events in ${seconds} s.`);
  } finally {
    await store.close();
  }
}

/** Worlds of client ids that an engine has kept. */
async function worldsIn(path: string, log: LogReader): Promise<readonly string[]> {
  const file = await openSnapshots({ path, log, onRefused: (what) => console.error(what) });
  try {
    return file.names().filter((name) => !(VIEW_NAMES as readonly string[]).includes(name));
  } finally {
    file.close();
  }
}
