import { existsSync } from "node:fs";
import { join } from "node:path";
import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { BuiltinMarket } from "../venue/builtin/builtin-market.ts";
import { newYorkInstant } from "../venue/calendar.ts";
import { handOrderValues } from "./hand-order.ts";
import type { OrderTerms } from "./order.ts";
import { closedMarketWarning, isOpenFor } from "./trading-hours.ts";
import { orderTerms } from "./validation.ts";

const REPOSITORY = new URL("../../../..", import.meta.url).pathname;
const FOLDER = join(process.env["LEGBOOK_DATA"] ?? join(REPOSITORY, "..", "shared", "data"), "lean");
const hasData = existsSync(FOLDER);
// oxlint-disable-next-line no-console -- the one loud line that says why nothing runs
if (!hasData) console.warn(`SKIPPED: no LEAN data in ${FOLDER}; set LEGBOOK_DATA`);

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

const HOUR_MS = 3_600_000;

describe("trading hours", () => {
  const source = new BuiltinMarket(1, "2026-03-16");
  const at = (date: string, hours: number): number => newYorkInstant(date, hours * HOUR_MS);
  const terms = (outsideRth: boolean): OrderTerms => {
    const share = source.book.byName("LBX");
    if (share === undefined) throw new Error("no LBX");
    const values = handOrderValues({
      contract: { conId: share.conId },
      action: "BUY",
      quantity: 7,
      limitPrice: 90,
      account: "DU1",
    });
    const checked = orderTerms({ ...values, outsideRth }, source, ["DU1"], at("2026-03-16", 10));
    if (!checked.ok) throw new Error(checked.fault.message);
    return checked.value;
  };

  it.each<readonly [string, number, boolean, string | null]>([
    ["2026-03-16", 10, false, null],
    ["2026-03-16", 9.4, false, "20260316 09:30:00"],
    ["2026-03-16", 16, false, "20260317 09:30:00"],
    ["2026-03-20", 16, false, "20260323 09:30:00"],
    ["2026-04-02", 17, false, "20260406 09:30:00"],
    ["2026-03-16", 16, true, null],
    ["2026-03-16", 20, true, "20260317 04:00:00"],
    ["2026-03-21", 12, true, "20260323 04:00:00"],
  ])("on %s at %d with outside hours %s: waits until %s", (date, hours, outside, until) => {
    const warning = closedMarketWarning(source, terms(outside), at(date, hours));
    expect(isOpenFor(source, terms(outside), at(date, hours))).toBe(until === null);
    if (until === null) expect(warning).toBeNull();
    else {
      expect(warning).toBe(
        `Order Message:\nBUY 7 LBX\nWarning: your order will not be placed at the exchange until ${until} US/Eastern`,
      );
    }
  });
});

describe.skipIf(!hasData)("after the early close of 2015-12-24", () => {
  let simulator: Simulator;
  let client: OrderClient<IBApi>;
  const share = { symbol: "GOOG", secType: "STK", exchange: "SMART", currency: "USD" };

  beforeEach(async () => {
    simulator = await floor.open({
      market: { kind: "lean", folder: FOLDER, symbol: "GOOG", date: "2015-12-24", startTime: "12:59" },
    });
    client = await floor.connect();
  });

  it("day orders are gone, and new ones are taken with 399 until the next day of trading", async () => {
    client.place(1, share, order("BUY", 1, { lmtPrice: 500 }));
    client.place(2, share, order("BUY", 1, { lmtPrice: 500, tif: "GTC" }));
    await client.pass(1000);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Submitted", "Submitted"]);
    simulator.advanceMarketTime(60_000);
    await client.pass(500);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Cancelled", "Submitted"]);
    client.place(3, share, order("BUY", 1, { lmtPrice: 900 }));
    await client.pass(1000);
    expect(client.lastStatus(3)).toBe("PreSubmitted");
    expect(client.errorCodes(3)).toEqual([399]);
    expect(client.heard.errors().at(-1)).toContain("until 20151228 09:30:00 US/Eastern");
    expect(simulator.account("DU1234567").activeOrders.map(({ orderId }) => orderId)).toEqual([2, 3]);
  });
});
