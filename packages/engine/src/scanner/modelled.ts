import {
  expectedProfit,
  micros,
  outcomeAtFrontExpiry,
  type Spread,
  type SpreadModel,
  spreadModel,
  spreadOf,
} from "@legbook/domain";
import type { CandidateColumns } from "./candidate.ts";

/** What the pricing model makes of a spread over two expiries, micros a share; NaN where an input of it is not known. */
export interface ModelledOutcome {
  readonly gain: number;
  readonly loss: number;
  readonly breakevens: Float64Array;
  readonly breakevenCount: number;
  readonly profitFrom: Float64Array;
  readonly profitTo: Float64Array;
  readonly profitCount: number;
  /** Currency units a share. */
  readonly expectedProfit: number;
}

const NOTHING = new Float64Array(0);
const UNKNOWN: ModelledOutcome = {
  gain: Number.NaN,
  loss: Number.NaN,
  breakevens: NOTHING,
  breakevenCount: 0,
  profitFrom: NOTHING,
  profitTo: NOTHING,
  profitCount: 0,
  expectedProfit: Number.NaN,
};

/** The domain's spread of a candidate. Throws when its rows make none: the template was wrong then. */
export function spreadOfCandidate(
  { market, rows, weights, count, shares, multiplier }: CandidateColumns,
  at: number,
): Spread {
  const legs = Array.from({ length: count }, (_, leg) => {
    const row = rows[leg as 0][at] as number;
    const contract = market.contracts[row];
    if (contract === undefined) throw new Error(`no contract in row ${row}`);
    return { contract, ratio: weights[leg] as number };
  });
  const { underlying } = market.context;
  const held =
    shares > 0 && underlying !== null ? [{ contract: underlying, ratio: shares * multiplier }] : [];
  const result = spreadOf([...held, ...legs]);
  if (result.kind === "refused") throw new Error(`a scan made what is no spread: ${result.refusal.message}`);
  return result.spread;
}

function modelOf(
  { legs, rows, front, back }: CandidateColumns,
  at: number,
  spread: Spread,
): SpreadModel | null {
  if (back === null) return null;
  const worlds = [front, back];
  const result = spreadModel(spread, {
    spot: front.spot,
    at: front.anchoredAt,
    legs: worlds.map(({ rate, dividendYield }, leg) => {
      const volatility = legs.volatility[rows[leg as 0][at] as number] as number;
      return { rate, dividendYield, volatility: Number.isNaN(volatility) ? null : volatility };
    }),
  });
  return result.kind === "model" ? result.model : null;
}

/** By the domain's `outcomeAtFrontExpiry` and `expectedProfit`, each leg at its own volatility. */
export function modelledOutcome(columns: CandidateColumns, at: number): ModelledOutcome {
  const spread = spreadOfCandidate(columns, at);
  const model = modelOf(columns, at, spread);
  if (model === null) return UNKNOWN;
  const price = micros(columns.ask[at] as number);
  const result = outcomeAtFrontExpiry(spread, price, model);
  if (result.kind === "refused") throw new Error(`a scan priced a spread wrongly: ${result.refusal.message}`);
  const { maxGain, maxLoss, breakevens, profitable } = result.outcome;
  const { distribution } = columns.front;
  return {
    gain: maxGain ?? Infinity,
    loss: maxLoss ?? Infinity,
    breakevens: Float64Array.from(breakevens),
    breakevenCount: breakevens.length,
    profitFrom: Float64Array.from(profitable, ({ from }) => from),
    profitTo: Float64Array.from(profitable, ({ to }) => to ?? Infinity),
    profitCount: profitable.length,
    expectedProfit: distribution === null ? Number.NaN : expectedProfit(spread, price, distribution, model),
  };
}
