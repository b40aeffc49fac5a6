import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readBrokerBooks, type BrokerBooks } from "./broker-books.ts";
import { type Child } from "../support/child-process.ts";
import { startLegbook } from "../support/legbook.ts";
import { readOurBooks, signIn, type GraphqlClient, type OurBooks } from "./our-books.ts";

const KILLS = Number(process.env["LEGBOOK_KILLS"] ?? 10);
const SEED = Number(process.env["LEGBOOK_KILL_SEED"] ?? Date.now() % 100_000);
/** After which line of the demonstration, and how much later at most; those around an order on its way come twice. */
const STEPS = [
  "start",
  "open chain",
  "scan",
  "preview",
  "preview",
  "submit",
  "submit",
  "fill",
  "profit and loss",
  "rest",
] as const;
const DELAY_MAX_MS = 250;
const STOP_DEADLINE_MS = 20_000;
const UNSETTLED = new Set([
  "REQUESTED",
  "PREVIEWING",
  "INTENDED",
  "TRANSMITTED",
  "UNKNOWN",
  "CANCEL_PENDING",
]);

let folder = "";
let running: Child[] = [];

function run(...args: string[]): Child {
  const started = startLegbook(...args);
  running.push(started);
  return started;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "legbook-kill-"));
  console.log(`kill tests: seed ${SEED} (LEGBOOK_KILL_SEED), ${KILLS} kills each (LEGBOOK_KILLS)`);
});

afterEach(async () => {
  await Promise.all(running.map((child) => child.end()));
  running = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Moment {
  readonly step: (typeof STEPS)[number];
  readonly delayMs: number;
}

/** A step and a delay for each kill, the same for the same seed (mulberry32). */
function moments(seed: number, count: number): readonly Moment[] {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () => ({
    step: STEPS[Math.floor(next() * STEPS.length)] ?? "start",
    delayMs: Math.floor(next() * DELAY_MAX_MS),
  }));
}

async function killAt({ step, delayMs }: Moment, args: readonly string[]): Promise<string> {
  const demo = run("demo", ...args);
  await demo.printed(new RegExp(`^${step} `, "m"), 60_000);
  await demo.ends(delayMs).catch(() => undefined);
  await demo.end();
  return demo.stdout + demo.stderr;
}

async function withServer<Result>(
  args: readonly string[],
  use: (client: GraphqlClient) => Promise<Result>,
): Promise<Result> {
  const server = run("start", "--port", "0", ...args);
  const [url] = await server.printed(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, 30_000);
  const client = await signIn(url);
  try {
    return await use(client);
  } finally {
    await client.close();
    server.signal("SIGINT");
    await server.ends(STOP_DEADLINE_MS);
  }
}

/** Both books once ours has nothing open to settle, or as they are after 15 s. */
async function settled(
  client: GraphqlClient,
  ledger: string,
): Promise<{ ours: OurBooks; broker: BrokerBooks }> {
  const until = performance.now() + 15_000;
  for (;;) {
    const ours = await readOurBooks(client);
    const broker = readBrokerBooks(ledger);
    const open = [...ours.orders.values()].some((order) => UNSETTLED.has(order.phase));
    const same = ours.execIds.size >= broker.execIds.size && ours.commissions === broker.commissions;
    if ((ours.ready && !open && same) || performance.now() > until) return { ours, broker };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function expectSameBooks({ ours, broker }: { ours: OurBooks; broker: BrokerBooks }, context: string): void {
  expect(ours.ready, context).toBe(true);
  for (const [orderRef, count] of broker.placed) {
    expect(count, `${context}: ${orderRef} was placed more than once`).toBe(1);
    expect(ours.orders.has(orderRef), `${context}: ${orderRef} is at the broker and not in our log`).toBe(
      true,
    );
  }
  for (const [orderRef, order] of ours.orders) {
    expect(UNSETTLED, `${context}: ${orderRef}`).not.toContain(order.phase);
    expect(order.filled, `${context}: ${orderRef}`).toBe(broker.filled.get(orderRef) ?? 0);
    expect(order.working, `${context}: ${orderRef} ${order.phase}`).toBe(broker.open.has(orderRef));
  }
  expect(new Set(ours.execIds), context).toEqual(new Set(broker.execIds));
  expect(new Map(ours.positions), context).toEqual(new Map(broker.positions));
  expect(ours.commissions, context).toBe(broker.commissions);
}

describe("after kill -9 at a random moment of a trade", () => {
  it(
    "of engine and simulated gateway together, a restart shows the broker's own books",
    { timeout: KILLS * 60_000 },
    async () => {
      let placed = 0;
      for (const [index, moment] of moments(SEED, KILLS).entries()) {
        const args = ["--log", join(folder, `together-${index}.db`)];
        const ledger = join(folder, `together-${index}.simulator.jsonl`);
        placed += await killAndCompare(moment, args, ledger, `kill ${index + 1}, seed ${SEED}`);
      }
      expect(placed, "no order was ever on its way: the moments prove nothing").toBeGreaterThan(0);
    },
  );

  it(
    "of the engine alone, the gateway going on, a restart shows the broker's own books",
    { timeout: KILLS * 60_000 },
    async () => {
      let placed = 0;
      for (const [index, moment] of moments(SEED + 1, KILLS).entries()) {
        const ledger = join(folder, `gateway-${index}.jsonl`);
        const gateway = run("simulate", "--port", "0", "--ledger", ledger, "--seed", String(SEED + index));
        const [, port = ""] = await gateway.printed(/listens on 127\.0\.0\.1:(\d+)/, 20_000);
        const target = ["--gateway", `127.0.0.1:${port}`, "--account", "paper"];
        const args = [...target, "--log", join(folder, `alone-${index}.db`)];
        placed += await killAndCompare(moment, args, ledger, `kill ${index + 1}, seed ${SEED + 1}`);
        gateway.signal("SIGINT");
        expect(await gateway.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
      }
      expect(placed, "no order was ever on its way: the moments prove nothing").toBeGreaterThan(0);
    },
  );
});

/** Returns how many orders had reached the broker. */
async function killAndCompare(
  moment: Moment,
  args: readonly string[],
  ledger: string,
  which: string,
): Promise<number> {
  const output = await killAt(moment, args);
  const books = await withServer(args, (client) => settled(client, ledger));
  const { step, delayMs } = moment;
  expectSameBooks(books, `${which}, ${delayMs} ms after "${step}"; it had printed:\n${output}`);
  return books.broker.placed.size;
}
