import type { DomainRecord, EventId, StreamName } from "@legbook/domain";

export type InputsRecord = Extract<DomainRecord, { event: { type: "InputsTaken" } }>;

/** One attempt of a turn of the loop, as the log holds it. */
export interface RecordedTurn {
  readonly inputs: InputsRecord;
  /** All that follows in the log up to the next turn, events of other writers among them. */
  readonly records: readonly DomainRecord[];
  /** Streams on which another writer was faster: what was decided there and is not in the log was decided again. */
  readonly overtaken: readonly StreamName[];
  /** The session has no later turn. */
  readonly isLast: boolean;
}

/** What the turn itself recorded. */
export function decidedIn({ inputs, records }: RecordedTurn): readonly DomainRecord[] {
  return records.filter(({ metadata }) => metadata.session === inputs.metadata.session);
}

export interface TurnCutter {
  /** Takes the log's next event: what it ends, and then whether it stands for itself. */
  push(record: DomainRecord): { readonly ended: RecordedTurn | null; readonly alone: DomainRecord | null };
  /** The log ends. */
  end(): RecordedTurn | null;
}

/**
 * Cuts a log into turns. A turn begins with what it took in and ends with the next one, or with ticks, which are
 * written between turns only. Events outside of turns are ticks, and what other programs or older versions wrote.
 */
export function createTurnCutter(): TurnCutter {
  let inputs: InputsRecord | null = null;
  let records: DomainRecord[] = [];

  function close(overtaken: readonly StreamName[], isLast: boolean): RecordedTurn | null {
    if (inputs === null) return null;
    const ended = { inputs, records, overtaken, isLast };
    inputs = null;
    records = [];
    return ended;
  }

  return {
    push(record) {
      if (isInputs(record)) {
        const { attempt, overtaken } = record.event.data;
        const isSame = inputs?.metadata.session === record.metadata.session;
        const ended = close(isSame && attempt > 1 ? overtaken : [], !isSame);
        inputs = record;
        return { ended, alone: null };
      }
      if (inputs === null) return { ended: null, alone: record };
      if (record.event.type === "TicksRecorded") return { ended: close([], false), alone: record };
      records.push(record);
      return { ended: null, alone: null };
    },
    end: () => close([], true),
  };
}

function isInputs(record: DomainRecord): record is InputsRecord {
  return record.event.type === "InputsTaken";
}

/** The events that record facts, by id. */
export function factsOf(turn: RecordedTurn): ReadonlyMap<EventId, DomainRecord> {
  return new Map(turn.records.map((record) => [record.metadata.id, record]));
}
