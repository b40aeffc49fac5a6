import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PositionOptions, SimulatorOptions } from "../options.ts";
import { type Simulator, startSimulator } from "../simulator.ts";
import { ACCOUNT } from "../testing/orders.ts";

const CALL = "LBX   260320C00100000";
let simulator: Simulator | null = null;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "positions-"));
});

afterEach(async () => {
  await simulator?.close();
  simulator = null;
  rmSync(directory, { recursive: true });
});

function holding(...positions: PositionOptions[]): SimulatorOptions {
  return {
    market: { kind: "builtin" },
    speed: 0,
    accounts: [{ id: ACCOUNT, cash: 50_000, positions }],
  };
}

describe("an account that starts with positions", () => {
  it("has them at their cost, valued by the market, and no profit of the day yet", async () => {
    simulator = await startSimulator(
      holding(
        { localSymbol: "LBX", quantity: 100, averageCost: 90.5 },
        { localSymbol: CALL, quantity: -2, averageCost: 110 },
      ),
    );
    const { cash, positions, netLiquidation, daily } = simulator.account(ACCOUNT);
    expect(positions).toMatchObject([
      { localSymbol: "LBX", quantity: 100, averageCost: 90.5 },
      { localSymbol: CALL, quantity: -2, averageCost: 110 },
    ]);
    const [shares, call] = positions;
    expect(shares?.unrealised).toBeCloseTo(100 * ((shares?.marketPrice ?? 0) - 90.5), 6);
    expect(call?.unrealised).toBeCloseTo(220 - 200 * (call?.marketPrice ?? 0), 6);
    expect(netLiquidation).toBeCloseTo(cash + (shares?.marketValue ?? 0) + (call?.marketValue ?? 0), 6);
    expect(daily).toBe(0);
  });

  it("finds them by id as well, and again after the day on which they expired", async () => {
    simulator = await startSimulator(holding({ localSymbol: CALL, quantity: 1, averageCost: 200 }));
    const conId = simulator.account(ACCOUNT).positions[0]?.conId as number;
    await simulator.close();
    const kept = {
      ...holding({ conId, quantity: 1, averageCost: 200 }),
      ledgerFile: join(directory, "ledger"),
    };
    simulator = await startSimulator(kept);
    expect(simulator.account(ACCOUNT).positions).toMatchObject([{ localSymbol: CALL, averageCost: 200 }]);
    simulator.advanceMarketTime(7 * 24 * 3_600_000);
    await simulator.close();
    simulator = await startSimulator(kept);
    expect([...simulator.ledger][0]).toMatchObject({
      type: "SimulatorStarted",
      accounts: [{ positions: [{ conId, quantity: 1, cost: 2_000_000 }] }],
    });
  });

  it.each<readonly [string, PositionOptions[]]>([
    ["accounts[0].positions[0].conId", [{ conId: 1, quantity: 1, averageCost: 1 }]],
    ["accounts[0].positions[0].localSymbol", [{ localSymbol: "NOSUCH", quantity: 1, averageCost: 1 }]],
    ["accounts[0].positions[0].quantity", [{ localSymbol: "LBX", quantity: 0, averageCost: 1 }]],
    ["accounts[0].positions[0].averageCost", [{ localSymbol: "LBX", quantity: 1, averageCost: Number.NaN }]],
    [
      "accounts[0].positions[1]",
      [
        { localSymbol: "LBX", quantity: 1, averageCost: 1 },
        { localSymbol: "LBX", quantity: 1, averageCost: 1 },
      ],
    ],
  ])("is refused with the field that is wrong: %s", async (field, positions) => {
    await expect(startSimulator(holding(...positions))).rejects.toMatchObject({ field });
  });
});
