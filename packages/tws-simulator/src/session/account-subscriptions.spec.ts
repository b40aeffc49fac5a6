import { beforeEach, describe, expect, it } from "vitest";
import { ScriptedMarket } from "../testing/scripted-market.ts";
import { scriptedVenue, sleep } from "../testing/scripted-venue.ts";
import { shareListing, shareOption } from "../venue/listing.ts";
import { moneyFromUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { AccountSubscriptions } from "./account-subscriptions.ts";

const FRIDAY = "2026-03-20";
const MONDAY = "2026-03-23";
const [FIRST, SECOND] = ["DU1", "DU2"];

const market = (): ScriptedMarket => new ScriptedMarket(FRIDAY);
const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");
const CALL = shareOption(
  SHARE,
  { expiry: FRIDAY, strike: moneyFromUnits(100), right: "call" },
  { localSymbol: "call", minTick: 100 },
);

type Sent = readonly [string, Readonly<Record<string, unknown>>];

let venue: Venue;
let accounts: AccountSubscriptions;
let sent: Sent[];

beforeEach(() => {
  const scripted = market();
  scripted.list(SHARE, { [FRIDAY]: { open: 90, price: 98 }, [MONDAY]: { open: 99, price: 101 } });
  scripted.list(CALL, { [FRIDAY]: { open: 1, price: 1 } });
  venue = scriptedVenue(scripted, {
    [FIRST]: [
      [SHARE, 100, 90],
      [CALL, -2, 150],
    ],
    [SECOND]: [[SHARE, -50, 95]],
  });
  sent = [];
  accounts = new AccountSubscriptions(venue, (name, values) => void sent.push([name, values]));
});

function heard(name: string): readonly Readonly<Record<string, unknown>>[] {
  return sent.filter(([each]) => each === name).map(([, values]) => values);
}

/** What was heard since the last time, by name. */
function names(): string[] {
  return sent.splice(0).map(([name]) => name);
}

/** Closes the first account's shares at 98, as a settlement in money does. */
function closeShares(): void {
  const closed = { account: FIRST, conId: SHARE.conId, quantity: 100 };
  venue.record({ type: "CashSettled", ...closed, price: moneyFromUnits(98) });
  accounts.accountChanged(FIRST);
}

describe("positions", () => {
  it("are told of every account, and what was closed today with nothing held", () => {
    closeShares();
    sent.length = 0;
    accounts.positions.subscribe();
    expect(
      heard("position").map(({ account, symbol, quantity, averageCost }) => [
        account,
        symbol,
        quantity,
        averageCost,
      ]),
    ).toEqual([
      [FIRST, "XYZ", 0, 0],
      [FIRST, "XYZ", -2, 150],
      [SECOND, "XYZ", -50, 95],
    ]);
    expect(names().at(-1)).toBe("positionEnd");
  });

  it("name the primary exchange of shares, and none for options", () => {
    accounts.positions.subscribe();
    expect(heard("position").map(({ secType, exchange }) => [secType, exchange])).toEqual([
      ["STK", "NASDAQ"],
      ["OPT", ""],
      ["STK", "NASDAQ"],
    ]);
  });

  it("that a night took away are told as gone, without an execution", () => {
    accounts.positions.subscribe();
    sent.length = 0;
    sleep(venue);
    accounts.accountChanged(FIRST);
    expect(heard("position").map(({ secType, quantity }) => [secType, quantity])).toEqual([["OPT", 0]]);
    expect(names()).toEqual(["position"]);
    accounts.accountChanged(FIRST);
    expect(names()).toEqual([]);
  });

  it("by account follow what changes until they are cancelled, whatever ids are cancelled besides", () => {
    accounts.positions.subscribeMulti(7, [FIRST, SECOND], "");
    expect(names()).toEqual(["positionMulti", "positionMulti", "positionMulti", "positionMultiEnd"]);
    accounts.positions.cancelMulti(8);
    closeShares();
    expect(names()).toEqual(["positionMulti"]);
    accounts.positions.cancelMulti(7);
    sleep(venue);
    accounts.accountChanged(FIRST);
    expect(names()).toEqual([]);
  });
});

describe("account values", () => {
  it("are those that the books have, for the account and for its segments", () => {
    accounts.values.subscribe(FIRST);
    const value = (key: string, currency: string): unknown =>
      heard("accountValue").find((each) => each["key"] === key && each["currency"] === currency)?.["value"];
    expect(value("NetLiquidation", "USD")).toBe("109600.00");
    expect(value("NetLiquidation-S", "USD")).toBe("109600.00");
    expect(value("NetLiquidation-C", "USD")).toBe("0.00");
    expect(value("StockMarketValue", "BASE")).toBe("9800.00");
    expect(value("OptionMarketValue", "USD")).toBe("-200.00");
    expect(value("AccountReady", "")).toBe("true");
    const keys = heard("accountValue").map(({ key }) => key as string);
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(names().at(-1)).toBe("accountDownloadEnd");
  });

  it("are told again when they change only", () => {
    accounts.values.subscribe(FIRST);
    accounts.values.subscribeMulti(3, { accounts: [FIRST], modelCode: "", isLedgerOnly: true });
    sent.length = 0;
    accounts.values.push();
    expect(names()).toEqual(["accountUpdateTime"]);
    closeShares();
    const told = new Set(heard("accountValue").map(({ key }) => key));
    expect([told.has("CashBalance"), told.has("AccountReady")]).toEqual([true, false]);
    expect(heard("accountUpdateMulti").some(({ key }) => key === "RealizedPnL")).toBe(true);
  });

  it("by account are the amounts by currency alone when only these are asked for", () => {
    accounts.values.subscribeMulti(3, { accounts: [FIRST, SECOND], modelCode: "", isLedgerOnly: true });
    const told = heard("accountUpdateMulti");
    expect(new Set(told.map(({ account }) => account))).toEqual(new Set([FIRST, SECOND]));
    expect(told.some(({ key }) => key === "NetLiquidation")).toBe(false);
    accounts.values.subscribeMulti(4, { accounts: [FIRST], modelCode: "", isLedgerOnly: false });
    expect(heard("accountUpdateMulti").some(({ key }) => key === "NetLiquidation")).toBe(true);
  });
});

describe("profits", () => {
  it("of a position that was not traded today have no realised part, of one that is not held nothing", () => {
    accounts.profits.subscribe(1, FIRST, SHARE.conId);
    accounts.profits.subscribe(2, SECOND, CALL.conId);
    expect(heard("profitAndLossSingle")).toEqual([
      { requestId: 1, position: 100, daily: 0, unrealised: 800, realised: null, value: 9800 },
      { requestId: 2, position: 0, daily: null, unrealised: null, realised: null, value: null },
    ]);
    sent.length = 0;
    closeShares();
    accounts.profits.push();
    expect(heard("profitAndLossSingle")).toEqual([
      { requestId: 1, position: 0, daily: 0, unrealised: 0, realised: 800, value: 0 },
    ]);
  });

  it("of a day start from the close before it, for each position and for the account", () => {
    sleep(venue);
    venue.clock.advance(1000);
    accounts.profits.subscribe(1, FIRST, SHARE.conId);
    accounts.profits.subscribe(2, FIRST, null);
    expect(heard("profitAndLossSingle")).toMatchObject([{ daily: 300, unrealised: 1100 }]);
    expect(heard("profitAndLoss")).toMatchObject([{ daily: 300, realised: 0 }]);
  });
});
