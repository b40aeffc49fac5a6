export { type Address, parseAddress } from "./address.ts";
export type {
  BytesKind,
  RecordedEntry,
  RecordedFact,
  RecordedHead,
  RecordingHeader,
  Side,
} from "./format.ts";
export { type Recorder, type RecorderCounts, type RecorderOptions, startRecorder } from "./recorder.ts";
export { RecordingError, RecordingOptionError } from "./recording-error.ts";
export { openRecording, type Recording } from "./recording-reader.ts";
export type { Replacement } from "./replacements.ts";
export { type Playback, type PlaybackOptions, startPlayback } from "./playback/playback.ts";
export { type PlaybackReport, reportLines } from "./playback/report.ts";
