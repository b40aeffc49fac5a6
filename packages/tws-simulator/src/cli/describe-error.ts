import { SimulatorOptionError } from "../options.ts";
import { RecordingError, RecordingOptionError } from "../recording/index.ts";
import { CommandLineError } from "./settings.ts";

/** The simulator names its own fields; a person knows the options. */
const OPTION_OF_FIELD: Readonly<Record<string, string>> = {
  "market.folder": "data",
  "market.symbol": "symbol",
  "market.date": "date",
  "market.instruments": "instruments",
  "market.file": "market-recording",
  historyFile: "history",
  "market.startTime": "start",
  ledgerFile: "ledger",
  recordFile: "record",
  controlPort: "control",
};

/** What a person reads when a simulator cannot start: the option and what is wrong with it. Null for a bug. */
export function describeError(error: unknown): string | null {
  if (error instanceof CommandLineError) return error.message;
  if (error instanceof RecordingError) return error.message;
  if (error instanceof RecordingOptionError) return recordingFault(error, OPTION_OF_PLAYBACK_FIELD);
  if (!(error instanceof SimulatorOptionError)) return null;
  const { field, message } = error;
  const option = field.startsWith("faults[") ? "fault" : (OPTION_OF_FIELD[field] ?? field);
  return `--${option}: ${message.replace(`${field}: `, "")}`;
}

/** As `OPTION_OF_FIELD`, for the recorder. What is not here is an argument, which names itself. */
const OPTION_OF_RECORDER_FIELD: Readonly<Record<string, string>> = {
  port: "--listen",
  target: "--to",
  bytesMax: "--max",
  replace: "--replace",
};

const OPTION_OF_PLAYBACK_FIELD: Readonly<Record<string, string>> = {
  file: "--recording",
  port: "--port",
  speed: "--speed",
  accounts: "--account",
};

/** As `describeError`, for the recorder's own options. */
export function describeRecorderError(error: unknown): string | null {
  if (error instanceof RecordingOptionError) return recordingFault(error, OPTION_OF_RECORDER_FIELD);
  return describeError(error);
}

function recordingFault(
  { field, message }: RecordingOptionError,
  options: Readonly<Record<string, string>>,
): string {
  const option = options[field];
  const text = message.replace(`${field}: `, "").replace(/ remote$/, " --remote");
  return option === undefined ? text : `${option}: ${text}`;
}
