import { IBApi } from "@stoqey/ib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Heard } from "../testing/heard.ts";

const [FIRST, SECOND] = ["DU1111111", "DU2222222"];

let simulator: Simulator;
let api: IBApi;
let heard: Heard;

beforeEach(async () => {
  simulator = await startSimulator({
    market: { kind: "builtin" },
    speed: 0,
    accounts: [
      { id: FIRST, cash: 50_000, positions: [{ localSymbol: "LBX", quantity: 10, averageCost: 90 }] },
      { id: SECOND, cash: 70_000, positions: [{ localSymbol: "LBX", quantity: -5, averageCost: 95 }] },
    ],
  });
  api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId: 1 });
  heard = new Heard(api);
  api.connect();
  await heard.one("nextValidId");
});

afterEach(async () => {
  api.disconnect();
  await simulator.close();
});

describe("a login with several accounts", () => {
  it("has all of them in positions, summaries and values by account", async () => {
    api.reqManagedAccts();
    api.reqPositions();
    api.reqPositionsMulti(1, "", "");
    api.reqPositionsMulti(2, SECOND, "");
    api.reqAccountSummary(3, "All", "TotalCashValue");
    api.reqAccountUpdatesMulti(4, "All", "", true);
    await heard.one("positionEnd");
    await heard.one("positionMultiEnd", ([id]) => id === 2);
    await heard.one("accountSummaryEnd");
    await heard.one("accountUpdateMultiEnd");
    expect(heard.all("managedAccounts")[0]?.[0]).toBe(`${FIRST},${SECOND}`);
    expect(heard.all("position").map(([account, , quantity]) => [account, quantity])).toEqual([
      [FIRST, 10],
      [SECOND, -5],
    ]);
    expect(heard.all("positionMulti").map(([id, account]) => [id, account])).toEqual([
      [1, FIRST],
      [1, SECOND],
      [2, SECOND],
    ]);
    expect(heard.all("accountSummary").map(([, account, , value]) => [account, value])).toEqual([
      [FIRST, "50000.00"],
      [SECOND, "70000.00"],
    ]);
    const told = new Set(heard.all("accountUpdateMulti").map(([, account]) => account));
    expect([...told]).toEqual([FIRST, SECOND]);
    expect(heard.errors()).toEqual([]);
  });

  it("has to be told which account values and profits are of", async () => {
    api.reqPnL(5, "", "");
    api.reqPnL(6, SECOND, "");
    api.reqPositionsMulti(7, "DU9999999", "");
    api.cancelPositionsMulti(8);
    api.reqAccountUpdates(true, "");
    api.reqAccountUpdates(true, FIRST);
    await heard.one("accountDownloadEnd", ([account]) => account === FIRST);
    await heard.one("pnl", ([id]) => id === 6);
    const refused = heard.errors().map((text) => text.split(" ").slice(0, 2).join(" "));
    expect(refused).toEqual(["321 5", "321 7"]);
    // An answer that belongs to no request reaches this client as information.
    expect(heard.all("info").map(([, code]) => code)).toContain(321);
  });
});
