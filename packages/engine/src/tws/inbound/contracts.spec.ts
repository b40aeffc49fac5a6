import { type ContractDetails, EventName, OptionType, SecType } from "@stoqey/ib";
import { describe, expect, it } from "vitest";
import { listenToLibrary } from "../testing/library-events.ts";

const details: ContractDetails = {
  minTick: 0.05,
  underConId: 208813720,
  contract: {
    conId: 11,
    symbol: "GOOG",
    secType: SecType.OPT,
    lastTradeDateOrContractMonth: "20160115 16:00:00 US/Eastern",
    lastTradeDate: "20160115",
    strike: 742.5,
    right: OptionType.Call,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    localSymbol: "GOOG  160115C00742500",
    tradingClass: "GOOG",
  },
};

describe("contracts", () => {
  it("reads an option's details with strike and tick exact", () => {
    const { api, messages } = listenToLibrary();
    api.emit(EventName.contractDetails, 4, details);
    expect(messages).toEqual([
      {
        kind: "optionDetails",
        requestId: 4,
        contract: {
          kind: "option",
          conId: 11,
          symbol: "GOOG",
          underlyingConId: 208813720,
          tradingClass: "GOOG",
          localSymbol: "GOOG  160115C00742500",
          expiry: "2016-01-15",
          strike: 742_500_000,
          right: "call",
          multiplier: 100,
          exchange: "SMART",
          currency: "USD",
          minTick: 50_000,
        },
      },
    ]);
  });

  it("takes the date before a time of day when there is no date of its own", () => {
    const { api, messages } = listenToLibrary();
    const { lastTradeDate: _, ...contract } = details.contract;
    api.emit(EventName.contractDetails, 4, { ...details, contract });
    expect(messages).toMatchObject([{ contract: { expiry: "2016-01-15" } }]);
  });

  it.each([
    ["a right", { right: undefined }],
    ["a month instead of a day", { lastTradeDate: "", lastTradeDateOrContractMonth: "201601" }],
    ["a day that does not exist", { lastTradeDate: "20160231" }],
    ["a multiplier", { multiplier: undefined }],
    ["a kind that is traded here", { secType: SecType.FUT }],
  ])("reports details without %s as unreadable, naming the request", (_what, change) => {
    const { api, messages, unreadable } = listenToLibrary();
    api.emit(EventName.contractDetails, 4, { ...details, contract: { ...details.contract, ...change } });
    expect(messages).toEqual([]);
    expect(unreadable).toEqual([[expect.stringContaining("contractDetails"), 4]]);
  });

  it("reads a share's details", () => {
    const { api, messages } = listenToLibrary();
    const contract = {
      conId: 1,
      symbol: "GOOG",
      secType: SecType.STK,
      exchange: "SMART",
      primaryExch: "NASDAQ",
      currency: "USD",
    };
    api.emit(EventName.contractDetails, 4, { minTick: 0.01, contract });
    expect(messages).toEqual([
      {
        kind: "stockDetails",
        requestId: 4,
        contract: {
          kind: "stock",
          conId: 1,
          symbol: "GOOG",
          exchange: "SMART",
          primaryExchange: "NASDAQ",
          currency: "USD",
          minTick: 10_000,
        },
      },
    ]);
  });

  it("reads a chain's parameters as dates and exact strikes", () => {
    const { api, messages } = listenToLibrary();
    api.emit(
      EventName.securityDefinitionOptionParameter,
      4,
      "SMART",
      1,
      "GOOG",
      100,
      ["20160115"],
      [740, 742.5],
    );
    api.emit(EventName.securityDefinitionOptionParameterEnd, 4);
    expect(messages).toEqual([
      {
        kind: "chainParameters",
        requestId: 4,
        parameters: {
          exchange: "SMART",
          tradingClass: "GOOG",
          multiplier: 100,
          expiries: ["2016-01-15"],
          strikes: [740_000_000, 742_500_000],
        },
      },
      { kind: "chainParametersEnd", requestId: 4 },
    ]);
  });

  it("offers shares only, and says which have options", () => {
    const { api, messages } = listenToLibrary();
    const share = { conId: 1, symbol: "GOOG", secType: SecType.STK, primaryExch: "NASDAQ", currency: "USD" };
    api.emit(EventName.symbolSamples, 4, [
      { contract: { ...share, description: "ALPHABET INC" }, derivativeSecTypes: [SecType.CFD, SecType.OPT] },
      { contract: { ...share, conId: 2, secType: SecType.BOND } },
      { contract: { ...share, conId: 3 }, derivativeSecTypes: [] },
    ]);
    expect(messages).toMatchObject([
      {
        kind: "symbolMatches",
        requestId: 4,
        matches: [
          { conId: 1, description: "ALPHABET INC", hasOptions: true },
          { conId: 3, description: "", hasOptions: false },
        ],
      },
    ]);
  });
});
