import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { EpochMs, EventId, NewEvent, OrderRef, OrderStatusReport, StreamName } from "@legbook/domain";
import { domainEventCodec, openSqliteEventStore } from "@legbook/engine/event-store";
import type { BenchmarkReport } from "./report.ts";

export interface AppendBenchmarkOptions {
  /** Where the files go; a new folder below it. Absent: the system's folder for temporary files. */
  readonly folder?: string;
  /** Rounds of each commit size. */
  readonly rounds?: number;
  /** Events of one measurement, by the events of a commit. */
  readonly events?: Readonly<Record<number, number>>;
}

const EVENTS: Readonly<Record<number, number>> = { 1: 100, 100: 10_000, 1000: 20_000 };
/** Many and short: the disk's mood changes within seconds, and single commits are nothing but the disk. */
const ROUNDS: Readonly<Record<number, number>> = { 1: 75, 100: 21, 1000: 21 };

/** The store's statement, written out by someone who needs no store. */
const BARE_INSERT = `INSERT INTO events (position, stream_id, revision, event_id, type_id, schema_version, payload,
  correlation_id, causation_id, actor_id, session_id, occurred_at, recorded_at, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** What takes turns in a round, events a second each. */
const CONTENDERS = {
  store: storeRate,
  storeGrouped: groupedStoreRate,
  bare: (path: string, count: number, commitEvents: number) => bareRate(path, count, commitEvents, "events"),
  bareReadyRows: (path: string, count: number, commitEvents: number) =>
    bareRate(path, count, commitEvents, "rows"),
};
type Contender = keyof typeof CONTENDERS;
const NAMES: readonly Contender[] = ["store", "bare", "storeGrouped", "bareReadyRows"];

/**
 * Durable events a second at 1, 100 and 1000 events a commit, beside bare `node:sqlite` loops that insert the same
 * rows into the same tables. All take turns in every round on files in one folder; a ratio is the median of the
 * rounds' ratios.
 */
export async function append(options: AppendBenchmarkOptions = {}): Promise<BenchmarkReport> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), "legbook-bench-"));
  const figures: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  try {
    for (const [size, count] of Object.entries(options.events ?? EVENTS)) {
      await measureRound(folder, Number(size), Math.min(count, 5000), 0);
      const rounds: Readonly<Record<Contender, number>>[] = [];
      const roundsMax = options.rounds ?? ROUNDS[Number(size)] ?? 21;
      for (let round = 0; round < roundsMax; round += 1) {
        rounds.push(await measureRound(folder, Number(size), count, round));
      }
      for (const name of NAMES) {
        figures[`${name}EventsPerSecond${size}`] = Math.round(median(rounds.map((round) => round[name])));
      }
      const ratio = (one: Contender, other: Contender): number =>
        Number(median(rounds.map((round) => round[one] / round[other])).toFixed(3));
      ratios[`storeToBare${size}`] = ratio("store", "bare");
      ratios[`storeGroupedToBare${size}`] = ratio("storeGrouped", "bare");
      ratios[`storeToBareReadyRows${size}`] = ratio("store", "bareReadyRows");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { name: "append", figures, ratios, notes: NOTES };
}

const NOTES: readonly string[] = [
  "Durable events a second (WAL, synchronous=FULL, one sync a commit); the number in a name is the events of a commit.",
  "store: one append of so many events: validated, encoded, checked for revision and repeats, its promise awaited.",
  "storeGrouped: so many appends of one event each, at the same time, which share the commit.",
  "bare: one prepared INSERT in a loop between BEGIN IMMEDIATE and COMMIT, JSON.stringify and the id's bytes for each event; no chain: 32 bytes of no meaning in the place of its hash.",
  "bareReadyRows: the same loop over rows whose bytes were made before the clock started.",
];

async function measureRound(
  folder: string,
  commitEvents: number,
  count: number,
  round: number,
): Promise<Record<Contender, number>> {
  const rates: Record<Contender, number> = { store: 0, storeGrouped: 0, bare: 0, bareReadyRows: 0 };
  for (let turn = 0; turn < NAMES.length; turn += 1) {
    const name = NAMES[(turn + round) % NAMES.length] ?? "store";
    const path = join(folder, `${name}.db`);
    rates[name] = await CONTENDERS[name](path, count, commitEvents);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  }
  return rates;
}

async function storeRate(path: string, count: number, commitEvents: number): Promise<number> {
  const store = openSqliteEventStore({ path, codec: domainEventCodec() });
  let elapsedMs = 0;
  for (let first = 0; first < count; first += commitEvents) {
    const events = statusReports(first, commitEvents);
    const started = performance.now();
    await store.append({ stream: STREAM, events, expectedRevision: first === 0 ? "no-stream" : first - 1 });
    elapsedMs += performance.now() - started;
  }
  await store.close();
  return (count / elapsedMs) * 1000;
}

async function groupedStoreRate(path: string, count: number, commitEvents: number): Promise<number> {
  const store = openSqliteEventStore({ path, codec: domainEventCodec() });
  let elapsedMs = 0;
  for (let first = 0; first < count; first += commitEvents) {
    const events = statusReports(first, commitEvents);
    const started = performance.now();
    await Promise.all(
      events.map((event, offset) => {
        const revision = first + offset;
        return store.append({
          stream: STREAM,
          events: [event],
          expectedRevision: revision === 0 ? "no-stream" : revision - 1,
        });
      }),
    );
    elapsedMs += performance.now() - started;
  }
  await store.close();
  return (count / elapsedMs) * 1000;
}

function bareRate(path: string, count: number, commitEvents: number, from: "events" | "rows"): number {
  const db = emptyLog(path);
  const [begin, commit, insert] = [
    db.prepare("BEGIN IMMEDIATE"),
    db.prepare("COMMIT"),
    db.prepare(BARE_INSERT),
  ];
  let elapsedMs = 0;
  for (let first = 0; first < count; first += commitEvents) {
    const events = statusReports(first, commitEvents);
    const rows = from === "rows" ? events.map((event, offset) => bareRow(first + offset, event)) : [];
    const started = performance.now();
    begin.run();
    if (from === "rows") for (const row of rows) insert.run(...row);
    else for (const [offset, event] of events.entries()) insert.run(...bareRow(first + offset, event));
    commit.run();
    elapsedMs += performance.now() - started;
  }
  db.close();
  return (count / elapsedMs) * 1000;
}

/** A log as the store makes it, without a store: same tables, same durability. */
function emptyLog(path: string): DatabaseSync {
  void openSqliteEventStore({ path, codec: domainEventCodec() }).close();
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;");
  return db;
}

const CORRELATION_ID = uuid(1_450_969_100_000, 1, 2);
const CAUSATION_ID = uuid(1_450_969_100_000, 1, 3);
const CORRELATION_BYTES = uuidBytes(CORRELATION_ID);
const CAUSATION_BYTES = uuidBytes(CAUSATION_ID);
/** As many bytes as the store writes: a bare loop chains nothing. */
const BARE_HASH = new Uint8Array(32).fill(0xa5);
export const STREAM = "order-lb-bench" as StreamName;

/** Reports of an order's partial fills: events of common size, in one stream and one workflow. */
export function statusReports(first: number, count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, offset) => statusReport(first + offset));
}

function statusReport(number: number): NewEvent {
  const at = (1_450_969_200_000 + number) as EpochMs;
  const data: OrderStatusReport = {
    orderRef: "lb-bench" as OrderRef,
    orderId: 1000,
    permId: 1_400_000_000,
    status: "Submitted",
    filled: number,
    remaining: 100_000 - number,
    averageFillPrice: 1_350_000 as OrderStatusReport["averageFillPrice"],
    whyHeld: "",
  };
  return {
    event: { type: "OrderStatusReported", data },
    metadata: {
      id: uuid(at, number, 1),
      correlationId: CORRELATION_ID,
      causationId: CAUSATION_ID,
      actor: "gateway",
      session: "01519ae0-0000-7000-8000-000000000000",
      occurredAt: at,
      recordedAt: at,
    },
  };
}

/** Shaped like UUIDv7: time first, then digits without an order. */
function uuid(time: number, number: number, series: number): EventId {
  const hex = time.toString(16).padStart(12, "0");
  const scattered = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  const tail = number.toString(16).padStart(4, "0").slice(-4);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${series}00-8000-${scattered}${tail}` as EventId;
}

type BareRow = readonly (number | Uint8Array)[];

function bareRow(number: number, { event, metadata }: NewEvent): BareRow {
  return [
    number + 1,
    1,
    number,
    uuidBytes(metadata.id),
    1,
    1,
    Buffer.from(JSON.stringify(event.data)),
    CORRELATION_BYTES,
    CAUSATION_BYTES,
    2,
    3,
    metadata.occurredAt,
    metadata.recordedAt,
    BARE_HASH,
  ];
}

function uuidBytes(id: EventId): Uint8Array {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("there is nothing to take the median of");
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
