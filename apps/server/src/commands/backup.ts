import { copyFileSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { backUpLog, domainEventCodec } from "@legbook/engine";
import type { Command } from "commander";
import { filesOf } from "../log-files.ts";
import { refuseServer } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";
import { stagedProgress } from "./staged-progress.ts";
import { bytesText } from "./texts.ts";

const BACKUP_INSTEAD =
  "`legbook copy --from esdb://… --to FILE` copies a log from a server while it is in use, and verifies the copy.";
const RESTORE_INSTEAD =
  "`legbook copy --from FILE --to 'esdb://…&log=NAME'` puts it on a server, under a name that holds no log yet.";

export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description("copy a log as it is at this moment, while it is in use; the copy is verified")
    .argument("<log>", "the log's file")
    .requiredOption("--to <file>", "the backup; nothing may be there yet")
    .action((log: string, options: { readonly to: string }) =>
      runCommand(() => {
        for (const file of [log, options.to]) refuseServer(file, BACKUP_INSTEAD);
        return copyInto(log, options.to, "Backed up");
      }),
    );
  program
    .command("restore")
    .description("put a backup in place, where no log is; it is verified first")
    .argument("<backup>", "the backup's file")
    .requiredOption("--to <file>", "the log; neither it nor what belongs to one may be there yet")
    .action((backup: string, options: { readonly to: string }) =>
      runCommand(() => {
        for (const file of [backup, options.to]) refuseServer(file, RESTORE_INSTEAD);
        return copyInto(backup, options.to, "Restored");
      }),
    );
}

async function copyInto(log: string, target: string, done: string): Promise<void> {
  const from = resolve(log);
  const to = resolve(target);
  const files = filesOf(to);
  const progress = stagedProgress();
  const { events, streams, bytes, segments, hash } = await backUpLog({
    from,
    to,
    companions: [files.snapshots, files.simulator],
    codec: domainEventCodec(),
    onProgress: ({ stage, done, total }) =>
      progress.show(
        stage === "copying"
          ? { title: "Copying", unit: "pages", done, total }
          : { title: "Verifying", unit: "events", done, total },
      ),
  });
  progress.end();
  // After the log: a broker may know more than the log does, as after a crash, but never less.
  const books = filesOf(from).simulator;
  if (existsSync(books)) copyFileSync(books, files.simulator);
  console.log(`${done}: ${to}`);
  console.log(
    `${events} events in ${streams} streams, ${bytesText(bytes)}, ${segments} segments of old ticks`,
  );
  console.log(`Last hash ${Buffer.from(hash).toString("hex")}`);
}
