import { micros } from "@legbook/domain";
import {
  butterflyMargin,
  coveredLoss,
  ironMargin,
  pairedMargin,
  shortButterflyMargin,
  spreadMargin,
  strangleMargin,
  tiedUp,
} from "@legbook/domain/margin";
import { type CandidateBlock, middle } from "./block.ts";

/** One option as the closed forms take it, in micros a contract. */
interface Marked {
  strike: number;
  value: number;
  uncovered: number;
}

const scratch: readonly [Marked, Marked, Marked, Marked] = [marked(), marked(), marked(), marked()];

function marked(): Marked {
  return { strike: 0, value: 0, uncovered: 0 };
}

function read({ legs, rows, multiplier }: CandidateBlock, at: number, leg: 0 | 1 | 2 | 3): Marked {
  const row = rows[leg][at] as number;
  const into = scratch[leg];
  into.strike = (legs.strike[row] as number) * multiplier;
  into.value = middle(legs.bid[row] as number, legs.ask[row] as number) * multiplier;
  into.uncovered = legs.uncovered[row] as number;
  return into;
}

function ofTwo(block: CandidateBlock, at: number): number {
  const { weights, template } = block;
  const [a, b] = [read(block, at, 0), read(block, at, 1)];
  const first = weights[0] as number;
  const second = weights[1] as number;
  if (first > 0 && second > 0) return first * a.value + second * b.value;
  if (first < 0 && second < 0) return strangleMargin(b.value, b.uncovered, a.value, a.uncovered);
  const [short, long] = first < 0 ? [a, b] : [b, a];
  const [shorts, longs] = first < 0 ? [0 - first, second] : [0 - second, first];
  const longEndsFirst = template.spansExpiries && first > 0;
  if (longEndsFirst) return shorts * short.uncovered + longs * long.value;
  const sign = template.slots[0]?.right === "call" ? 1 : -1;
  const loss = coveredLoss(sign, short.strike, long.strike);
  return pairedMargin(shorts, short.value, short.uncovered, longs, long.value, loss);
}

/** The initial requirement against net liquidation value, unrounded; NaN where the underlying's price is not known. */
function requirement(block: CandidateBlock, at: number): number {
  const { weights, count, template } = block;
  if (count === 1) {
    const put = read(block, at, 0);
    return Math.max(0, put.strike - put.value);
  }
  if (count === 2) return ofTwo(block, at);
  const isBought = (weights[0] as number) > 0;
  const [a, b, c] = [read(block, at, 0), read(block, at, 1), read(block, at, 2)];
  if (count === 3) {
    const sign = template.slots[0]?.right === "call" ? 1 : -1;
    return isBought ? butterflyMargin(sign, a, b, c) : shortButterflyMargin(sign, a, b, c);
  }
  const d = read(block, at, 3);
  return isBought ? ironMargin(c, d, b, a) : ironMargin(d, c, a, b);
}

/**
 * What opening one takes of the available funds, in micros: the domain's `tiedUp` of its `spreadMargin` (`cashSecuredPut`
 * for a put sold against cash) at the legs' mids, by the same closed forms.
 */
export function tiedUpBy(block: CandidateBlock, at: number): number {
  const { weights, rows, count, multiplier, legs, ask } = block;
  if (block.front.spot === null) return Number.NaN;
  if (block.shares > 0) return ofCoveredCall(block, at);
  let value = 0;
  for (let leg = 0; leg < count; leg += 1) {
    const row = rows[leg as 0][at] as number;
    value += (weights[leg] as number) * middle(legs.bid[row] as number, legs.ask[row] as number);
  }
  return Math.max(0, Math.round(requirement(block, at)) + ((ask[at] as number) - value) * multiplier);
}

/** One call against the shares that it is sold on: no closed form, and few candidates. */
function ofCoveredCall(block: CandidateBlock, at: number): number {
  const { market, legs, rows, multiplier, ask } = block;
  const row = rows[0][at] as number;
  const { underlying } = market.context;
  const contract = market.contracts[row];
  if (underlying === null || contract === undefined) return Number.NaN;
  const callMark = middle(legs.bid[row] as number, legs.ask[row] as number);
  const shareMark = middle(market.underlyingBid, market.underlyingAsk);
  const result = spreadMargin({
    legs: [
      { contract: underlying, ratio: multiplier, mark: micros(shareMark) },
      { contract, ratio: -1, mark: micros(callMark) },
    ],
    spot: micros(Math.round(block.spotMicros)),
  });
  if (result.kind === "refused") throw new Error(`a covered call has no margin: ${result.refusal.message}`);
  const value = micros((shareMark - callMark) * multiplier);
  return tiedUp(result.margin, micros((ask[at] as number) * multiplier), value);
}
