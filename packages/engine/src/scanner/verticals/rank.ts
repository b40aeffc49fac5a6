import { micros, microsToNumber, normalDistribution } from "@legbook/domain";
import type { Candidate } from "./enumerate.ts";
import { rewardToRiskAt } from "./enumerate.ts";
import type { ScanRanking } from "./criteria.ts";

/** The underlying's price at expiry at which a candidate opened at its natural price comes out even, in currency units. */
export function breakevenOf({ group, longLeg, shortLeg, netPrice }: Candidate): number {
  const [long, short] = [longLeg.contract.strike, shortLeg.contract.strike];
  const level = group.right === "call" ? Math.min(long, short) + netPrice : Math.max(long, short) - netPrice;
  return microsToNumber(micros(level));
}

/** Chance of a profit at expiry at the natural price in the expiry's world; null without one. */
export function probabilityOfProfitOf(candidate: Candidate): number | null {
  const { world } = candidate.group;
  if (world === null) return null;
  const { spot, years, rate, dividendYield, volatility } = world;
  const total = volatility * Math.sqrt(years);
  const distance = Math.log(spot / breakevenOf(candidate)) + (rate - dividendYield) * years;
  const above = total === 0 ? (distance > 0 ? 1 : 0) : normalDistribution(distance / total - total / 2);
  return candidate.longLeg.contract.strike < candidate.shortLeg.contract.strike ? above : 1 - above;
}

/** Mean profit at expiry over the maximum loss, at the natural price, in the expiry's world; null without one. */
export function expectedReturnOf({ longLeg, shortLeg, side, width, netPrice }: Candidate): number | null {
  if (longLeg.expectedPayoff === null || shortLeg.expectedPayoff === null) return null;
  const paid = (side === "debit" ? netPrice : -netPrice) / 1e6;
  const maxLoss = (side === "debit" ? netPrice : width - netPrice) / 1e6;
  return (longLeg.expectedPayoff - shortLeg.expectedPayoff - paid) / maxLoss;
}

/** What a candidate is ranked by, more being better; unknown ranks below everything. */
export function rankingValue(candidate: Candidate, rankBy: ScanRanking): number {
  const { side, width, netPrice } = candidate;
  switch (rankBy) {
    case "rewardToRisk":
      return rewardToRiskAt(side, width, netPrice);
    case "netPrice":
      return side === "debit" ? -netPrice : netPrice;
    case "probabilityOfProfit":
      return probabilityOfProfitOf(candidate) ?? -Infinity;
    case "expectedReturn":
      return expectedReturnOf(candidate) ?? -Infinity;
  }
}

/** A candidate with its value. */
export interface Ranked {
  readonly candidate: Candidate;
  readonly value: number;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A total order: best first, ties by expiry, right, long strike, short strike, contract ids. Never depends on the input's order. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.value !== b.value) return b.value > a.value ? 1 : -1;
  const [{ group, longLeg, shortLeg }, other] = [a.candidate, b.candidate];
  return (
    compareText(group.expiry, other.group.expiry) ||
    compareText(group.right, other.group.right) ||
    longLeg.contract.strike - other.longLeg.contract.strike ||
    shortLeg.contract.strike - other.shortLeg.contract.strike ||
    longLeg.contract.conId - other.longLeg.contract.conId ||
    shortLeg.contract.conId - other.shortLeg.contract.conId
  );
}

/** The best `limit` of any number of candidates, held in order as they come. */
export class BestCandidates {
  readonly #limit: number;
  readonly #rankBy: ScanRanking;
  readonly #best: Ranked[] = [];

  constructor(rankBy: ScanRanking, limit: number) {
    this.#rankBy = rankBy;
    this.#limit = limit;
  }

  offer(candidate: Candidate): void {
    const ranked = { candidate, value: rankingValue(candidate, this.#rankBy) };
    const best = this.#best;
    const last = best.at(-1);
    if (last !== undefined && best.length === this.#limit && compareRanked(ranked, last) > 0) return;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = best[middle];
      if (at !== undefined && compareRanked(at, ranked) < 0) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, ranked);
    if (best.length > this.#limit) best.pop();
  }

  inOrder(): readonly Ranked[] {
    return this.#best;
  }
}
