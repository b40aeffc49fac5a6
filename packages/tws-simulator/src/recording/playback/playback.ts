import { createServer } from "node:net";
import { Schedule } from "../../venue/schedule.ts";
import { SERVER_VERSION_MAX } from "../../wire/server-version.ts";
import { isPort } from "../address.ts";
import { closed, listenLocally } from "../listening.ts";
import { RecordingError, RecordingOptionError } from "../recording-error.ts";
import { Director } from "./director.ts";
import type { PlaybackReport } from "./report.ts";
import { recordedAccounts } from "./recorded-accounts.ts";
import type { ConnectionScript } from "./script.ts";
import { readScripts } from "./script-reader.ts";

const SPEED_MIN = 0.001;
const PATIENCE_MS = 5000;
const PATIENCE_MS_MAX = 3_600_000;

/** How to play a recording back. */
export interface PlaybackOptions {
  readonly file: string;
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** So many times as fast as recorded; `Infinity` as fast as the client's requests allow. 1 when absent. */
  readonly speed?: number;
  /** How long what follows a request waits for it, once it would be due. 5 s when absent. */
  readonly patienceMs?: number;
  /** What the recording's accounts, in its order, are to be called; their tokens when absent. */
  readonly accounts?: readonly string[];
  /** One line for a person; nothing is printed when absent. */
  readonly log?: (line: string) => void;
}

/** A running playback. */
export interface Playback {
  readonly port: number;
  report(): PlaybackReport;
  /** Ends the connections; the report stays. */
  close(): Promise<void>;
}

function check({ port = 0, speed = 1, patienceMs = PATIENCE_MS }: PlaybackOptions): void {
  if (!isPort(port)) throw new RecordingOptionError("port", `${port} is not an integer from 0 to 65535`);
  if (!(speed >= SPEED_MIN)) {
    throw new RecordingOptionError("speed", `${speed} is not a number from ${SPEED_MIN} up`);
  }
  if (!(patienceMs >= 0 && patienceMs <= PATIENCE_MS_MAX)) {
    throw new RecordingOptionError("patienceMs", `${patienceMs} is not from 0 to ${PATIENCE_MS_MAX}`);
  }
}

async function scriptsOf(file: string, log: (line: string) => void): Promise<ConnectionScript[]> {
  try {
    const scripts = await readScripts(file, log);
    if (scripts.length === 0) throw new RecordingError(file, null, "has no connections to play back");
    const binary = scripts.find(({ hello }) => (hello?.serverVersion ?? 0) > SERVER_VERSION_MAX);
    if (binary !== undefined) {
      const message = `connection ${binary.number} is at server version ${binary.hello?.serverVersion}; ${SERVER_VERSION_MAX} is the last whose messages are all text`;
      throw new RecordingError(file, null, message);
    }
    return scripts;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new RecordingOptionError("file", error.message, { cause: error });
  }
}

/** The recording's tokens and what they are to be called. */
function accountNames(scripts: readonly ConnectionScript[], names: readonly string[]): Map<string, string> {
  const tokens = recordedAccounts(scripts);
  if (names.length > tokens.length) {
    throw new RecordingOptionError("accounts", `the recording has ${tokens.length}, not ${names.length}`);
  }
  return new Map(names.map((name, index) => [tokens[index] as string, name]));
}

/**
 * Plays a recording to clients, each answer when its request comes. It listens when the promise resolves. Rejects
 * with `RecordingOptionError`, which names the field, for a recording that cannot be read and options that cannot be.
 */
export async function startPlayback(options: PlaybackOptions): Promise<Playback> {
  check(options);
  const { file, speed = 1, patienceMs = PATIENCE_MS, log = () => undefined } = options;
  const scripts = await scriptsOf(file, log);
  const accounts = accountNames(scripts, options.accounts ?? []);
  const schedule = new Schedule("real");
  const director = new Director({ scripts, schedule, speed, patienceMs, accounts, log });
  const server = createServer((socket) => director.accept(socket));
  const port = await listenLocally(server, options.port ?? 0);
  return {
    port,
    report: () => director.report(),
    close: async () => {
      const ended = closed(server);
      director.close();
      schedule.close();
      await ended;
    },
  };
}
