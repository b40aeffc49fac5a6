import type { IsoDate, RecordedEvent } from "@legbook/domain";
import { createPastViews } from "../runner/past-views.ts";
import { sessionReport, type SessionReport } from "../session-report/index.ts";
import { logOf } from "./log.ts";
import { pastLogOf } from "./past-log.ts";
import { SnapshotsInMemory } from "./snapshots.ts";

/** The report of a date from a log told by hand. */
export function dayReportOf(log: readonly RecordedEvent[], date: IsoDate): Promise<SessionReport> {
  const past = createPastViews({
    log: pastLogOf(log),
    snapshots: new SnapshotsInMemory(),
    nextTurn: () => Promise.resolve(),
  });
  return sessionReport({ log: logOf(log), past, date });
}
