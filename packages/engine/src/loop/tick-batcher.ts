import { epochMs, type EpochMs, type IsoDate, type TickKind, type TicksRecorded } from "@legbook/domain";

/** Collects ticks into micro-batches in the order of their arrival. */
export interface TickBatcher {
  add(conId: number, kind: TickKind, value: number, at: EpochMs): void;
  /** Ticks that wait. */
  readonly size: number;
  /** Takes everything that waits, as batches of `batchMax` at most. */
  drain(): readonly TicksRecorded[];
}

export function createTickBatcher(batchMax: number): TickBatcher {
  let conIds: number[] = [];
  let kinds: TickKind[] = [];
  let values: number[] = [];
  let times: EpochMs[] = [];

  return {
    add(conId, kind, value, at) {
      conIds.push(conId);
      kinds.push(kind);
      values.push(value);
      times.push(at);
    },
    get size() {
      return conIds.length;
    },
    drain() {
      const batches: TicksRecorded[] = [];
      for (let from = 0; from < conIds.length; from += batchMax) {
        const to = Math.min(from + batchMax, conIds.length);
        const baseTime = epochMs(
          times.slice(from, to).reduce((lowest, at) => Math.min(lowest, at), times[from] ?? 0),
        );
        batches.push({
          baseTime,
          conIds: conIds.slice(from, to),
          kinds: kinds.slice(from, to),
          values: values.slice(from, to),
          offsetsMs: times.slice(from, to).map((at) => at - baseTime),
        });
      }
      conIds = [];
      kinds = [];
      values = [];
      times = [];
      return batches;
    },
  };
}

/** The New York date of a moment; computed once a day, since every batch of ticks asks. */
export function createTradingDates(): (at: EpochMs) => IsoDate {
  let from = 0;
  let to = 0;
  let date = "" as IsoDate;
  return (at) => {
    if (at < from || at >= to) {
      const day = Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO("America/New_York")
        .startOfDay();
      from = day.epochMilliseconds;
      to = day.add({ days: 1 }).epochMilliseconds;
      date = day.toPlainDate().toString() as IsoDate;
    }
    return date;
  };
}
