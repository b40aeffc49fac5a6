import {
  asSpread,
  comboQuote,
  type IsoDate,
  type Micros,
  micros,
  netPriceMagnitude,
  outcomeAtExpiry,
  rewardToRisk,
  type Right,
  scaleMicros,
  type SpreadSide,
  spreadTitle,
  type VerticalSpread,
  verticalSpread,
  width,
} from "@legbook/domain";
import type { GreeksSource } from "./chain-table.ts";
import { bidAskWidthOf, type Candidate, openInterestOf } from "./enumerate.ts";
import { expectedReturnOf, probabilityOfProfitOf } from "./rank.ts";

/** One vertical that passed. Prices are signed combo prices a share: what its buyer pays, a credit is negative. */
export interface ScanRow {
  /** `longConId:shortConId`. */
  readonly id: string;
  readonly spread: VerticalSpread;
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly daysToExpiry: number;
  readonly right: Right;
  readonly side: SpreadSide;
  readonly longStrike: Micros;
  readonly shortStrike: Micros;
  readonly words: string;
  readonly width: Micros;
  readonly bid: Micros;
  readonly mid: Micros;
  /** The natural price of opening it. */
  readonly ask: Micros;
  /** Debit paid or credit received a share at the natural price: strictly inside (0, width). */
  readonly netPrice: Micros;
  /** The same at the mid; may lie outside [0, width] when the legs' quotes are wide. */
  readonly netPriceAtMid: Micros;
  /** At the natural price, of one spread: the contract's multiplier is in it. */
  readonly maxGain: Micros;
  readonly maxLoss: Micros;
  readonly breakeven: Micros;
  readonly rewardToRisk: number;
  /** Null when the mid lies outside (0, width). */
  readonly rewardToRiskAtMid: number | null;
  /** At the natural price, 0 to 1; null without an underlying price or volatility. */
  readonly probabilityOfProfit: number | null;
  /** Mean profit at expiry over the maximum loss, at the natural price. */
  readonly expectedReturn: number | null;
  readonly longDelta: number | null;
  readonly shortDelta: number | null;
  readonly bidAskWidth: Micros;
  /** Of the leg with less of it; null when either is unknown. */
  readonly openInterest: number | null;
  /** Of the older quote. */
  readonly quoteAgeMs: number;
  /** `computed` when either leg's greeks are ours. */
  readonly greeksSource: GreeksSource | null;
}

/** To what the screen shows, so that rows which look the same are the same. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

function outcomeAt(spread: VerticalSpread, netPrice: Micros) {
  const price = micros(spread.side === "debit" ? netPrice : 0 - netPrice);
  const result = outcomeAtExpiry(asSpread(spread), price);
  if (result.kind === "refused") throw new Error(`a scan row breaks its own rule: ${result.refusal.message}`);
  const { maxGain, maxLoss, breakevens } = result.outcome;
  const [breakeven] = breakevens;
  if (maxGain === null || maxLoss === null || breakeven === undefined)
    throw new Error("a vertical has bounds and a break-even");
  return { maxGain, maxLoss, breakeven };
}

function greeksSourceOf({ longLeg, shortLeg }: Candidate): GreeksSource | null {
  if (longLeg.greeksSource === "computed" || shortLeg.greeksSource === "computed") return "computed";
  return shortLeg.greeksSource ?? longLeg.greeksSource;
}

/** The row of a match. Throws when the candidate is not a vertical priced inside its width: judging was wrong then. */
export function scanRow(candidate: Candidate): ScanRow {
  const { group, longLeg, shortLeg } = candidate;
  const built = verticalSpread(longLeg.contract, shortLeg.contract);
  if (built.kind === "refused")
    throw new Error(`a scan paired what is no vertical: ${built.refusal.message}`);
  const { spread } = built;
  const { bid, mid, ask } = comboQuote(longLeg, shortLeg);
  if (bid === null || mid === null || ask === null) throw new Error("a scan priced a one-sided quote");
  const widest = width(spread);
  const netPrice = netPriceMagnitude(spread, ask);
  if (netPrice <= 0 || netPrice >= widest)
    throw new Error(`a scan row is priced outside its width: ${netPrice}`);
  const natural = outcomeAt(spread, netPrice);
  const netPriceAtMid = netPriceMagnitude(spread, mid);
  const midIsSane = netPriceAtMid > 0 && netPriceAtMid < widest;
  const { multiplier } = spread.longLeg;
  return {
    id: `${longLeg.contract.conId}:${shortLeg.contract.conId}`,
    spread,
    symbol: spread.symbol,
    expiry: spread.expiry,
    daysToExpiry: group.daysToExpiry,
    right: spread.right,
    side: spread.side,
    longStrike: longLeg.contract.strike,
    shortStrike: shortLeg.contract.strike,
    words: spreadTitle(asSpread(spread)),
    width: widest,
    bid,
    mid,
    ask,
    netPrice,
    netPriceAtMid,
    maxGain: scaleMicros(natural.maxGain, multiplier),
    maxLoss: scaleMicros(natural.maxLoss, multiplier),
    breakeven: natural.breakeven,
    rewardToRisk: rounded(rewardToRisk(natural)),
    rewardToRiskAtMid: midIsSane ? rounded(rewardToRisk(outcomeAt(spread, netPriceAtMid))) : null,
    probabilityOfProfit: roundedOrNull(probabilityOfProfitOf(candidate)),
    expectedReturn: roundedOrNull(expectedReturnOf(candidate)),
    longDelta: roundedOrNull(longLeg.delta),
    shortDelta: roundedOrNull(shortLeg.delta),
    bidAskWidth: micros(bidAskWidthOf(longLeg, shortLeg)),
    openInterest: openInterestOf(longLeg, shortLeg),
    quoteAgeMs: Math.max(longLeg.quoteAgeMs, shortLeg.quoteAgeMs),
    greeksSource: greeksSourceOf(candidate),
  };
}
