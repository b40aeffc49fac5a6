import { resolve } from "node:path";
import { upgradeLog } from "@legbook/engine";
import type { Command } from "commander";
import { type Progress, startProgress } from "../progress.ts";
import { holdingLogFile, refuseServer } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";

const INSTEAD =
  "A log on a server has no older layout. Upgrade an old file, then put it there with `legbook copy --from FILE --to esdb://…`.";

export function addUpgradeCommand(program: Command): void {
  program
    .command("upgrade")
    .description("make a log of this version out of an older one, which is kept beside it")
    .argument("<log>", "the log's file")
    .action((log: string) =>
      runCommand(() => {
        refuseServer(log, INSTEAD);
        return upgrade(resolve(log));
      }),
    );
}

async function upgrade(path: string): Promise<void> {
  const shown: { progress: Progress | null } = { progress: null };
  const { events, hash, kept } = await holdingLogFile(path, () =>
    upgradeLog({
      path,
      onProgress(done, total) {
        shown.progress ??= startProgress({ title: "Upgrading", total, unit: "events" });
        shown.progress.update(done);
      },
    }),
  );
  shown.progress?.end();
  console.log(`Upgraded: ${path}, ${events} events`);
  console.log(`Last hash ${hash.toHex()}`);
  console.log(`The old log is kept as ${kept}`);
}
