import { z } from "zod";
import { type Playback, type PlaybackOptions, reportLines, startPlayback } from "../recording/index.ts";
import { CommandLineError, optionName } from "./settings.ts";

const PORT = "a port is a whole number from 1 to 65535, or 0 for a free one";
const SPEED = "a factor from 0.001 to 1000000, or max for as fast as the client asks";
/** What only a simulated market has. */
const OTHERS = "is for a simulated market, not for a recording";

const settingsSchema = z.object({
  recording: z.string().min(1),
  port: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(7497),
  speed: z
    .literal("max")
    .transform(() => Infinity)
    .or(z.coerce.number(SPEED).min(0.001, SPEED).max(1_000_000, SPEED))
    .default(1),
  account: z
    .string()
    .transform((ids) => ids.split(","))
    .optional(),
});

/** What the command line says, as `startPlayback` takes it. Throws `CommandLineError` with every fault. */
export function playbackSettings(options: Readonly<Record<string, unknown>>): PlaybackOptions {
  const others = Object.keys(options).filter((name) => !(name in settingsSchema.shape));
  const parsed = settingsSchema.safeParse(options);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(({ path }) => `--${String(path[0])}: ${path[0] === "port" ? PORT : SPEED}`);
  const all = [...others.map((name) => `--${optionName(name)}: ${OTHERS}`), ...faults];
  if (!parsed.success || all.length > 0) throw new CommandLineError(all);
  const { recording: file, account: accounts, ...rest } = parsed.data;
  const named = accounts === undefined ? {} : { accounts };
  return { file, ...rest, ...named, log: (line) => console.log(line) };
}

/** Plays until SIGINT or SIGTERM, then reports. The first line printed names the port. */
export async function playRecording(options: Readonly<Record<string, unknown>>): Promise<void> {
  const playback = await startPlayback(playbackSettings(options));
  console.log(`TWS simulator plays a recording on 127.0.0.1:${playback.port}`);
  let ending: Promise<void> | null = null;
  const end = (): void => void (ending ??= finish(playback));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

async function finish(playback: Playback): Promise<void> {
  const report = playback.report();
  await playback.close();
  for (const line of reportLines(report)) console.log(line);
}
