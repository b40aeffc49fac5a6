import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IBApi } from "@stoqey/ib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Simulator } from "../simulator.ts";
import { order, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let folder: string;
let simulator: Simulator;

async function start(): Promise<void> {
  simulator = await floor.open({
    speed: 20,
    ledgerFile: join(folder, "ledger.jsonl"),
  });
}

async function restart(): Promise<void> {
  await simulator.close();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "simulator-orders-"));
  await start();
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("after a restart", () => {
  it("a trailing stop stands where it stood and goes on from there", async () => {
    const before = await floor.connect(0);
    before.place(1, SHARE, order("SELL", 10, { orderType: "TRAIL", auxPrice: 3 }));
    await before.pass(5000);
    before.api.reqOpenOrders();
    await before.settle();
    const { trailStopPrice } = before.order(1);
    await restart();
    const after = await floor.connect(0);
    after.api.reqOpenOrders();
    await after.settle();
    expect(after.order(1)).toMatchObject({ trailStopPrice, auxPrice: 3, orderType: "TRAIL" });
    expect(after.held(1)).toEqual(["trigger"]);
  });

  it("children wait for their parent still, end with it, and ids that were bound are not given again", async () => {
    const before = await floor.connect(0);
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
    const after = await floor.connect(0);
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
