import type { Micros, SpreadSide } from "@legbook/domain";
import { type ChainGroup, type ChainLeg, UNUSABLE_REASONS, type UnusableReason } from "./chain-table.ts";
import type { ScanCriteria } from "./criteria.ts";

/** Filters in the order in which they are asked; a candidate is counted at the first that it fails. */
export const SCAN_FILTERS = [
  "right",
  "daysToExpiry",
  "side",
  "width",
  /** No gain is left at the natural price: a debit of the width or more, a credit of nothing. */
  "naturalPrice",
  "netPrice",
  "rewardToRisk",
  "bidAskWidth",
  "openInterest",
  "shortDelta",
] as const;
export type ScanFilter = (typeof SCAN_FILTERS)[number];

/** Two legs with usable quotes. `netPrice` is what the side pays or gets at the natural (worst) price, a share. */
export interface Candidate {
  readonly group: ChainGroup;
  readonly longLeg: ChainLeg;
  readonly shortLeg: ChainLeg;
  readonly side: SpreadSide;
  readonly width: number;
  readonly netPrice: number;
}

/** Filters that need both legs. */
export type PairFilter = Exclude<ScanFilter, "right" | "daysToExpiry" | "side">;
/** The first filter that fails, null for a match. */
export type Judgement = PairFilter | "arbitrage" | null;

export function sideOf(right: "call" | "put", longStrike: Micros, shortStrike: Micros): SpreadSide {
  return (right === "call") === longStrike < shortStrike ? "debit" : "credit";
}

export function naturalNetPrice(side: SpreadSide, longLeg: ChainLeg, shortLeg: ChainLeg): number {
  const comboAsk = longLeg.ask - shortLeg.bid;
  return side === "debit" ? comboAsk : 0 - comboAsk;
}

/**
 * Whether the natural price alone pays: a debit spread for nothing, or a credit of the whole width. No listed market
 * shows one for long; what looks like it is a wrong quote, and it is never among the results.
 */
export function isArbitrage(side: SpreadSide, width: number, netPrice: number): boolean {
  return width > 0 && (side === "debit" ? netPrice <= 0 : netPrice >= width);
}

function outside(value: number, min: number | null, max: number | null): boolean {
  return (min !== null && value < min) || (max !== null && value > max);
}

export function rewardToRiskAt(side: SpreadSide, width: number, netPrice: number): number {
  return side === "debit" ? (width - netPrice) / netPrice : netPrice / (width - netPrice);
}

/** The lower of both legs' open interest; null when either is unknown. */
export function openInterestOf(longLeg: ChainLeg, shortLeg: ChainLeg): number | null {
  if (longLeg.openInterest === null || shortLeg.openInterest === null) return null;
  return Math.min(longLeg.openInterest, shortLeg.openInterest);
}

export function bidAskWidthOf(longLeg: ChainLeg, shortLeg: ChainLeg): number {
  return longLeg.ask - longLeg.bid + shortLeg.ask - shortLeg.bid;
}

/** The filters that concern a whole group and its two directions; null when none fails. */
export function judgeGroup(
  group: Pick<ChainGroup, "right" | "daysToExpiry">,
  criteria: ScanCriteria,
): "right" | "daysToExpiry" | null {
  if (!criteria.rights.includes(group.right)) return "right";
  return outside(group.daysToExpiry, criteria.daysToExpiryMin, criteria.daysToExpiryMax)
    ? "daysToExpiry"
    : null;
}

/** The first of the pair's filters that fails, `arbitrage` before all of them, null for a match. */
export function judgePair(
  side: SpreadSide,
  width: number,
  netPrice: number,
  longLeg: ChainLeg,
  shortLeg: ChainLeg,
  criteria: ScanCriteria,
): Judgement {
  if (isArbitrage(side, width, netPrice)) return "arbitrage";
  if (width === 0 || outside(width, criteria.widthMin, criteria.widthMax)) return "width";
  if (netPrice <= 0 || netPrice >= width) return "naturalPrice";
  if (outside(netPrice, criteria.netPriceMin, criteria.netPriceMax)) return "netPrice";
  if (outside(rewardToRiskAt(side, width, netPrice), criteria.rewardToRiskMin, null)) return "rewardToRisk";
  if (outside(bidAskWidthOf(longLeg, shortLeg), null, criteria.bidAskWidthMax)) return "bidAskWidth";
  if (criteria.openInterestMin !== null && criteria.openInterestMin > 0) {
    const openInterest = openInterestOf(longLeg, shortLeg);
    if (openInterest === null || openInterest < criteria.openInterestMin) return "openInterest";
  }
  if (criteria.shortDeltaMin !== null || criteria.shortDeltaMax !== null) {
    const { delta } = shortLeg;
    if (delta === null || outside(Math.abs(delta), criteria.shortDeltaMin, criteria.shortDeltaMax))
      return "shortDelta";
  }
  return null;
}

/** What became of every candidate; the counts and matches add up to `evaluated`. */
export interface Tally {
  evaluated: number;
  matched: number;
  arbitrages: number;
  readonly excluded: Map<ScanFilter, number>;
  readonly unusable: Map<UnusableReason, number>;
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Ordered pairs (each option long against each other one short) of `count` options. */
function orderedPairs(count: number): number {
  return count * (count - 1);
}

/** Pairs with an unusable quote, counted by the worse one's reason without visiting them. */
function tallyUnusable(group: ChainGroup, tally: Tally): void {
  let better = group.legs.length;
  for (const reason of UNUSABLE_REASONS.toReversed()) {
    const count = group.unusable.get(reason) ?? 0;
    add(tally.unusable, reason, orderedPairs(better + count) - orderedPairs(better));
    better += count;
  }
}

/**
 * Judges every vertical of a group in both directions, calling `onMatch` or `onArbitrage` for the few that need more than
 * a count. Candidates are every ordered pair of the group's options.
 */
export function enumerateVerticals(
  group: ChainGroup,
  criteria: ScanCriteria,
  tally: Tally,
  onMatch: (candidate: Candidate) => void,
  onArbitrage: (candidate: Candidate) => void,
): void {
  const options = group.legs.length + [...group.unusable.values()].reduce((sum, count) => sum + count, 0);
  tally.evaluated += orderedPairs(options);
  const failed = judgeGroup(group, criteria);
  if (failed !== null) {
    add(tally.excluded, failed, orderedPairs(options));
    return;
  }
  tallyUnusable(group, tally);
  const excluded = new Map<ScanFilter, number>();
  const { legs, right } = group;
  for (const longLeg of legs) {
    for (const shortLeg of legs) {
      if (longLeg === shortLeg) continue;
      const side = sideOf(right, longLeg.contract.strike, shortLeg.contract.strike);
      const width = Math.abs(longLeg.contract.strike - shortLeg.contract.strike);
      const netPrice = naturalNetPrice(side, longLeg, shortLeg);
      const wanted = criteria.sides.includes(side);
      const judgement = wanted ? judgePair(side, width, netPrice, longLeg, shortLeg, criteria) : "side";
      if (judgement === null) {
        tally.matched += 1;
        onMatch({ group, longLeg, shortLeg, side, width, netPrice });
      } else if (judgement === "arbitrage") {
        tally.arbitrages += 1;
        onArbitrage({ group, longLeg, shortLeg, side, width, netPrice });
      } else {
        excluded.set(judgement, (excluded.get(judgement) ?? 0) + 1);
      }
    }
  }
  for (const [filter, count] of excluded) add(tally.excluded, filter, count);
}
