import { createServer, type Socket } from "node:net";
import { Schedule } from "../venue/schedule.ts";
import { type Address, isLoopback, isPort } from "./address.ts";
import { recordConnections } from "./connection-recorder.ts";
import { ForwardedConnection } from "./forwarded-connection.ts";
import { closed, listenLocally } from "./listening.ts";
import { RecordingError, RecordingOptionError } from "./recording-error.ts";
import { type RecordingClock, RecordingWriter } from "./recording-writer.ts";
import { checkReplacements, type Replacement } from "./replacements.ts";

const CONNECTIONS_MAX = 64;
const RECORDING_BYTES_MIN = 1024;

/** How to record what clients say to a server and hear from it. */
export interface RecorderOptions {
  /** The port on 127.0.0.1 that clients connect to; 0, the default, takes any free one. */
  readonly port?: number;
  /** The TWS, gateway or simulator that they mean. */
  readonly target: Address;
  /** Must not exist yet. */
  readonly file: string;
  /** The target may be another machine: nothing on the way is encrypted. */
  readonly remote?: boolean;
  /** Kept in the recording's header. */
  readonly notes?: string;
  /** Texts that must not be in the recording, each with a token of the same length. */
  readonly replace?: readonly Replacement[];
  /** The recording ends before it would be larger; forwarding goes on. No bound when absent. */
  readonly bytesMax?: number;
  /** One line for a person; nothing is printed when absent. */
  readonly log?: (line: string) => void;
}

export interface RecorderCounts {
  readonly frames: number;
  readonly bytes: number;
  readonly connections: number;
  readonly openConnections: number;
}

/** A running recorder. */
export interface Recorder {
  readonly port: number;
  readonly file: string;
  counts(): RecorderCounts;
  /** False once the recording is full or has failed: connections are forwarded all the same. */
  isRecording(): boolean;
  /** Lets the connections go and ends the recording. Rejects with `RecordingError` when the recording had failed. */
  close(): Promise<void>;
}

/** The machine's own clocks: what is recorded is no simulation. */
function machineClock(): RecordingClock {
  const schedule = new Schedule("real");
  return { kind: "machine", now: () => schedule.now(), timeOfDay: () => Date.now() };
}

function check({ port = 0, target, remote = false, bytesMax, replace = [] }: RecorderOptions): void {
  if (!isPort(port)) throw new RecordingOptionError("port", `${port} is not an integer from 0 to 65535`);
  if (!isPort(target.port) || target.port === 0) {
    throw new RecordingOptionError("target", `its port ${target.port} is not an integer from 1 to 65535`);
  }
  if (!remote && !isLoopback(target.host)) {
    throw new RecordingOptionError(
      "target",
      `${target.host} is not this machine, which is allowed only with remote`,
    );
  }
  if (bytesMax !== undefined && !(bytesMax >= RECORDING_BYTES_MIN)) {
    throw new RecordingOptionError("bytesMax", `${bytesMax} is less than ${RECORDING_BYTES_MIN}`);
  }
  try {
    checkReplacements(replace);
  } catch (error) {
    throw new RecordingOptionError("replace", (error as Error).message, { cause: error });
  }
}

function openWriter(options: RecorderOptions, log: (line: string) => void): RecordingWriter {
  const { file, notes = "", replace = [], bytesMax } = options;
  try {
    const bound = bytesMax === undefined ? {} : { bytesMax };
    return new RecordingWriter({
      file,
      tool: "record",
      notes,
      replace,
      clock: machineClock(),
      log,
      ...bound,
    });
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new RecordingOptionError("file", error.message, { cause: error });
  }
}

/**
 * Forwards connections to a server and records them. It listens when the promise resolves. Rejects with
 * `RecordingOptionError`, which names the field, for options that cannot be.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  check(options);
  const { target, log = () => undefined } = options;
  const open = new Set<ForwardedConnection>();
  let connections = 0;
  const accept = (client: Socket): void => {
    if (open.size >= CONNECTIONS_MAX) {
      log(`a connection was refused: there are ${open.size}`);
      client.destroy();
      return;
    }
    connections += 1;
    const forwarded = new ForwardedConnection({ client, target, tap: openTap(), recording: writer });
    open.add(forwarded);
    void forwarded.closed.then(() => open.delete(forwarded));
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
  const port = await listenLocally(server, options.port ?? 0);
  let writer: RecordingWriter;
  try {
    writer = openWriter(options, log);
  } catch (error) {
    server.close();
    throw error;
  }
  const openTap = recordConnections(writer);
  return {
    port,
    file: options.file,
    counts: () => ({
      frames: writer.frames,
      bytes: writer.bytes,
      connections,
      openConnections: open.size,
    }),
    isRecording: () => writer.isOpen,
    close: async () => {
      const ended = closed(server);
      await Promise.all([...open].map((connection) => connection.close()));
      await ended;
      await writer.close();
      if (writer.hasFailed) throw new RecordingError(options.file, null, "the recording is not complete");
    },
  };
}
