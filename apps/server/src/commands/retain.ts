import {
  domainEventCodec,
  moveOldTicks,
  newestTime,
  openSqliteLogReader,
  verifyChain,
} from "@legbook/engine";
import { epochMs } from "@legbook/domain";
import { InvalidArgumentError, type Command } from "commander";
import { startProgress } from "../progress.ts";
import { eventsOf } from "../recorded-log.ts";
import { holdingLogFile, refuseServer } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";
import { bytesText } from "./texts.ts";

const INSTEAD =
  "A log on a server keeps its ticks. `legbook copy --from esdb://… --to FILE` makes a file of it, whose old ticks can be moved.";
const DAY_MS = 86_400_000;

interface RetainOptions {
  readonly ticksOlderThanDays: number;
  readonly compact: boolean;
}

export function addRetainCommand(program: Command): void {
  program
    .command("retain")
    .description("move old ticks out of a log into compressed segments beside it; nothing else is ever moved")
    .argument("<log>", "the log's file; no engine may be running on it")
    .requiredOption("--ticks-older-than-days <number>", "days before the log's newest event", days)
    .option("--no-compact", "leave the file at its size; what is free in it is used again")
    .action((log: string, options: RetainOptions) =>
      runCommand(() => {
        refuseServer(log, INSTEAD);
        return holdingLogFile(log, () => retain(log, options));
      }),
    );
}

function days(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || text.trim() === "")
    throw new InvalidArgumentError("a number from 0 on.");
  return value;
}

async function retain(path: string, { ticksOlderThanDays, compact }: RetainOptions): Promise<void> {
  const newest = newestTime(path);
  if (newest === null) {
    console.log("The log has no events.");
    return;
  }
  const before = epochMs(Math.floor(newest - ticksOlderThanDays * DAY_MS));
  const moving = startProgress({ title: "Moving", total: null, unit: "batches" });
  const result = await moveOldTicks({ path, before, compact, onProgress: (events) => moving.update(events) });
  moving.end();
  const reader = openSqliteLogReader({ path, codec: domainEventCodec() });
  const verifying = startProgress({ title: "Verifying", total: await eventsOf(reader), unit: "events" });
  try {
    await verifyChain(reader, (events) => verifying.update(events));
  } finally {
    await reader.close();
  }
  verifying.end();
  const { events, segments, payloadBytes, bytesBefore, bytesAfter } = result;
  console.log(
    `Moved ${events} batches of ticks from before ${new Date(before).toISOString()} (${bytesText(payloadBytes)}) into ${segments} segments.`,
  );
  console.log(
    `The log's file: ${bytesText(bytesBefore)}, now ${bytesText(bytesAfter)}. Its chain of hashes is verified.`,
  );
}
