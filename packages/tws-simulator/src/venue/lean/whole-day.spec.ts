import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RawClient } from "../../testing/raw-client.ts";
import { repliesOf, request } from "../../testing/replies.ts";
import { simulatorOfTest } from "../../testing/simulator-of-test.ts";
import { zipEntries } from "../../testing/zip-entries.ts";

const REPOSITORY = new URL("../../../../..", import.meta.url).pathname;
const FOLDER = join(process.env["LEGBOOK_DATA"] ?? join(REPOSITORY, "..", "shared", "data"), "lean");
const QUOTES = join(FOLDER, "Data/option/usa/minute/goog/20151224_quote_american.zip");
const hasData = existsSync(QUOTES);
// oxlint-disable-next-line no-console -- the one loud line that says why nothing runs
if (!hasData) console.warn(`SKIPPED: no LEAN data at ${QUOTES}; set LEGBOOK_DATA`);

/** Market time that passes between two pushes, and in the whole session of that half day. */
const SPEED = 2400;
const PUSH_MS = 50;
const SESSION_MS = 3.5 * 3_600_000;

interface Followed {
  readonly name: string;
  /** Bid and ask of each two-sided row at its open and at its close, in the order of the file. */
  readonly expected: readonly (readonly [number, number])[];
  bid: number;
  ask: number;
  seen: number;
}

/** `750.5 C 20160115` */
function keyOf(strike: number, right: string, expiry: string): string {
  return `${strike} ${right} ${expiry}`;
}

function followed(): Map<string, Followed> {
  const all = new Map<string, Followed>();
  for (const [name, text] of zipEntries(QUOTES)) {
    const match = /_american_(call|put)_(\d+)_(\d{8})\.csv$/.exec(name);
    if (match === null) throw new Error(`unexpected entry ${name}`);
    const expected = text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .flatMap((line) => {
        const cells = line.split(",");
        const sides = [...cells.slice(1, 5), ...cells.slice(6, 10)];
        if (sides.includes("")) return [];
        const price = (cell: number): number => Number(cells[cell]) / 10_000;
        return [[price(1), price(6)] as const, [price(4), price(9)] as const];
      });
    const right = match[1] === "call" ? "C" : "P";
    all.set(keyOf(Number(match[2]) / 10_000, right, match[3] as string), {
      name,
      expected,
      bid: Number.NaN,
      ask: Number.NaN,
      seen: 0,
    });
  }
  return all;
}

function follow(line: Followed, tickType: string, price: number): void {
  if (tickType === "1") line.bid = price;
  else if (tickType === "2") line.ask = price;
  else return;
  for (
    let next = line.expected[line.seen];
    next !== undefined && next[0] === line.bid && next[1] === line.ask;
    next = line.expected[line.seen]
  ) {
    line.seen += 1;
  }
}

/** Waits until the client has all that was sent to it. */
async function caughtUp(client: RawClient): Promise<void> {
  request(client, "currentTime", {});
  await client.until(() => client.frames.some(([id]) => id === "49"));
}

describe.skipIf(!hasData)("GOOG's whole 2015-12-24", () => {
  it("reaches a client that subscribes to all 2,192 series: every two-sided quote of the files, in order", async () => {
    const series = followed();
    expect(series.size).toBe(2192);
    const simulator = await simulatorOfTest({
      market: { kind: "lean", folder: FOLDER, symbol: "GOOG", date: "2015-12-24", startTime: "09:30" },
      pace: "manual",
      speed: SPEED,
      linesMax: 3000,
      messagesPerSecondMax: 1_000_000,
    });
    const client = await RawClient.started(simulator.port, 1);
    const option = { symbol: "GOOG", secType: "OPT", exchange: "SMART", currency: "USD" };
    request(client, "contractDetails", { requestId: 1, ...option });
    await client.until(() => repliesOf(client, "contractDetailsEnd").length > 0);
    const lines = new Map<string, Followed>();
    for (const { conId, strike, right, realExpiry } of repliesOf(client, "contractDetails")) {
      const line = series.get(keyOf(strike, right, realExpiry));
      if (line === undefined) throw new Error(`no entry for ${strike} ${right} ${realExpiry}`);
      lines.set(String(conId), line);
      request(client, "marketData", { requestId: conId, conId, exchange: "SMART" });
    }
    expect(lines.size).toBe(2192);
    for (let passed = 0; passed <= SESSION_MS; passed += PUSH_MS * SPEED) {
      await caughtUp(client);
      for (const [id, , requestId, tickType, price] of client.take()) {
        if (id === "4" && lines.has(requestId ?? ""))
          throw new Error(`error about ${requestId}: ${tickType} ${price}`);
        const line = id === "1" ? lines.get(requestId ?? "") : undefined;
        if (line !== undefined) follow(line, tickType ?? "", Number(price));
      }
      simulator.run(PUSH_MS);
    }
    const missed = [...lines.values()].filter(({ seen, expected }) => seen < expected.length);
    expect(missed.map(({ name, seen }) => `${name}: quote ${seen}`)).toEqual([]);
    const quotes = [...lines.values()].reduce((sum, { expected }) => sum + expected.length, 0);
    expect(quotes).toBe(2 * 163_230);
  }, 180_000);
});
