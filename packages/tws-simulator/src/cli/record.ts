import type { Command } from "commander";
import { z } from "zod";
import { type Recorder, type RecorderOptions, parseAddress, startRecorder } from "../recording/index.ts";
import { Schedule } from "../venue/schedule.ts";
import { describeRecorderError } from "./describe-error.ts";
import { CommandLineError } from "./settings.ts";

const PROGRESS_MS = 500;
const PORT = "a port is a whole number from 1 to 65535, or 0 for a free one";
const SIZE = "a number of mebibytes, 1 or more";
const ADDRESS = "where to forward to is HOST:PORT, as 127.0.0.1:7497";
const REPLACE = "give TEXT=TOKEN, both of the same length";
const MEBIBYTE = 1 << 20;

const settingsSchema = z.strictObject({
  listen: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT),
  to: z.string().transform((text, context) => {
    const address = parseAddress(text);
    if (address === null) context.addIssue({ code: "custom", message: `${ADDRESS}; not ${text}` });
    return address ?? z.NEVER;
  }),
  remote: z.boolean().default(false),
  notes: z.string().default(""),
  max: z.coerce.number(SIZE).min(1, SIZE).optional(),
  replace: z
    .array(
      z.string().transform((text, context) => {
        const match = /^(.+)=(.+)$/s.exec(text);
        if (match === null) context.addIssue({ code: "custom", message: `${REPLACE}; not ${text}` });
        return { text: match?.[1] ?? "", token: match?.[2] ?? "" };
      }),
    )
    .default([]),
});

/** What the command line says, as `startRecorder` takes it. Throws `CommandLineError` with every fault. */
export function recorderSettings(file: string, options: unknown): RecorderOptions {
  const parsed = settingsSchema.safeParse(options);
  if (!parsed.success) {
    throw new CommandLineError(
      parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`),
    );
  }
  const { listen: port, to: target, max, ...rest } = parsed.data;
  const bound = max === undefined ? {} : { bytesMax: max * MEBIBYTE };
  return { file, port, target, ...rest, ...bound, log: (line) => console.error(line) };
}

/** Makes `command` one that records, with all its options. */
export function buildRecordCommand(command: Command): Command {
  return command
    .description("forward API clients to TWS, a gateway or a simulator, and record what both say")
    .argument("<file>", "the recording; it must not exist yet")
    .requiredOption("--listen <port>", "port on 127.0.0.1 that clients connect to, 0 for a free one")
    .requiredOption("--to <host:port>", "where TWS, the gateway or the simulator listens")
    .option("--remote", "allow --to to be another machine")
    .option("--replace <text=token>", "replace this text too, by one of the same length; repeatable", collect)
    .option("--notes <text>", "kept in the recording's header")
    .option("--max <mebibytes>", "end the recording at this size; forwarding goes on")
    .action(record);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function progressText(recorder: Recorder): string {
  const { frames, bytes, connections, openConnections } = recorder.counts();
  return `${frames} frames, ${(bytes / 1024).toFixed(0)} KiB, ${connections} connections, ${openConnections} open`;
}

/** One line that is written over and over, on a terminal only. Returns what ends it. */
function showProgress(recorder: Recorder): () => void {
  if (!process.stderr.isTTY) return () => undefined;
  const schedule = new Schedule("real");
  schedule.every(PROGRESS_MS, () => {
    const state = recorder.isRecording() ? "" : " (the recording has ended)";
    process.stderr.write(`\r\u001b[K${progressText(recorder)}${state}`);
  });
  return () => {
    schedule.close();
    process.stderr.write("\r\u001b[K");
  };
}

/** Runs until SIGINT or SIGTERM. The first line printed names the port. */
async function record(file: string, options: unknown): Promise<void> {
  try {
    const recorder = await startRecorder(recorderSettings(file, options));
    console.log(`Recording to ${file}; clients connect to 127.0.0.1:${recorder.port}`);
    const hideProgress = showProgress(recorder);
    let ending: Promise<void> | null = null;
    const end = (): void => void (ending ??= finish(recorder, hideProgress));
    // Not once: npm hands Ctrl-C on to a process that the terminal has told already, and the second must not kill it.
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  } catch (error) {
    report(error);
  }
}

async function finish(recorder: Recorder, hideProgress: () => void): Promise<void> {
  try {
    await recorder.close();
    hideProgress();
    console.log(`Stopped: ${progressText(recorder)}`);
  } catch (error) {
    hideProgress();
    report(error);
  }
}

function report(error: unknown): void {
  console.error(describeRecorderError(error) ?? error);
  process.exitCode = 1;
}
