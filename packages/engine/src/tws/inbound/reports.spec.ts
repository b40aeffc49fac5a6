import {
  type Contract,
  EventName,
  type Execution,
  type Order,
  OptionType,
  OrderType,
  SecType,
} from "@stoqey/ib";
import { describe, expect, it } from "vitest";
import { listenToLibrary } from "../testing/library-events.ts";

const UNSET = Number.MAX_VALUE;
const bag: Contract = { conId: 28812380, symbol: "GOOG", secType: SecType.BAG };
const option: Contract = {
  conId: 11,
  symbol: "GOOG",
  secType: SecType.OPT,
  lastTradeDateOrContractMonth: "20160115",
  strike: 745,
  right: OptionType.Put,
  multiplier: 100,
  exchange: "",
  currency: "USD",
  localSymbol: "GOOG  160115P00745000",
  tradingClass: "GOOG",
};
const order: Order = {
  orderType: OrderType.LMT,
  orderRef: "lb-1",
  permId: 99,
  clientId: 7,
  account: "DU1",
  totalQuantity: 2,
  lmtPrice: -0.45,
};
const execution: Execution = {
  orderId: 17,
  execId: "0000e0d5.67fe667b.01.01",
  time: "20151224 10:00:00 America/New_York",
  acctNumber: "DU1",
  side: "SLD",
  shares: 2,
  price: 1.35,
  permId: 99,
  clientId: 7,
  orderRef: "lb-1",
};

describe("orders", () => {
  it("reads an open order by its reference, with a credit as a negative limit", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.openOrder, 17, bag, order, { status: "Submitted" });
    expect(messages).toEqual([
      {
        kind: "openOrder",
        order: {
          orderRef: "lb-1",
          orderId: 17,
          permId: 99,
          clientId: 7,
          account: "DU1",
          symbol: "GOOG",
          status: "Submitted",
          quantity: 2,
          limitPrice: -450_000,
        },
      },
    ]);
  });

  it("shows an order placed by hand as one without a reference", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.openOrder, 0, bag, { ...order, orderRef: "" }, { status: "Submitted" });
    expect(messages).toMatchObject([{ kind: "openOrder", order: { orderRef: null } }]);
  });

  it("reads the answer to a preview as margin, also when the gateway does not mark it", () => {
    const { api, messages, memory } = listenToLibrary();
    const margins = {
      initMarginBefore: 0,
      initMarginAfter: 500,
      maintMarginAfter: UNSET,
      commission: 2.1,
      warningText: "w",
    };
    api.emit(EventName.openOrder, 17, bag, { ...order, whatIf: true }, margins);
    memory.previewOrderIds.add(18);
    api.emit(EventName.openOrder, 18, bag, order, {});
    expect(messages).toMatchObject([
      {
        kind: "marginPreview",
        orderId: 17,
        margin: {
          initialBefore: 0,
          initialAfter: 500_000_000,
          maintenanceBefore: null,
          maintenanceAfter: null,
          commission: 2_100_000,
          warning: "w",
        },
      },
      { kind: "marginPreview", orderId: 18, margin: { initialAfter: null, warning: "" } },
    ]);
  });

  it("does not lose a fill to a status word that it does not know", () => {
    const { api, messages, unreadable } = listenToLibrary();
    api.emit(EventName.orderStatus, 17, "Levitating", 1, 1, 7.35, 99, 0, 7.35, 7, "", 0);
    expect(messages).toMatchObject([
      {
        kind: "orderStatus",
        status: { status: "Unknown", filled: 1, remaining: 1, averageFillPrice: 7_350_000 },
      },
    ]);
    expect(unreadable).toEqual([[expect.stringContaining("Levitating"), 17]]);
  });

  it("reads an order without fills whose average price is unset, as after the gateway's restart", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.orderStatus, 17, "Submitted", 0, 2, undefined, 99, 0, 0, 7, "", 0);
    expect(messages).toMatchObject([{ kind: "orderStatus", status: { filled: 0, averageFillPrice: 0 } }]);
  });

  it("reports an order without a permanent id as unreadable, naming it, and does not throw", () => {
    const { api, messages, unreadable } = listenToLibrary();
    api.emit(
      EventName.openOrder,
      17,
      bag,
      { ...order, permId: undefined },
      {
        status: "Submitted",
      },
    );
    expect(messages).toEqual([]);
    expect(unreadable).toEqual([["openOrder: permId is missing", 17]]);
  });
});

describe("executions", () => {
  it("tells the combo's execution from the legs'", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.execDetails, -1, bag, { ...execution, side: "BOT", price: -0.45 });
    api.emit(EventName.execDetails, 4, option, execution);
    expect(messages).toEqual([
      expect.objectContaining({
        requestId: -1,
        execution: expect.objectContaining({ of: "combo", side: "buy", price: -450_000 }),
      }),
      {
        kind: "execution",
        requestId: 4,
        execution: {
          orderRef: "lb-1",
          execId: "0000e0d5.67fe667b.01.01",
          orderId: 17,
          permId: 99,
          clientId: 7,
          account: "DU1",
          conId: 11,
          symbol: "GOOG",
          of: "leg",
          side: "sell",
          quantity: 2,
          price: 1_350_000,
          executedAt: Date.parse("2015-12-24T15:00:00Z"),
        },
      },
    ]);
  });

  it("keeps a fill whose time is in a zone that it does not know, and says so", () => {
    const { api, messages, unreadable } = listenToLibrary();
    api.emit(EventName.execDetails, 4, option, { ...execution, time: "20151224 10:00:00 Mars/Base" });
    expect(messages).toHaveLength(1);
    expect(unreadable).toEqual([[expect.stringContaining("Mars/Base"), 4]]);
  });

  it.each([UNSET, undefined])("reads a realised profit of %s as not known", (realizedPNL) => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.commissionReport, {
      execId: "a.01",
      commission: 1.05,
      currency: "USD",
      ...(realizedPNL && { realizedPNL }),
    });
    expect(messages).toEqual([
      { kind: "commission", execId: "a.01", commission: 1_050_000, currency: "USD", realisedProfit: null },
    ]);
  });
});

describe("positions", () => {
  it("reads an option's position; what the gateway does not say of the contract is zero", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.position, "DU1", option, -2, UNSET);
    expect(messages).toEqual([
      {
        kind: "position",
        account: "DU1",
        quantity: -2,
        averageCost: null,
        contract: {
          kind: "option",
          conId: 11,
          symbol: "GOOG",
          underlyingConId: 0,
          tradingClass: "GOOG",
          localSymbol: "GOOG  160115P00745000",
          expiry: "2016-01-15",
          strike: 745_000_000,
          right: "put",
          multiplier: 100,
          exchange: "",
          currency: "USD",
          minTick: 0,
        },
      },
    ]);
  });

  it("keeps a position in a future visible without interpreting it", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.position, "DU1", { conId: 3, symbol: "ES", secType: SecType.FUT }, 1, 0);
    expect(messages).toEqual([
      { kind: "foreignPosition", account: "DU1", conId: 3, securityType: "FUT", symbol: "ES", quantity: 1 },
    ]);
  });
});

describe("account values", () => {
  it("collects the values before the end marker to one message an account, and reports later ones as changes", () => {
    const { api, messages, memory } = listenToLibrary();
    memory.summaries.set(4, new Map());
    api.emit(EventName.accountSummary, 4, "DU1", "NetLiquidation", "1000000.25", "USD");
    api.emit(EventName.accountSummary, 4, "DU2", "NetLiquidation", "5", "USD");
    api.emit(EventName.accountSummary, 4, "DU1", "BuyingPower", "1.7976931348623157E308", "USD");
    expect(messages).toEqual([]);
    api.emit(EventName.accountSummaryEnd, 4);
    api.emit(EventName.accountSummary, 4, "DU1", "TotalCashValue", "7", "USD");
    expect(messages).toEqual([
      {
        kind: "accountSummary",
        requestId: 4,
        summary: { account: "DU1", currency: "USD", netLiquidation: 1_000_000_250_000, buyingPower: null },
      },
      {
        kind: "accountSummary",
        requestId: 4,
        summary: { account: "DU2", currency: "USD", netLiquidation: 5_000_000 },
      },
      { kind: "accountSummaryEnd", requestId: 4 },
      {
        kind: "accountSummary",
        requestId: 4,
        summary: { account: "DU1", currency: "USD", totalCash: 7_000_000 },
      },
    ]);
  });

  it("reports an account value that is no number instead of taking it for zero", () => {
    const { api, messages, unreadable } = listenToLibrary();
    api.emit(EventName.accountSummary, 4, "DU1", "NetLiquidation", "n/a", "USD");
    expect(messages).toEqual([]);
    expect(unreadable).toEqual([[expect.stringContaining("NetLiquidation"), 4]]);
  });

  it("reads unset profits as not known", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.pnl, 4, UNSET, undefined, -3.5);
    api.emit(EventName.pnlSingle, 5, 2, 1.25, undefined, UNSET, 270);
    expect(messages).toEqual([
      { kind: "accountProfitAndLoss", requestId: 4, daily: null, unrealised: null, realised: -3_500_000 },
      {
        kind: "positionProfitAndLoss",
        requestId: 5,
        quantity: 2,
        daily: 1_250_000,
        unrealised: null,
        realised: null,
        value: 270_000_000,
      },
    ]);
  });
});
