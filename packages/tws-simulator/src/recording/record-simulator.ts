import type { OpenTap } from "../session/connection-tap.ts";
import { recordConnections } from "./connection-recorder.ts";
import { RecordingWriter } from "./recording-writer.ts";

/** A simulator's own recording. */
export interface SimulatorRecording {
  readonly openTap: OpenTap;
  close(): Promise<void>;
}

/**
 * Records what goes over a simulator's connections, after all faults, by the simulator's own clocks. Throws
 * `RecordingError` when the file is there already or cannot be made.
 */
export function recordSimulator(parts: {
  readonly file: string;
  readonly seed: string | number;
  readonly accounts: readonly string[];
  readonly schedule: { now(): number };
  readonly clock: { now(): number };
  readonly log: (line: string) => void;
}): SimulatorRecording {
  const { file, seed, accounts, schedule, clock, log } = parts;
  const writer = new RecordingWriter({
    file,
    tool: "tws-simulator",
    notes: `seed ${seed}`,
    clock: { kind: "market", now: () => schedule.now(), timeOfDay: () => clock.now() },
    accounts,
    log,
  });
  return { openTap: recordConnections(writer), close: () => writer.close() };
}
