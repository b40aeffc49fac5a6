import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
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
async function start(): Promise<Simulator> {
  simulator = await startSimulator({
    market: { kind: "builtin", date: "2026-03-20" },
    seed: 1,
    pace: "manual",
    ledgerFile: join(directory, "ledger"),
    accounts: [
      {
        id: ACCOUNT,
        cash: 100_000,
        positions: [
          { localSymbol: "LBX   260320C00080000", quantity: 2, averageCost: 2000 },
          { localSymbol: "LBX   260320P00080000", quantity: -1, averageCost: 10 },
        ],
      },
    ],
  });
  return simulator;
}

describe("the night after an expiry", () => {
  it("changes positions without an execution, and a restart finds the same books", async () => {
    const before = await start();
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
    const after = await start();
    const { positions, cash, initialMargin } = after.account(ACCOUNT);
    expect([positions[0]?.quantity, positions[0]?.averageCost, cash]).toEqual([200, 100, settled.cash]);
    expect(initialMargin).toBeCloseTo((positions[0]?.marketValue ?? 0) / 2, 6);
  });
});
