import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IBApi } from "@stoqey/ib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { order, OrderClient, SHARE } from "../testing/order-client.ts";

let folder: string;
let simulator: Simulator;
const apis: IBApi[] = [];

async function start(): Promise<void> {
  simulator = await startSimulator({
    market: { kind: "builtin" },
    seed: 1,
    partialFillChance: 0,
    pace: "manual",
    speed: 20,
    ledgerFile: join(folder, "ledger.jsonl"),
  });
}

async function connect(): Promise<OrderClient<IBApi>> {
  const api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId: 0 });
  apis.push(api);
  return OrderClient.connect(api, simulator);
}

async function restart(): Promise<void> {
  for (const api of apis.splice(0)) api.disconnect();
  await simulator.close();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "simulator-orders-"));
  await start();
});

afterEach(async () => {
  for (const api of apis.splice(0)) if (api.isConnected) api.disconnect();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

describe("after a restart", () => {
  it("a trailing stop stands where it stood and goes on from there", async () => {
    const before = await connect();
    before.place(1, SHARE, order("SELL", 10, { orderType: "TRAIL", auxPrice: 3 }));
    await before.pass(5000);
    before.api.reqOpenOrders();
    await before.settle();
    const { trailStopPrice } = before.order(1);
    await restart();
    const after = await connect();
    after.api.reqOpenOrders();
    await after.settle();
    expect(after.order(1)).toMatchObject({ trailStopPrice, auxPrice: 3, orderType: "TRAIL" });
    expect(after.held(1)).toEqual(["trigger"]);
  });

  it("children wait for their parent still, end with it, and ids that were bound are not given again", async () => {
    const before = await connect();
    before.api.reqContractDetails(800, SHARE as never);
    const [, found] = await before.heard.one("contractDetails", ([id]) => id === 800);
    const { conId } = (found as { contract: { conId: number } }).contract;
    const place = (): number =>
      simulator.placeByHand({ contract: { conId }, action: "BUY", quantity: 1, limitPrice: 50 });
    place();
    before.place(1, SHARE, order("BUY", 10, { lmtPrice: 50, tif: "GTC", transmit: false }));
    before.place(2, SHARE, order("SELL", 10, { lmtPrice: 150, tif: "GTC", parentId: 1 }));
    await before.pass(500);
    before.api.reqOpenOrders();
    await before.settle();
    expect(before.lastStatus(-1)).toBe("Submitted");
    await restart();
    const after = await connect();
    place();
    await after.pass(500);
    after.api.reqOpenOrders();
    await after.settle();
    expect([-2, -1, 1, 2].map((id) => after.lastStatus(id))).toEqual([
      "Submitted",
      "Submitted",
      "Submitted",
      "PreSubmitted",
    ]);
    after.api.cancelOrder(1);
    await after.pass(500);
    expect(after.lastStatus(2)).toBe("Cancelled");
  });
});
