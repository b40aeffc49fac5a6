import { copyLog, domainEventCodec } from "@legbook/engine";
import type { Command } from "commander";
import { eventsOf } from "../recorded-log.ts";
import { openLogForReading, openLogForWriting } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";
import { stagedProgress } from "./staged-progress.ts";

const TITLES = { comparing: "Comparing", copying: "Copying", verifying: "Verifying" } as const;

export function addCopyCommand(program: Command): void {
  program
    .command("copy")
    .description("copy a log into another store, event by event; goes on where an earlier copy ended")
    .requiredOption("--from <log>", "a log's file, or esdb://HOST:PORT?log=NAME")
    .requiredOption("--to <log>", "another of either kind; empty, or what an earlier copy of this log left")
    .action((options: { readonly from: string; readonly to: string }) => runCommand(() => copy(options)));
}

async function copy({ from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  const source = await openLogForReading(from);
  try {
    const target = await openLogForWriting(to);
    try {
      const progress = stagedProgress();
      const total = await eventsOf(source);
      const result = await copyLog({
        from: source,
        to: target.store,
        codec: domainEventCodec(),
        onProgress: ({ stage, events }) =>
          progress.show({ title: TITLES[stage], unit: "events", done: events, total }),
      });
      progress.end();
      const { present, copied, hash } = result;
      console.log(`Copied ${copied} events; ${present} were there already. The copy is verified.`);
      console.log(
        hash === null ? "The log has no events." : `Last hash ${Buffer.from(hash).toString("hex")}`,
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
