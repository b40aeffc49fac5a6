import { performance } from "node:perf_hooks";
import {
  epochMs,
  type IsoDate,
  type Micros,
  microsToNumber,
  NO_PRICE,
  type OptionContract,
  yearsToExpiry,
} from "@legbook/domain";
import {
  greeksColumn,
  greeksColumns,
  impliedVolatilityColumn,
  inferForward,
  type ParityPair,
} from "@legbook/domain/pricing";
import { carriedQuotes, type LeanDay, leanDay } from "@legbook/engine/testing";
import { median, quantile } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";

const NOON_AFTER_OPEN_MS = 2.5 * 60 * 60 * 1000;
/** Continuously compounded; about what a Treasury bill of half a year paid then. */
const RATE = 0.005;
const ROUNDS = 200;
const LIMIT_MS = 5;
/** Of the money, for the forward. */
const STRIKES_EACH_SIDE = 5;

/** Rows of one expiry: `from` to `to`, and its strikes that have a call and a put. */
interface Expiry {
  readonly years: number;
  readonly from: number;
  readonly to: number;
  readonly pairs: readonly { readonly strike: number; readonly call: number; readonly put: number }[];
}

interface Chain {
  readonly spot: number;
  readonly expiries: readonly Expiry[];
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly sign: Int8Array;
  readonly strike: Float64Array;
}

/** The chain at noon, sides carried forward without an age limit, sorted by expiry. */
function chainAtNoon(day: LeanDay): Chain {
  const noon = day.session.open + NOON_AFTER_OPEN_MS;
  const quotes = carriedQuotes(day.quotes, day.contracts.length, noon);
  const share = carriedQuotes(day.underlyingQuotes, 1, noon);
  const rows = day.contracts
    .map((contract, index) => ({ contract, index }))
    .toSorted(
      (a, b) =>
        (a.contract.expiry === b.contract.expiry ? 0 : a.contract.expiry < b.contract.expiry ? -1 : 1) ||
        a.contract.strike - b.contract.strike,
    );
  const units = (value: number | undefined): number =>
    value === undefined || value === NO_PRICE ? Number.NaN : microsToNumber(value as Micros);
  const contracts = rows.map(({ contract }) => contract);
  return {
    spot: (units(share.bid[0]) + units(share.ask[0])) / 2,
    expiries: expiriesOf(contracts, noon),
    bid: Float64Array.from(rows, ({ index }) => units(quotes.bid[index])),
    ask: Float64Array.from(rows, ({ index }) => units(quotes.ask[index])),
    sign: Int8Array.from(contracts, ({ right }) => (right === "call" ? 1 : -1)),
    strike: Float64Array.from(contracts, ({ strike }) => microsToNumber(strike)),
  };
}

function expiriesOf(contracts: readonly OptionContract[], noon: number): readonly Expiry[] {
  const groups = Map.groupBy(contracts.entries(), ([, { expiry }]) => expiry);
  return [...groups].map(([expiry, rows]: [IsoDate, [number, OptionContract][]]) => {
    const puts = new Map(
      rows.filter(([, { right }]) => right === "put").map(([row, { strike }]) => [strike, row]),
    );
    const pairs = rows
      .filter(([, { right, strike }]) => right === "call" && puts.has(strike))
      .map(([call, { strike }]) => ({
        strike: microsToNumber(strike),
        call,
        put: puts.get(strike) ?? call,
      }));
    const from = rows[0]?.[0] ?? 0;
    return { years: yearsToExpiry(epochMs(noon), expiry), from, to: from + rows.length, pairs };
  });
}

/** What is written anew in each round. */
function workColumns(rows: number) {
  const column = () => new Float64Array(rows);
  return {
    price: column(),
    forward: column(),
    discount: column(),
    years: column(),
    spot: column(),
    rate: column(),
    dividendYield: column(),
    volatility: column(),
    status: new Uint8Array(rows),
    greeks: greeksColumns(rows),
  };
}
type Work = ReturnType<typeof workColumns>;

/** The pairs around the strike at which call and put are worth the same, as a chain's table takes them. */
function pairsOf({ bid, ask }: Chain, { pairs }: Expiry): readonly ParityPair[] {
  const quoted: ParityPair[] = [];
  let [centre, narrowest] = [0, Infinity];
  for (const { strike, call, put } of pairs) {
    const [callBid = Number.NaN, callAsk = Number.NaN] = [bid[call], ask[call]];
    const [putBid = Number.NaN, putAsk = Number.NaN] = [bid[put], ask[put]];
    const gap = Math.abs(callBid + callAsk - putBid - putAsk);
    if (Number.isNaN(gap)) continue;
    if (gap < narrowest) [centre, narrowest] = [quoted.length, gap];
    quoted.push({ strike, callBid, callAsk, putBid, putAsk });
  }
  return quoted.slice(Math.max(0, centre - STRIKES_EACH_SIDE), centre + STRIKES_EACH_SIDE + 1);
}

/** The carry of every expiry, from its own calls and puts, without the premiums of early exercise. */
function inferForwards(chain: Chain, work: Work): void {
  const { spot } = chain;
  for (const expiry of chain.expiries) {
    const { years } = expiry;
    const carry = inferForward({ pairs: pairsOf(chain, expiry), spot, years, rate: RATE, style: "american" });
    if (carry.kind === "failed") throw new Error(`no forward: ${carry.reason}`);
    work.forward.fill(carry.forward, expiry.from, expiry.to);
    work.discount.fill(carry.discount, expiry.from, expiry.to);
    work.years.fill(years, expiry.from, expiry.to);
    work.rate.fill(carry.rate, expiry.from, expiry.to);
    work.dividendYield.fill(carry.dividendYield ?? Number.NaN, expiry.from, expiry.to);
  }
}

/** From quotes to volatilities and all greeks; returns how many options have them. */
function computeGreeks({ spot, bid, ask, sign, strike }: Chain, work: Work): number {
  work.spot.fill(spot);
  for (let row = 0; row < bid.length; row += 1)
    work.price[row] = ((bid[row] ?? Number.NaN) + (ask[row] ?? Number.NaN)) / 2;
  impliedVolatilityColumn({ ...work, sign, strike }, work, 0, bid.length);
  return bid.length - greeksColumn({ ...work, sign, strike }, work.greeks, 0, bid.length);
}

/**
 * Milliseconds of one core a round, which stand while other programs run. That clock may move in steps of more than a
 * round, so that only its sum over all rounds says something.
 */
function coreMs(work: () => void): number {
  const before = process.threadCpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / ROUNDS;
}

/** The whole chain of GOOG on 2015-12-24 at noon, from quotes by way of forwards and volatilities to ten greeks each. */
export async function greeksChain(): Promise<BenchmarkReport> {
  const found = leanDay({ symbol: "GOOG", date: "2015-12-24" });
  if (found.kind === "missing") throw new Error(found.message);
  const chain = chainAtNoon(found.day);
  const work = workColumns(chain.bid.length);
  const wallMs: number[] = [];
  let computed = 0;
  const forwardsWallMs: number[] = [];
  const forwardsMs = coreMs(() => {
    const started = performance.now();
    inferForwards(chain, work);
    forwardsWallMs.push(performance.now() - started);
  });
  const greeksMs = coreMs(() => {
    const started = performance.now();
    computed = computeGreeks(chain, work);
    wallMs.push(performance.now() - started);
  });
  const rounded = (value: number): number => Number(value.toFixed(3));
  const together = greeksMs + forwardsMs;
  return {
    name: "greeks-chain",
    figures: {
      contracts: chain.bid.length,
      expiries: chain.expiries.length,
      contractsWithGreeks: computed,
      greeksMs: rounded(greeksMs),
      greeksMedianWallMs: rounded(median(wallMs)),
      greeksFastestWallMs: rounded(quantile(wallMs, 0)),
      forwardsMs: rounded(forwardsMs),
      forwardsFastestWallMs: rounded(quantile(forwardsWallMs, 0)),
      forwardsAndGreeksMs: rounded(together),
    },
    ratios: {
      limitToGreeks: Number((LIMIT_MS / greeksMs).toFixed(2)),
      limitToForwardsAndGreeks: Number((LIMIT_MS / together).toFixed(2)),
    },
    notes: [
      `From bids and asks of noon to volatility, price, delta, gamma, vega, theta, both rhos, vanna, charm and vomma; the limit is 5 ms. Milliseconds of one core, mean of ${ROUNDS} rounds, the first among them; median and fastest by the wall's clock.`,
      "Forwards: of every expiry by put-call parity, without the premiums of early exercise, for which American options are priced. A chain's table infers them when it is anchored, not with every quote.",
      "An option without both sides, or whose mid has no European volatility, has no greeks: its columns say so.",
    ],
  };
}
