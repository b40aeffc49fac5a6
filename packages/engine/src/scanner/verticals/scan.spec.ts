import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asSpread,
  blackScholesPrice,
  comboQuote,
  type EpochMs,
  epochMs,
  isoDate,
  type Micros,
  micros,
  netPriceMagnitude,
  outcomeAtExpiry,
  type OptionContract,
  rewardToRisk,
  type Right,
  verticalSpread,
  yearsToExpiry,
} from "@legbook/domain";
import {
  type ChainRow,
  type ChainSnapshot,
  diffResults,
  parseScanCriteria,
  type ScanCriteria,
  type ScanResult,
  scanVerticals,
  whyNot,
} from "./index.ts";

const NOW = epochMs(Temporal.Instant.from("2015-12-24T17:00Z").epochMilliseconds);
const dollars = (units: number): Micros => micros(Math.round(units * 1e6));

function option(conId: number, right: Right, strike: number, expiry = "2016-01-15"): OptionContract {
  return {
    kind: "option",
    conId,
    symbol: "GOOG",
    underlyingConId: 1,
    tradingClass: "GOOG",
    localSymbol: `GOOG ${expiry} ${right} ${strike}`,
    expiry: isoDate(expiry),
    strike: dollars(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: dollars(0.05),
  };
}

function row(
  contract: OptionContract,
  bid: number | null,
  ask: number | null,
  change: Partial<ChainRow> = {},
): ChainRow {
  return {
    contract,
    bid: bid === null ? null : dollars(bid),
    ask: ask === null ? null : dollars(ask),
    bidSize: 10,
    askSize: 10,
    quoteAt: epochMs(NOW - 1_000),
    openInterest: 500,
    impliedVolatility: null,
    delta: null,
    greeksSource: null,
    ...change,
  };
}

function snapshot(rows: readonly ChainRow[]): ChainSnapshot {
  return {
    symbol: "GOOG",
    rows,
    underlying: { bid: dollars(748.3), ask: dollars(748.5), last: null },
    now: NOW,
    rate: 0.0035,
    dividendYield: 0,
  };
}

function criteria(change: Record<string, unknown> = {}): ScanCriteria {
  const result = parseScanCriteria({ symbol: "GOOG", ...change });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.criteria;
}

/** A chain with a skew, quoted half a dollar around the model's value. */
function modelChain(expiries: readonly string[], strikes: readonly number[], halfWidth = 0.25): ChainRow[] {
  let conId = 100;
  return expiries.flatMap((expiry) =>
    (["call", "put"] as const).flatMap((right) =>
      strikes.map((strike) => {
        conId += 1;
        const years = yearsToExpiry(NOW, isoDate(expiry));
        const volatility = 0.25 + (748.4 - strike) / 1_000;
        const value = blackScholesPrice({
          right,
          spot: 748.4,
          strike,
          years,
          rate: 0.0035,
          dividendYield: 0,
          volatility,
        });
        const bid = Math.max(0, Math.floor((value - halfWidth) * 20) / 20);
        return row(option(conId, right, strike, expiry), bid, Math.ceil((value + halfWidth) * 20) / 20);
      }),
    ),
  );
}

const CHAIN = snapshot(
  modelChain(["2016-01-08", "2016-01-15", "2016-03-18"], [730, 735, 740, 745, 750, 755, 760, 770]),
);

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function accounted(result: ScanResult): number {
  return result.matched + result.arbitrageCount + sum(result.excluded) + sum(result.unusable);
}

describe("scan of verticals", () => {
  it("prices at the natural price and says the mid beside it", () => {
    const rows = [row(option(1, "put", 740), 7, 7.2), row(option(2, "put", 745), 9.1, 9.4)];
    const result = scanVerticals(snapshot(rows), criteria({ sides: ["credit"] }));
    expect(result.rows).toHaveLength(1);
    expect(result.rows[0]).toMatchObject({
      id: "1:2",
      side: "credit",
      words: "GOOG 15 Jan 2016 745/740 put credit",
      daysToExpiry: 22,
      width: dollars(5),
      bid: dollars(-2.4),
      mid: dollars(-2.15),
      ask: dollars(-1.9),
      netPrice: dollars(1.9),
      netPriceAtMid: dollars(2.15),
      maxGain: dollars(190),
      maxLoss: dollars(310),
      breakeven: dollars(743.1),
      rewardToRisk: 0.6129,
      rewardToRiskAtMid: 0.7544,
      bidAskWidth: dollars(0.5),
      openInterest: 500,
      quoteAgeMs: 1_000,
      greeksSource: "computed",
    });
  });

  it("takes the gateway's greeks where it has them and says so", () => {
    const model = { impliedVolatility: 0.24, delta: -0.4, greeksSource: "model" as const };
    const rows = [
      row(option(1, "put", 740), 7, 7.2, model),
      row(option(2, "put", 745), 9.1, 9.4, { ...model, delta: -0.45 }),
    ];
    const [first] = scanVerticals(snapshot(rows), criteria()).rows;
    expect(first).toMatchObject({ greeksSource: "model" });
    const mixed = [row(option(1, "put", 740), 7, 7.2), rows[1]!];
    expect(scanVerticals(snapshot(mixed), criteria()).rows[0]).toMatchObject({ greeksSource: "computed" });
  });

  it.each([
    ["none", { bid: null, ask: null }],
    ["one-sided", { bid: null }],
    ["one-sided", { ask: null }],
    ["one-sided", { bid: micros(0) }],
    ["one-sided", { askSize: 0 }],
    ["one-sided", { bidSize: 0 }],
    ["locked-at-zero", { bid: micros(0), ask: micros(0) }],
    ["crossed", { bid: dollars(7.3) }],
    ["stale", { quoteAt: epochMs(NOW - 120_001) }],
    ["stale", { quoteAt: null }],
  ])("never prices with a quote that is %s (%j)", (reason, change) => {
    const rows = [row(option(1, "put", 740), 7, 7.2, change), row(option(2, "put", 745), 9.1, 9.4)];
    const result = scanVerticals(snapshot(rows), criteria());
    expect(result).toMatchObject({ rows: [], matched: 0, evaluated: 2, unusable: { [reason]: 2 } });
    expect(whyNot(snapshot(rows), criteria(), 2, 1)).toEqual({ kind: "unusable", leg: "short", reason });
  });

  it("uses a locked quote, which is one price for both sides", () => {
    const rows = [row(option(1, "put", 740), 7, 7), row(option(2, "put", 745), 9.1, 9.1)];
    expect(scanVerticals(snapshot(rows), criteria()).matched).toBe(2);
  });

  it("looks at no option that has expired", () => {
    const rows = [
      row(option(1, "put", 740, "2015-12-23"), 7, 7.2),
      row(option(2, "put", 745, "2015-12-23"), 9.1, 9.4),
    ];
    const result = scanVerticals(snapshot(rows), criteria({ daysToExpiryMin: 0 }));
    expect(result).toMatchObject({ matched: 0, excluded: { daysToExpiry: 2 } });
    const now = epochMs(Temporal.Instant.from("2015-12-23T22:00Z").epochMilliseconds);
    const after = scanVerticals({ ...snapshot(rows), now }, criteria({ daysToExpiryMin: 0 }));
    expect(after).toMatchObject({ matched: 0, unusable: { expired: 2 } });
  });

  it("reports a credit of the width or a free debit as an arbitrage, never as a result", () => {
    const rows = [row(option(1, "put", 740), 3, 3.2), row(option(2, "put", 745), 8.2, 8.4)];
    const result = scanVerticals(snapshot(rows), criteria());
    expect(result.arbitrages).toEqual([
      { id: "1:2", side: "credit", width: dollars(5), netPrice: dollars(5) },
    ]);
    expect(result).toMatchObject({ arbitrageCount: 1, matched: 0, excluded: { naturalPrice: 1 } });
    expect(whyNot(snapshot(rows), criteria(), 1, 2)).toEqual({
      kind: "arbitrage",
      netPrice: "5.00",
      width: "5.00",
    });
    const free = [row(option(1, "put", 740), 8, 8.2), row(option(2, "put", 745), 7.8, 8)];
    expect(scanVerticals(snapshot(free), criteria()).arbitrages).toEqual([
      { id: "2:1", side: "debit", width: dollars(5), netPrice: dollars(0) },
    ]);
  });

  it.each([
    ["right", { rights: ["call"] }, "put"],
    ["daysToExpiry", { daysToExpiryMax: 21 }, "22"],
    ["side", { sides: ["debit"] }, "credit"],
    ["width", { widthMin: 5_000_001 }, "5.00"],
    ["width", { widthMax: 4_999_999 }, "5.00"],
    ["netPrice", { netPriceMin: 1_900_001 }, "1.90"],
    ["netPrice", { netPriceMax: 1_899_999 }, "1.90"],
    ["rewardToRisk", { rewardToRiskMin: 0.613 }, "0.6129"],
    ["bidAskWidth", { bidAskWidthMax: 499_999 }, "0.50"],
    ["openInterest", { openInterestMin: 501 }, "500"],
    ["shortDelta", { shortDeltaMax: 0.1 }, expect.stringMatching(/^0\.4/)],
    ["shortDelta", { shortDeltaMin: 0.9 }, expect.stringMatching(/^0\.4/)],
  ])("says that %s keeps a candidate out (%j), in the counts and when asked", (filter, change, value) => {
    const rows = [row(option(1, "put", 740), 7, 7.2), row(option(2, "put", 745), 9.1, 9.4)];
    const asked = criteria({ sides: ["credit"], ...change });
    expect(whyNot(snapshot(rows), asked, 1, 2)).toEqual({ kind: "excluded", filter, value });
    const result = scanVerticals(snapshot(rows), asked);
    expect(result.rows.map(({ id }) => id)).not.toContain("1:2");
    expect(result.excluded[filter as keyof typeof result.excluded]).toBeGreaterThan(0);
    expect(whyNot(snapshot(rows), criteria(), 1, 2)).toEqual({ kind: "matches" });
  });

  it("keeps out what it does not know when a bound asks for it", () => {
    const blind = { openInterest: null };
    const rows = [row(option(1, "put", 740), 7, 7.2, blind), row(option(2, "put", 745), 9.1, 9.4)];
    expect(scanVerticals(snapshot(rows), criteria()).rows[0]).toMatchObject({ openInterest: null });
    expect(whyNot(snapshot(rows), criteria({ openInterestMin: 1 }), 1, 2)).toMatchObject({
      value: "unknown",
    });
    const nowhere = { ...snapshot(rows), underlying: { bid: null, ask: null, last: null } };
    expect(scanVerticals(nowhere, criteria()).rows[0]).toMatchObject({
      probabilityOfProfit: null,
      shortDelta: null,
    });
    expect(scanVerticals(nowhere, criteria({ shortDeltaMax: 1 })).matched).toBe(0);
  });

  it("answers for contracts that are not in the chain or make no vertical", () => {
    const rows = [row(option(1, "put", 740), 7, 7.2), row(option(2, "call", 745), 9.1, 9.4)];
    expect(whyNot(snapshot(rows), criteria(), 9, 1)).toEqual({ kind: "not-in-chain", leg: "long" });
    expect(whyNot(snapshot(rows), criteria(), 1, 9)).toEqual({ kind: "not-in-chain", leg: "short" });
    expect(whyNot(snapshot(rows), criteria(), 1, 2)).toMatchObject({ kind: "no-vertical" });
  });

  it("never pairs series that differ in trading class or multiplier", () => {
    const other = { ...option(2, "put", 745), tradingClass: "GOOG1" };
    const rows = [row(option(1, "put", 740), 7, 7.2), row(other, 9.1, 9.4)];
    expect(scanVerticals(snapshot(rows), criteria()).evaluated).toBe(0);
  });

  it("gives the same rows in the same order whatever the order of the chain", () => {
    const asked = criteria({ limit: 200 });
    const expected = scanVerticals(CHAIN, asked);
    expect(expected.rows.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(fc.shuffledSubarray([...CHAIN.rows], { minLength: CHAIN.rows.length }), (rows) => {
        expect(scanVerticals({ ...CHAIN, rows }, asked)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it("breaks ties by expiry, then right, then long and short strike", () => {
    const tied = (right: Right, expiry: string, first: number) => {
      const prices = right === "call" ? [6, 4, 2] : [2, 4, 6];
      return prices.map((price, index) =>
        row(option(first + index, right, 740 + 5 * index, expiry), price, price),
      );
    };
    const rows = [
      ...tied("put", "2016-01-08", 1),
      ...tied("call", "2016-01-15", 10),
      ...tied("put", "2016-01-15", 20),
      ...tied("call", "2016-01-08", 30),
    ];
    const found = scanVerticals(snapshot(rows), criteria({ sides: ["debit"] })).rows;
    expect(new Set(found.map(({ rewardToRisk }) => rewardToRisk)).size).toBe(1);
    const places = found.map(({ expiry, right, longStrike, shortStrike }) =>
      [expiry, right, longStrike / 1e6, shortStrike / 1e6].join(" "),
    );
    expect(places).toHaveLength(12);
    expect(places).toEqual(places.toSorted());
  });

  it("accounts for every candidate once, and cuts to the best", () => {
    const bounds = fc.record({
      shortDeltaMax: fc.constantFrom(null, 0.3, 0.5),
      widthMax: fc.constantFrom(null, 5_000_000, 20_000_000),
      rewardToRiskMin: fc.constantFrom(null, 0.2, 1),
      bidAskWidthMax: fc.constantFrom(null, 1_000_000),
      rankBy: fc.constantFrom("rewardToRisk", "probabilityOfProfit", "netPrice", "expectedReturn"),
      sides: fc.constantFrom(["debit"], ["credit"], ["debit", "credit"]),
    });
    fc.assert(
      fc.property(bounds, fc.integer({ min: 1, max: 40 }), (change, limit) => {
        const all = scanVerticals(CHAIN, criteria({ ...change, limit: 500, daysToExpiryMax: 90 }));
        const cut = scanVerticals(CHAIN, criteria({ ...change, limit, daysToExpiryMax: 90 }));
        expect(accounted(all)).toBe(all.evaluated);
        expect(all.evaluated).toBe(6 * 8 * 7);
        expect(all.rows).toHaveLength(Math.min(500, all.matched));
        expect(cut.rows).toEqual(all.rows.slice(0, limit));
      }),
    );
  });

  it("ranks by what is asked for, best first", () => {
    for (const rankBy of ["rewardToRisk", "probabilityOfProfit", "expectedReturn"] as const) {
      const { rows } = scanVerticals(CHAIN, criteria({ rankBy, limit: 100 }));
      const values = rows.map((found) => found[rankBy]!);
      expect(values.length).toBeGreaterThan(50);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
    const credits = scanVerticals(CHAIN, criteria({ rankBy: "netPrice", sides: ["credit"] })).rows.map(
      ({ netPrice }) => netPrice,
    );
    expect(credits).toEqual([...credits].sort((a, b) => b - a));
  });

  it("finds what a plain search through all pairs finds", () => {
    const asked = criteria({ limit: 500, widthMax: 15_000_000, rewardToRiskMin: 0.3, netPriceMin: 500_000 });
    const plain: string[] = [];
    for (const long of CHAIN.rows) {
      for (const short of CHAIN.rows) {
        const built = verticalSpread(long.contract, short.contract);
        if (built.kind === "refused" || built.spread.expiry > "2016-02-01") continue;
        const { ask } = comboQuote(long, short);
        if (ask === null || long.bid === 0 || short.bid === 0) continue;
        const netPrice = netPriceMagnitude(built.spread, ask);
        const result = outcomeAtExpiry(asSpread(built.spread), ask);
        const distance = Math.abs(long.contract.strike - short.contract.strike);
        if (result.kind === "refused" || netPrice < 500_000 || netPrice >= distance || distance > 15_000_000)
          continue;
        if (rewardToRisk(result.outcome) >= 0.3) plain.push(`${long.contract.conId}:${short.contract.conId}`);
      }
    }
    const found = scanVerticals(CHAIN, asked).rows.map(({ id }) => id);
    expect(found.length).toBeGreaterThan(20);
    expect(found.toSorted()).toEqual(plain.toSorted());
  });
});

describe("difference of results", () => {
  it("turns the former result into the next one", () => {
    const base = scanVerticals(CHAIN, criteria({ limit: 30 }));
    const moved: readonly ChainRow[] = CHAIN.rows.map((one, index) =>
      index % 5 === 0 && one.bid !== null && one.bid > 100_000
        ? { ...one, bid: micros(one.bid - 50_000) }
        : one,
    );
    const next = scanVerticals({ ...CHAIN, rows: moved }, criteria({ limit: 30 }));
    const { added, changed, removed, order } = diffResults(base.rows, next.rows);
    expect(added.length + changed.length + removed.length).toBeGreaterThan(0);
    const rows = new Map(base.rows.map((one) => [one.id, one]));
    for (const id of removed) rows.delete(id);
    for (const one of [...added, ...changed]) rows.set(one.id, one);
    expect(order.map((id) => rows.get(id))).toEqual(next.rows);
    expect(rows.size).toBe(next.rows.length);
  });

  it("is empty when only the quotes' age has changed", () => {
    const later = (ms: number): EpochMs => epochMs(NOW + ms);
    const base = scanVerticals(CHAIN, criteria());
    const next = scanVerticals({ ...CHAIN, now: later(1) }, criteria());
    expect(diffResults(base.rows, next.rows)).toMatchObject({ added: [], changed: [], removed: [] });
  });
});

describe("scan criteria", () => {
  it("has safe defaults", () => {
    expect(criteria()).toEqual({
      symbol: "GOOG",
      sides: ["debit", "credit"],
      rights: ["call", "put"],
      daysToExpiryMin: 1,
      daysToExpiryMax: 60,
      shortDeltaMin: null,
      shortDeltaMax: null,
      widthMin: null,
      widthMax: null,
      netPriceMin: null,
      netPriceMax: null,
      rewardToRiskMin: null,
      bidAskWidthMax: null,
      openInterestMin: null,
      quoteAgeMaxMs: 120_000,
      rankBy: "rewardToRisk",
      limit: 50,
    });
  });

  it("names every fault in one refusal", () => {
    const result = parseScanCriteria({ symbol: "goog", limit: 0, shortDeltaMin: Number.NaN, typo: 1 });
    if (result.kind !== "refused") throw new Error("accepted");
    expect(result.refusal).toMatchObject({ code: "scan.criteria-invalid" });
    expect(Object.keys(result.refusal.inputs).toSorted()).toEqual([
      "criteria",
      "limit",
      "shortDeltaMin",
      "symbol",
    ]);
  });

  it.each([
    ["widthMin", { widthMin: 2, widthMax: 1 }],
    ["daysToExpiryMin", { daysToExpiryMin: 61 }],
    ["shortDeltaMin", { shortDeltaMin: 0.5, shortDeltaMax: 0.2 }],
    ["netPriceMin", { netPriceMin: 2, netPriceMax: 1 }],
    ["sides", { sides: [] }],
    ["netPriceMin", { netPriceMin: 0.5 }],
    ["shortDeltaMax", { shortDeltaMax: 1.5 }],
  ])("refuses %s in %j", (field, change) => {
    expect(parseScanCriteria({ symbol: "GOOG", ...change })).toMatchObject({
      kind: "refused",
      refusal: { field },
    });
  });
});
