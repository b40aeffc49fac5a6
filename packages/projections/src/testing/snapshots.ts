import { type EpochMs, type Position, Shelf, type ShelfBack, type ShelfValue } from "@legbook/domain";
import type { ViewState } from "../runner/projection.ts";
import {
  joinState,
  type NamedSnapshot,
  type Snapshot,
  type SnapshotStore,
  type Span,
  splitState,
} from "../runner/snapshots.ts";

type Kept = ReadonlyMap<string | number, ShelfValue>;

interface Made {
  readonly version: number;
  readonly at: Position | null;
  seen: Position;
  readonly rest: Readonly<Record<string, unknown>>;
  readonly shelves: ReadonlyMap<string, Kept>;
}

/** Keeps copies, as a store on a disk would: nothing is shared with the views that go on. Each holds all of its shelves. */
export class SnapshotsInMemory implements SnapshotStore {
  readonly made = new Map<string, Made[]>();
  readonly spans: Span[] = [];

  load(name: string, version: number, until: Position | null): Promise<Snapshot | null> {
    const found = (this.made.get(name) ?? []).findLast(
      (one) => one.version === version && (until === null || one.at === null || one.at <= until),
    );
    if (found === undefined) return Promise.resolve(null);
    const shelves = new Map([...found.shelves].map(([shelf, kept]) => [shelf, new Shelf(backOf(kept))]));
    const state = joinState({ rest: structuredClone(found.rest), shelves });
    const position = until !== null && until < found.seen ? until : found.seen;
    return Promise.resolve({ position, state });
  }

  save(snapshots: readonly NamedSnapshot[], spans: readonly Span[]): Promise<void> {
    for (const { name, version, position, state, changed } of snapshots) {
      const made = (this.made.get(name) ?? []).filter((one) => one.version === version);
      this.made.set(name, made);
      const last = made.at(-1);
      if (changed) made.push(copyOf(version, position, state));
      else if (last === undefined) throw new Error(`nothing of ${name} is kept that could be unchanged`);
      else last.seen = position;
    }
    this.spans.push(...spans);
    return Promise.resolve();
  }

  spanBefore(time: EpochMs): Promise<Position | null> {
    const ends = this.spans.filter(({ earliest }) => earliest <= time).map(({ until }) => until);
    return Promise.resolve(ends.sort().at(-1) ?? null);
  }

  spansEnd(): Promise<Position | null> {
    return Promise.resolve(
      this.spans
        .map(({ until }) => until)
        .sort()
        .at(-1) ?? null,
    );
  }
}

function copyOf(version: number, seen: Position, state: ViewState): Made {
  const { rest, shelves } = splitState(state);
  const copies = new Map<string, Kept>();
  for (const [name, shelf] of shelves) {
    const kept = new Map(structuredClone([...shelf.entries()]));
    copies.set(name, kept);
    shelf.saved(backOf(kept));
  }
  return { version, at: state.position, seen, rest: structuredClone(rest), shelves: copies };
}

function backOf(kept: Kept): ShelfBack<string | number, ShelfValue> {
  return { get: (key) => structuredClone(kept.get(key)), entries: () => structuredClone([...kept]) };
}

/** A state as plain data, every entry of its shelves included: for comparing states. */
export function plainState(state: ViewState): unknown {
  const { rest, shelves } = splitState(state);
  const plain = new Map([...shelves].map(([name, shelf]) => [name, new Map(shelf.entries())]));
  return structuredClone({ ...rest, ...Object.fromEntries(plain) });
}
