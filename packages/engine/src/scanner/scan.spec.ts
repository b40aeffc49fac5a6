import { describe, expect, it } from "vitest";
import {
  epochMs,
  isoDate,
  type Micros,
  micros,
  type OptionContract,
  type Right,
  type StockContract,
} from "@legbook/domain";
import {
  ChainTable,
  diffResults,
  EMPTY_CONTEXT,
  parseScanCriteria,
  Scan,
  type ScanContext,
  type ScanCriteria,
  type TableQuote,
} from "./index.ts";
import { naiveScan } from "./naive/naive-scan.ts";

const NOW = epochMs(Temporal.Instant.from("2015-12-24T17:00Z").epochMilliseconds);
const EXPIRIES = ["2016-01-15", "2016-02-19"] as const;
const STRIKES = [90, 95, 100, 105, 110] as const;
const dollars = (units: number): Micros => micros(Math.round(units * 1e6));

const SHARES: StockContract = {
  kind: "stock",
  conId: 1,
  symbol: "LBX",
  exchange: "SMART",
  primaryExchange: "NYSE",
  currency: "USD",
  minTick: dollars(0.01),
};

const CONTEXT: ScanContext = { ...EMPTY_CONTEXT, underlying: SHARES };

/** 1100 + strike is a call, 1200 + strike a put of the first expiry; 2xxx of the second. */
function conIdOf(series: number, right: Right, strike: number): number {
  return (series + 1) * 1_000 + (right === "call" ? 100 : 300) + strike;
}

function option(series: number, right: Right, strike: number): OptionContract {
  return {
    kind: "option",
    conId: conIdOf(series, right, strike),
    symbol: "LBX",
    underlyingConId: SHARES.conId,
    tradingClass: "LBX",
    localSymbol: `${EXPIRIES[series]} ${right} ${strike}`,
    expiry: isoDate(EXPIRIES[series]!),
    strike: dollars(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: dollars(0.01),
  };
}

const CONTRACTS = EXPIRIES.flatMap((_, series) =>
  STRIKES.flatMap((strike) => [option(series, "call", strike), option(series, "put", strike)]),
);

/** Intrinsic value and a hump of time value, wider for the second expiry. */
function worth({ strike, right, expiry }: OptionContract): number {
  const distance = strike / 1e6 - 100;
  const intrinsic = Math.max(0, right === "call" ? 0 - distance : distance);
  return intrinsic + (expiry === EXPIRIES[0] ? 2 : 3.2) * Math.exp(-((distance / 12) ** 2));
}

function quote(bid: number | null, ask: number | null, change: Partial<TableQuote> = {}): TableQuote {
  return {
    bid: bid === null ? null : dollars(bid),
    ask: ask === null ? null : dollars(ask),
    bidSize: 10,
    askSize: 10,
    bidAt: epochMs(NOW - 1_000),
    askAt: epochMs(NOW - 2_000),
    last: null,
    openInterest: 100,
    volume: 5,
    halted: false,
    model: { volatility: null, delta: null, gamma: null, vega: null, theta: null },
    ...change,
  };
}

function sane(contract: OptionContract): TableQuote {
  const middle = Math.round(worth(contract) * 100) / 100;
  return quote(middle - 0.02, middle + 0.02);
}

function chain(
  changes: Readonly<Record<number, TableQuote>> = {},
  { shares = true, contracts = CONTRACTS } = {},
): ChainTable {
  const table = new ChainTable({ symbol: "LBX", rate: 0.003, dividendYield: 0, quoteAgeMaxMs: 60_000 });
  table.setContracts(contracts);
  for (const contract of contracts) table.apply(contract.conId, changes[contract.conId] ?? sane(contract));
  table.setUnderlying(
    shares
      ? { bid: dollars(99.99), ask: dollars(100.01), last: null }
      : { bid: null, ask: null, last: dollars(100) },
  );
  table.anchor(NOW);
  return table;
}

function criteria(change: Partial<Record<keyof ScanCriteria, unknown>>): ScanCriteria {
  const result = parseScanCriteria({ symbol: "LBX", filters: [], ...change });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.criteria;
}

const scanOf = (
  change: Partial<Record<keyof ScanCriteria, unknown>>,
  table = chain(),
  context: ScanContext = CONTEXT,
) => new Scan(table, criteria(change), context);

const CALL_95_100 = [
  { conId: conIdOf(0, "call", 95), ratio: 1 },
  { conId: conIdOf(0, "call", 100), ratio: -1 },
];
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

describe("scan", () => {
  it("gives the same when it looks in turns, whatever is quoted between them", () => {
    const wanted = { strategies: ["ironCondor", "brokenWing"], limit: 200 };
    const table = chain();
    const inTurns = scanOf(wanted, table);
    const moved = CONTRACTS.filter((_, index) => index % 3 === 0);
    const changed = new Set<number>();
    let turns = 0;
    for (const _turn of inTurns.turns(1)) {
      const contract = moved[turns % moved.length] as OptionContract;
      const middle = Math.round(worth(contract) * 100) / 100 + 0.03 * (turns + 1);
      changed.add(table.apply(contract.conId, quote(middle - 0.01, middle + 0.01)));
      turns += 1;
    }
    expect(turns).toBeGreaterThan(1);
    expect(inTurns.isStale).toBe(false);
    for (const row of changed) inTurns.update(row);
    expect(inTurns.result()).toEqual(scanOf(wanted, table).result());
  });

  it("accounts for every candidate once", () => {
    for (const strategies of [["vertical"], ["ironCondor", "brokenWing"], ["calendar", "straddle"]]) {
      const result = scanOf({ strategies, filters: [{ field: "netPrice", min: 1_000_000 }] }).result();
      expect(result.matched + sum(result.excluded) + sum(result.unusable) + result.arbitrageCount).toBe(
        result.evaluated,
      );
    }
  });

  it("fails a bound that asks what is not known, and says which filter excluded most", () => {
    const result = scanOf({ filters: [{ field: "ivRank", max: 0.5 }] }).result();
    expect(result.rows).toEqual([]);
    expect(result.excludedMost).toEqual({ filter: "ivRank", count: result.evaluated });
    const known = scanOf({ filters: [{ field: "ivRank", max: 0.5 }] }, chain(), { ...CONTEXT, ivRank: 0.3 });
    expect(known.result().matched).toBeGreaterThan(0);
  });

  it("passes an unlimited gain by any minimum and by no maximum", () => {
    const long = { strategies: ["straddle"], sides: ["debit"] };
    const { rows } = scanOf({ ...long, filters: [{ field: "maxGain", min: 1_000_000_000_000 }] }).result();
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({ maxGain: null, values: { maxGain: null, rewardToRisk: null } });
    expect(scanOf({ ...long, filters: [{ field: "maxGain", max: 1e15 }] }).result().matched).toBe(0);
  });

  it("shows an arbitrage apart and never as a result", () => {
    const crossed = chain({ [conIdOf(0, "call", 100)]: quote(7.5, 7.6) });
    const { rows, arbitrages, arbitrageCount } = scanOf({ limit: 500 }, crossed).result();
    expect(arbitrageCount).toBeGreaterThan(0);
    expect(arbitrages).toHaveLength(arbitrageCount);
    for (const { gainAtLeast } of arbitrages) expect(gainAtLeast).toBeGreaterThanOrEqual(0);
    const ids = new Set(rows.map(({ id }) => id));
    expect(arbitrages.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it("leaves out spreads over earnings, and sold calls over an ex-dividend date", () => {
    const dated = { ...CONTEXT, earnings: [isoDate("2016-02-01")], exDividends: [isoDate("2016-01-10")] };
    const { rows } = scanOf({ excludeEarnings: true, limit: 500 }, chain(), dated).result();
    expect(new Set(rows.map(({ expiry }) => expiry))).toEqual(new Set([EXPIRIES[0]]));
    const sold = scanOf({ excludeExDividend: true, limit: 500 }, chain(), dated).result();
    expect(new Set(sold.rows.flatMap(({ legs }) => legs.map(({ right }) => right)))).toEqual(
      new Set(["put"]),
    );
  });

  it("does not scan covered calls without a quote of the shares, and says so", () => {
    const { notices, evaluated } = scanOf(
      { strategies: ["coveredCall"] },
      chain({}, { shares: false }),
    ).result();
    expect(notices).toMatchObject([{ code: "no-underlying-quote", strategy: "coveredCall", candidates: 10 }]);
    expect(evaluated).toBe(0);
  });

  it.each([
    ["no-contracts", chain({}, { contracts: [] }), {}],
    ["no-quotes", chain(Object.fromEntries(CONTRACTS.map(({ conId }) => [conId, quote(null, null)]))), {}],
    [
      "no-usable-quotes",
      chain(Object.fromEntries(CONTRACTS.map(({ conId }) => [conId, quote(1, null)]))),
      {},
    ],
    ["no-expiry-in-range", chain(), { filters: [{ field: "daysToExpiry", min: 300 }] }],
  ])("says what is missing: %s", (code, table, change) => {
    expect(scanOf(change, table).result()).toMatchObject({ rows: [], missing: { code } });
  });

  it("gives the same after ticks as a new scan, whatever the order of the ticks", () => {
    const change = { strategies: ["vertical", "ironCondor", "butterfly", "ratio"], limit: 5 };
    const table = chain();
    const scan = scanOf(change, table);
    scan.scanAll();
    for (let tick = 0; tick < 300; tick += 1) {
      const contract = CONTRACTS[(tick * 7) % CONTRACTS.length]!;
      const middle = Math.max(0.03, worth(contract) + Math.sin(tick) * 0.3);
      const next = tick % 11 === 0 ? quote(null, middle) : quote(middle - 0.02, middle + 0.02);
      scan.update(table.apply(contract.conId, next));
    }
    const found = scan.result();
    expect(found).toEqual(scanOf(change, table).result());
    expect(found.rows.map(({ id }) => id)).toEqual(
      naiveScan(table, scan.criteria, CONTEXT).rows.map(({ id }) => id),
    );
  });

  it("tells what changed from one result to the next", () => {
    const table = chain();
    const scan = scanOf({ limit: 10 }, table);
    const before = scan.result().rows;
    const leg = before[0]!.legs[0]!;
    scan.update(table.apply(leg.conId, quote(leg.bid / 1e6 - 0.01, leg.ask / 1e6)));
    const after = scan.result().rows;
    const difference = diffResults(before, after);
    expect(difference.order).toEqual(after.map(({ id }) => id));
    expect(difference.added.length + difference.changed.length).toBeGreaterThan(0);
    expect(after.filter((row) => before.includes(row)).length).toBeGreaterThan(0);
  });
});

describe("why not", () => {
  it.each<[string, Partial<Record<keyof ScanCriteria, unknown>>, object]>([
    ["a match", {}, { kind: "matches" }],
    ["its right", { rights: ["put"] }, { kind: "excluded", filter: "right", remedy: "Ask for calls too." }],
    ["its side", { sides: ["credit"] }, { kind: "excluded", filter: "side", value: "debit" }],
    [
      "days",
      { filters: [{ field: "daysToExpiry", min: 30 }] },
      { filter: "daysToExpiry", value: 22, min: 30, remedy: "Lower the minimum of “Days to expiry” to 22." },
    ],
    [
      "width",
      { filters: [{ field: "width", max: 2_000_000 }] },
      { filter: "width", value: 5_000_000, remedy: "Raise the maximum of “Width” to 5000000." },
    ],
    [
      "open interest",
      { filters: [{ field: "openInterest", min: 200 }] },
      { filter: "openInterest", value: 100, min: 200 },
    ],
    [
      "what is not known",
      { filters: [{ field: "ivPercentile", max: 0.2 }] },
      { filter: "ivPercentile", value: null },
    ],
    [
      "the first of two",
      {
        filters: [
          { field: "rewardToRisk", min: 50 },
          { field: "netPrice", max: 1 },
        ],
      },
      { filter: "netPrice" },
    ],
    ["another strategy", { strategies: ["straddle"] }, { kind: "not-a-candidate" }],
  ])("names %s", (_, change, expected) => {
    expect(scanOf(change).whyNot(CALL_95_100)).toMatchObject(expected);
  });

  it("gives a change of the criteria that does pass", () => {
    const bound = scanOf({ filters: [{ field: "probabilityOfProfit", min: 0.9999 }] }).whyNot(CALL_95_100);
    if (bound.kind !== "excluded" || typeof bound.value !== "number") throw new Error(bound.kind);
    const passing = scanOf({ filters: [{ field: "probabilityOfProfit", min: bound.value }] });
    expect(passing.whyNot(CALL_95_100).kind).toBe("matches");
  });

  it("names a leg whose quote cannot be used, and contracts that are not in the chain", () => {
    const old = quote(1, 1.1, { askAt: epochMs(NOW - 600_000) });
    const table = chain({ [conIdOf(0, "call", 100)]: old });
    expect(scanOf({}, table).whyNot(CALL_95_100)).toEqual({
      kind: "unusable",
      conId: conIdOf(0, "call", 100),
      reason: "stale",
    });
    expect(scanOf({}).whyNot([{ conId: 7, ratio: 1 }])).toEqual({ kind: "not-in-chain", conIds: [7] });
  });

  it("takes legs in any order and of a common ratio", () => {
    const doubled = CALL_95_100.map(({ conId, ratio }) => ({ conId, ratio: ratio * 2 })).toReversed();
    expect(scanOf({}).whyNot(doubled)).toEqual(scanOf({}).whyNot(CALL_95_100));
  });
});
