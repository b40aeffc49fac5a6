import type { DomainRecord, EpochMs, Position, ScanLook } from "@legbook/domain";
import type { LogReader } from "../ports/event-store.ts";

export interface RecordedLook {
  readonly position: Position;
  readonly look: ScanLook;
}

export interface RecordedScan {
  readonly scanId: string;
  readonly session: string;
  readonly symbol: string;
  readonly criteria: string;
  readonly actor: string;
  readonly position: Position;
  readonly startedAt: EpochMs;
  stoppedAt: EpochMs | null;
  /** In the order in which they were taken. */
  readonly looks: RecordedLook[];
}

const TYPES = ["ScanStarted", "ScanStopped", "ScanLookTaken"];

/** The scans of a log with their looks, which the log holds later than the moments that they were taken at. */
export async function recordedScans(log: LogReader): Promise<readonly RecordedScan[]> {
  const scans = new Map<string, RecordedScan>();
  for await (const page of log.readAll({ direction: "forwards", types: TYPES }))
    for (const record of page as readonly DomainRecord[]) take(scans, record);
  return [...scans.values()];
}

function take(scans: Map<string, RecordedScan>, { event, metadata, position }: DomainRecord): void {
  if (event.type === "ScanStarted") {
    const { scanId, symbol, criteria } = event.data;
    const { session, actor, occurredAt: startedAt } = metadata;
    const begun = { scanId, session, symbol, criteria, actor, position, startedAt };
    scans.set(scanId, { ...begun, stoppedAt: null, looks: [] });
  } else if (event.type === "ScanStopped") {
    const scan = scans.get(event.data.scanId);
    if (scan !== undefined) scan.stoppedAt = metadata.occurredAt;
  } else if (event.type === "ScanLookTaken") {
    scans.get(event.data.scanId)?.looks.push({ position, look: event.data });
  }
}
