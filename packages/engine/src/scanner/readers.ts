import {
  barrierWorld,
  type MarketDistribution,
  MICROS_PER_UNIT,
  probabilityAbove,
  probabilityOfTouching,
} from "@legbook/domain";
import type { CandidateBlock } from "./block.ts";
import type { ScanField } from "./fields.ts";
import { tiedUpBy } from "./margin.ts";

/**
 * Reads one number of some candidates of a block: `out[i]` is that of candidate `at[i]`, for `i` below `count`. NaN is "not
 * known", Infinity unlimited.
 */
export type FieldReader = (block: CandidateBlock, at: Int32Array, count: number, out: Float64Array) => void;

type One = (block: CandidateBlock, at: number) => number;

/** A reader that looks at one candidate after the other. */
function each(one: One): FieldReader {
  return (block, at, count, out) => {
    for (let index = 0; index < count; index += 1) out[index] = one(block, at[index] as number);
  };
}

/** A reader of what all candidates of a block share. */
function shared(read: (block: CandidateBlock) => number): FieldReader {
  return (block, _at, count, out) => void out.fill(read(block), 0, count);
}

function net(column: "delta" | "gamma" | "vega" | "theta"): FieldReader {
  return ({ legs, rows, weights, count: legCount, shares }, at, count, out) => {
    const values = legs[column];
    out.fill(column === "delta" ? shares : 0, 0, count);
    for (let leg = 0; leg < legCount; leg += 1) {
      const weight = weights[leg] as number;
      const rowsOfLeg = rows[leg as 0];
      for (let index = 0; index < count; index += 1) {
        const row = rowsOfLeg[at[index] as number] as number;
        out[index] = (out[index] as number) + weight * (values[row] as number);
      }
    }
  };
}

/** The largest, or the least, of the legs' values; NaN when one is not known. */
function extreme(column: "quoteAgeMs" | "openInterest" | "volume", sign: 1 | -1): FieldReader {
  return each(({ legs, rows, count }, at) => {
    let most = -Infinity;
    for (let leg = 0; leg < count; leg += 1)
      most = Math.max(most, sign * (legs[column][rows[leg as 0][at] as number] as number));
    return sign * most;
  });
}

/** Size of the largest delta of the legs of one sign, NaN without one or when one is not known. */
function largestDelta(sign: 1 | -1): FieldReader {
  return each(({ legs, rows, weights, count }, at) => {
    let most = -1;
    for (let leg = 0; leg < count; leg += 1) {
      if ((weights[leg] as number) * sign < 0) continue;
      most = Math.max(most, Math.abs(legs.delta[rows[leg as 0][at] as number] as number));
    }
    return most < 0 ? Number.NaN : most;
  });
}

/** The widest wing in micros; 0 with one strike. */
export function widthOf({ template, rows, legs }: CandidateBlock, at: number): number {
  let widest = 0;
  for (let slot = 0; slot + 1 < template.slots.length; slot += 1) {
    if (template.links[slot] === "above") continue;
    const here = legs.strike[rows[slot as 0][at] as number] as number;
    const next = legs.strike[rows[(slot + 1) as 0][at] as number] as number;
    widest = Math.max(widest, Math.abs(next - here));
  }
  return widest;
}

/** Gain over loss as the domain has it, infinite amounts being unlimited. */
function gainOverLoss(gain: number, loss: number): number {
  if (Number.isNaN(gain) || Number.isNaN(loss)) return Number.NaN;
  if (loss === Infinity) return 0;
  return gain === Infinity || loss <= 0 ? Infinity : gain / loss;
}

const rewardToRisk: FieldReader = (block, at, count, out) => {
  const { ask, floor, ceiling, template } = block;
  for (let index = 0; index < count; index += 1) {
    const candidate = at[index] as number;
    const price = ask[candidate] as number;
    out[index] = template.spansExpiries
      ? gainOverLoss(block.gain(candidate), block.loss(candidate))
      : gainOverLoss((ceiling[candidate] as number) - price, price - (floor[candidate] as number));
  }
};

const breakevenDistance: One = (block, at) => {
  const spot = block.spotMicros;
  const { breakevens, breakevenCount, profitFrom, profitTo, profitCount } = block.crossed(at);
  let nearest = Infinity;
  for (let index = 0; index < breakevenCount; index += 1)
    nearest = Math.min(nearest, Math.abs((breakevens[index] as number) - spot) / spot);
  if (nearest === Infinity) return Number.NaN;
  for (let index = 0; index < profitCount; index += 1) {
    if (spot > (profitFrom[index] as number) && spot < (profitTo[index] as number)) return nearest;
  }
  return 0 - nearest;
};

/** Of a vertical: one break-even between its strikes, above or below which it makes money. */
function oddsOfVerticals(
  { ask, floor, legs, rows, weights }: CandidateBlock,
  distribution: MarketDistribution,
  at: Int32Array,
  count: number,
  out: Float64Array,
): void {
  const isRising = (weights[0] as number) > 0;
  for (let index = 0; index < count; index += 1) {
    const candidate = at[index] as number;
    const strike = legs.strike[rows[isRising ? 0 : 1][candidate] as number] as number;
    const paid = (ask[candidate] as number) - (floor[candidate] as number);
    const level = isRising ? strike + paid : strike - paid;
    const above = probabilityAbove(distribution, level / MICROS_PER_UNIT);
    out[index] = isRising ? above : 1 - above;
  }
}

const probabilityOfProfit: FieldReader = (block, at, count, out) => {
  const { distribution } = block.front;
  if (distribution === null) {
    out.fill(Number.NaN, 0, count);
    return;
  }
  if (block.template.strategy === "vertical") {
    oddsOfVerticals(block, distribution, at, count, out);
    return;
  }
  const odds = block.oddsOf(distribution);
  for (let index = 0; index < count; index += 1) {
    const { profitFrom, profitTo, profitCount } = block.crossed(at[index] as number);
    let probability = 0;
    for (let range = 0; range < profitCount; range += 1) {
      probability += odds.above(profitFrom[range] as number);
      const to = profitTo[range] as number;
      if (to !== Infinity) probability -= odds.above(to);
    }
    out[index] = Math.min(1, Math.max(0, probability));
  }
};

/** Of the sold strike that is nearest by the ratio of prices, the first of two that are equally near. */
const probabilityOfTouch: One = ({ legs, rows, weights, count, front }, at) => {
  const { spot, distribution } = front;
  if (spot === null || distribution === null) return Number.NaN;
  let nearest = Number.NaN;
  let least = Infinity;
  for (let leg = 0; leg < count; leg += 1) {
    if ((weights[leg] as number) > 0) continue;
    const strike = (legs.strike[rows[leg as 0][at] as number] as number) / MICROS_PER_UNIT;
    const away = Math.abs(Math.log(strike / spot));
    if (away < least) {
      least = away;
      nearest = strike;
    }
  }
  return Number.isNaN(nearest)
    ? Number.NaN
    : probabilityOfTouching(nearest, barrierWorld(spot, distribution));
};

/** Mean profit at the front expiry a share, in currency units; the sum in the domain's order. */
const mean: FieldReader = (block, at, count, out) => {
  const { legs, rows, weights, count: legCount, shares, front, ask } = block;
  if (block.template.spansExpiries) {
    for (let index = 0; index < count; index += 1)
      out[index] = block.modelled(at[index] as number).expectedProfit;
    return;
  }
  const forward = shares > 0 ? shares * (front.distribution?.forward ?? Number.NaN) : 0;
  const { expected } = legs;
  for (let index = 0; index < count; index += 1)
    out[index] = 0 - (ask[at[index] as number] as number) / MICROS_PER_UNIT + forward;
  for (let leg = 0; leg < legCount; leg += 1) {
    const weight = weights[leg] as number;
    const rowsOfLeg = rows[leg as 0];
    for (let index = 0; index < count; index += 1) {
      const row = rowsOfLeg[at[index] as number] as number;
      out[index] = (out[index] as number) + weight * (expected[row] as number);
    }
  }
};

const expectedProfit: FieldReader = (block, at, count, out) => {
  mean(block, at, count, out);
  for (let index = 0; index < count; index += 1)
    out[index] = (out[index] as number) * block.multiplier * MICROS_PER_UNIT;
};

const expectedReturn: FieldReader = (block, at, count, out) => {
  const { ask, floor, template } = block;
  mean(block, at, count, out);
  for (let index = 0; index < count; index += 1) {
    const candidate = at[index] as number;
    const loss = template.spansExpiries
      ? block.loss(candidate)
      : (ask[candidate] as number) - (floor[candidate] as number);
    out[index] = loss === Infinity ? Number.NaN : ((out[index] as number) * MICROS_PER_UNIT) / loss;
  }
};

const returnOnMargin: One = (block, at) => {
  const margin = tiedUpBy(block, at);
  return margin > 0 ? (block.gain(at) * block.multiplier) / margin : Number.NaN;
};

/** How each field of candidates is read. */
export const FIELD_READERS: Readonly<Record<ScanField, FieldReader>> = {
  quoteAge: extreme("quoteAgeMs", 1),
  openInterest: extreme("openInterest", -1),
  volume: extreme("volume", -1),
  longDelta: largestDelta(1),
  shortDelta: largestDelta(-1),
  daysToExpiry: shared(({ front }) => front.daysToExpiry),
  daysToBackExpiry: shared(({ back }) => back?.daysToExpiry ?? Number.NaN),
  width: each(widthOf),
  netPrice: each(({ ask }, at) => Math.abs(ask[at] as number)),
  netPriceAtMid: each((block, at) => (block.side(at) > 0 ? block.mid(at) : 0 - block.mid(at))),
  bidAskWidth: each(({ bid, ask }, at) => (ask[at] as number) - (bid[at] as number)),
  bidAskWidthRelative: ({ bid, ask }, at, count, out) => {
    for (let index = 0; index < count; index += 1) {
      const candidate = at[index] as number;
      const [low, high] = [bid[candidate] as number, ask[candidate] as number];
      const mid = Math.round((low + high) / 2);
      out[index] = mid === 0 ? Number.NaN : (high - low) / Math.abs(mid);
    }
  },
  maxGain: each((block, at) => block.gain(at) * block.multiplier),
  maxLoss: each((block, at) => block.loss(at) * block.multiplier),
  rewardToRisk,
  margin: each(tiedUpBy),
  returnOnMargin: each(returnOnMargin),
  annualisedReturnOnMargin: each((block, at) => {
    const { daysToExpiry } = block.front;
    return daysToExpiry > 0 ? (returnOnMargin(block, at) * 365) / daysToExpiry : Number.NaN;
  }),
  breakevenDistance: each(breakevenDistance),
  probabilityOfProfit,
  probabilityOfTouch: each(probabilityOfTouch),
  expectedProfit,
  expectedReturn,
  delta: net("delta"),
  gamma: net("gamma"),
  vega: net("vega"),
  theta: net("theta"),
  ivRank: shared(({ market }) => market.context.ivRank ?? Number.NaN),
  ivPercentile: shared(({ market }) => market.context.ivPercentile ?? Number.NaN),
};

const ONE = new Int32Array(1);
const VALUE = new Float64Array(1);

/** One number of the candidate at a place of the block. */
export function readField(field: ScanField, block: CandidateBlock, at = 0): number {
  ONE[0] = at;
  FIELD_READERS[field](block, ONE, 1, VALUE);
  return VALUE[0] as number;
}
