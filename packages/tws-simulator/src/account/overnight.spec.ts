import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IBApi, type OptionType } from "@stoqey/ib";
import type { PositionOptions } from "../options.ts";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Heard } from "../testing/heard.ts";
import { ACCOUNT } from "../testing/orders.ts";

const HOUR_MS = 3_600_000;
let directory: string;
let simulator: Simulator | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "overnight-"));
});

afterEach(async () => {
  await simulator?.close();
  simulator = null;
  rmSync(directory, { recursive: true });
});

/** The built-in market on a Friday of expiry, standing still but for `run`. */
async function start(...positions: readonly PositionOptions[]): Promise<Simulator> {
  simulator = await startSimulator({
    market: { kind: "builtin", date: "2026-03-20" },
    seed: 1,
    pace: "manual",
    ledgerFile: join(directory, "ledger"),
    accounts: [
      {
        id: ACCOUNT,
        cash: 100_000,
        positions,
      },
    ],
  });
  return simulator;
}

describe("the night after an expiry", () => {
  it("changes positions without an execution, and a restart finds the same books", async () => {
    const held = [
      { localSymbol: "LBX   260320C00080000", quantity: 2, averageCost: 2000 },
      { localSymbol: "LBX   260320P00080000", quantity: -1, averageCost: 10 },
    ];
    const before = await start(...held);
    before.advanceMarketTime(6 * HOUR_MS);
    before.run(100);
    const settled = before.account(ACCOUNT);
    expect(settled.positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([
      ["LBX", 200],
    ]);
    expect(settled.positions[0]?.averageCost).toBe(80 + 2000 / 100);
    expect(settled.cash).toBe(100_000 - 16_000);
    const types = [...before.ledger].map(({ type }) => type);
    expect(types.filter((type) => type === "OptionSettled")).toHaveLength(2);
    expect(types).not.toContain("OrderExecuted");
    await before.close();
    const after = await start(...held);
    const { positions, cash, initialMargin } = after.account(ACCOUNT);
    expect([positions[0]?.quantity, positions[0]?.averageCost, cash]).toEqual([200, 100, settled.cash]);
    expect(initialMargin).toBeCloseTo((positions[0]?.marketValue ?? 0) / 2, 6);
  });
});

describe("a client's exercise request", () => {
  it("is carried out in the night, and answered only when it cannot be", async () => {
    const running = await start({ localSymbol: "LBX   260327C00090000", quantity: 2, averageCost: 2000 });
    const api = new IBApi({ host: "127.0.0.1", port: running.port, clientId: 1 });
    const heard = new Heard(api);
    api.connect();
    await heard.one("nextValidId");
    const call = (strike: number) => ({
      symbol: "LBX",
      secType: "OPT" as never,
      exchange: "SMART",
      currency: "USD",
      lastTradeDateOrContractMonth: "20260327",
      right: "C" as OptionType,
      strike,
    });
    api.exerciseOptions(1, call(90), 1, 1, ACCOUNT, 0);
    api.exerciseOptions(2, call(95), 1, 1, ACCOUNT, 0);
    api.exerciseOptions(3, call(90), 3 as never, 1, ACCOUNT, 0);
    api.exerciseOptions(4, call(81.23), 1, 1, ACCOUNT, 0);
    await heard.one("error", ([, , id]) => id === 4);
    expect(heard.errors().map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "322 2",
      "321 3",
      "200 4",
    ]);
    running.advanceMarketTime(6 * HOUR_MS);
    running.run(100);
    const books = running.account(ACCOUNT);
    expect(books.positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([
      ["LBX   260327C00090000", 1],
      ["LBX", 100],
    ]);
    expect(books.cash).toBe(91_000);
    expect(heard.names()).not.toContain("execDetails");
    api.disconnect();
  });
});
