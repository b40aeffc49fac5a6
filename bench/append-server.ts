import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { binaryEvent, EventStoreDBClient } from "@eventstore/db-client";
import { domainEventCodec } from "@legbook/engine/event-store";
import { openEventStoreDbEventStore } from "@legbook/engine/eventstoredb";
import { STREAM, statusReports } from "./append.ts";
import { median } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";

/** Events of one measurement, by the events of an append. */
const EVENTS: Readonly<Record<number, number>> = { 1: 300, 100: 5_000, 1000: 10_000 };
const ROUNDS = 7;
const STAND_IN = fileURLToPath(
  new URL("../packages/engine/src/event-store/eventstoredb/stand-in/main.ts", import.meta.url),
);

const CONTENDERS = { store: storeRate, storeGrouped: groupedStoreRate, bare: bareRate };
type Contender = keyof typeof CONTENDERS;
const NAMES: readonly Contender[] = ["store", "storeGrouped", "bare"];

/**
 * Acknowledged events a second of a log on a server, at 1, 100 and 1000 events an append, beside the client library
 * alone. The server is the stand-in in a process of its own, so these are figures of the adapter, not of a server; with
 * EVENTSTOREDB_URL they are of that server too.
 */
export async function appendServer(): Promise<BenchmarkReport> {
  const figures: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  await withServer(async (server) => {
    for (const [text, count] of Object.entries(EVENTS)) {
      const size = Number(text);
      await measureRound(server, size, size * 2, 0);
      const rounds: Readonly<Record<Contender, number>>[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push(await measureRound(server, size, count, round));
      for (const name of NAMES)
        figures[`${name}EventsPerSecond${size}`] = Math.round(median(rounds.map((round) => round[name])));
      const ratio = (one: Contender): number =>
        Number(median(rounds.map((round) => round[one] / round.bare)).toFixed(3));
      ratios[`storeToBare${size}`] = ratio("store");
      ratios[`storeGroupedToBare${size}`] = ratio("storeGrouped");
    }
  });
  return { name: "append-server", figures, ratios, notes: NOTES };
}

const NOTES: readonly string[] = [
  "Acknowledged events a second over gRPC on the loopback; the number in a name is the events of an append.",
  "store: one append of so many events: validated, encoded, chained, checked for repeats, its promise awaited.",
  "storeGrouped: so many appends of one event each, at the same time, which share calls.",
  "bare: the client library's appendToStream with events of the same bytes and an expected revision; no chain.",
  "The stand-in keeps its events in memory: nothing here says how fast a disk is.",
];

async function withServer(work: (address: string) => Promise<void>): Promise<void> {
  const given = process.env["EVENTSTOREDB_URL"];
  if (given !== undefined) return work(given);
  const child = spawn(process.execPath, [STAND_IN], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  try {
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    await work(line.toString().trim());
  } finally {
    child.kill("SIGKILL");
    await closed;
  }
}

async function measureRound(
  server: string,
  size: number,
  count: number,
  round: number,
): Promise<Record<Contender, number>> {
  const rates: Record<Contender, number> = { store: 0, storeGrouped: 0, bare: 0 };
  for (let turn = 0; turn < NAMES.length; turn += 1) {
    const name = NAMES[(turn + round) % NAMES.length] ?? "store";
    rates[name] = await CONTENDERS[name](server, count, size);
  }
  return rates;
}

function storeRate(server: string, count: number, size: number): Promise<number> {
  return withStore(server, count, size, async (store, first) => {
    const expectedRevision = first === 0 ? "no-stream" : first - 1;
    await store.append({ stream: STREAM, events: statusReports(first, size), expectedRevision });
  });
}

function groupedStoreRate(server: string, count: number, size: number): Promise<number> {
  return withStore(server, count, size, async (store, first) => {
    const appends = statusReports(first, size).map((event, offset) => {
      const revision = first + offset;
      const expectedRevision = revision === 0 ? "no-stream" : revision - 1;
      return store.append({ stream: STREAM, events: [event], expectedRevision });
    });
    await Promise.all(appends);
  });
}

async function withStore(
  server: string,
  count: number,
  size: number,
  append: (store: Awaited<ReturnType<typeof openEventStoreDbEventStore>>, first: number) => Promise<void>,
): Promise<number> {
  const address = `${server}${server.includes("?") ? "&" : "?"}log=${newName()}`;
  const store = await openEventStoreDbEventStore({ address, codec: domainEventCodec() });
  const started = performance.now();
  for (let first = 0; first < count; first += size) await append(store, first);
  const elapsedMs = performance.now() - started;
  await store.close();
  return (count / elapsedMs) * 1000;
}

async function bareRate(server: string, count: number, size: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(server);
  const stream = `${newName()}.${STREAM}`;
  const started = performance.now();
  for (let first = 0; first < count; first += size) {
    const events = statusReports(first, size).map(({ event, metadata }) => {
      const { id, ...rest } = metadata;
      return binaryEvent({
        id,
        type: event.type,
        data: Buffer.from(JSON.stringify(event.data)),
        metadata: rest,
      });
    });
    const expectedRevision = first === 0 ? "no_stream" : BigInt(first - 1);
    await client.appendToStream(stream, events, { expectedRevision });
  }
  const elapsedMs = performance.now() - started;
  await client.dispose();
  return (count / elapsedMs) * 1000;
}

function newName(): string {
  return `b${randomUUID().replaceAll("-", "")}`;
}
