import type { CandidateTerms } from "./candidate.ts";
import { countChains, countEqualWings } from "./counting.ts";
import { type Bounds, LEG_PASSES, LEG_STAGES, SCAN_FILTERS } from "./filters.ts";
import type { ScanLegs } from "./legs.ts";
import type { ScanFilter } from "./result.ts";
import type { ExpiryWorld } from "./table/index.ts";
import type { Template } from "./templates.ts";

/** What can become of a candidate, by its place in a tally. */
export const OUTCOMES = [...LEG_STAGES, ...SCAN_FILTERS.filter((filter) => !isLegStage(filter))] as const;
export const MATCHED = OUTCOMES.length;
export const ARBITRAGE = OUTCOMES.length + 1;
const TALLY_SIZE = OUTCOMES.length + 2;
export const WIDTH = OUTCOMES.indexOf("width");

function isLegStage(filter: ScanFilter): boolean {
  return (LEG_STAGES as readonly string[]).includes(filter);
}

export function outcomeCode(filter: ScanFilter): number {
  return OUTCOMES.indexOf(filter);
}

/**
 * One template over one series (or a pair of them): candidates are every choice of rows that keeps to its links. What its
 * legs and the width filter rule out is counted without being looked at; the rest is judged one by one.
 */
export class ScanUnit implements CandidateTerms {
  readonly template: Template;
  readonly front: ExpiryWorld;
  readonly back: ExpiryWorld | null;
  /** Rows of each slot: from, to. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** The filter that the whole series fails. */
  failure: ScanFilter | null = null;
  /** All candidates. */
  evaluated = 0;
  /** Those to be judged one by one. */
  open = 0;
  /** By outcome, of the candidates that were not judged. */
  readonly ruledOut = new Float64Array(TALLY_SIZE);
  /** By outcome, of those that were. */
  readonly judged = new Float64Array(TALLY_SIZE);

  constructor(template: Template, front: ExpiryWorld, back: ExpiryWorld | null) {
    this.template = template;
    this.front = front;
    this.back = back;
    const worlds = template.slots.map((slot) => (slot.back && back !== null ? back : front));
    this.from = template.slots.map(({ right }, slot) => startOf(worlds[slot] as ExpiryWorld, right));
    this.to = template.slots.map(({ right }, slot) => endOf(worlds[slot] as ExpiryWorld, right));
  }

  holds(row: number): boolean {
    return this.from.some((from, slot) => row >= from && row < (this.to[slot] as number));
  }

  /** Counts all candidates as failing the one filter of their series. */
  ruleOut(legs: ScanLegs, filter: ScanFilter): void {
    this.failure = filter;
    this.evaluated = this.#count(this.#strikesPassing(legs, -1), Infinity);
    this.ruledOut.fill(0);
    this.ruledOut[outcomeCode(filter)] = this.evaluated;
    this.open = 0;
  }

  /** Counts what legs and width rule out, worst reason first. */
  recount(legs: ScanLegs, width: Bounds | null): void {
    this.ruledOut.fill(0);
    let strikes = this.#strikesPassing(legs, -1);
    let left = this.#count(strikes, Infinity);
    this.evaluated = left;
    const stages = this.#stagesFound(legs);
    for (let stage = 0; stage < LEG_PASSES && left > 0; stage += 1) {
      if ((stages & (1 << stage)) === 0) continue;
      strikes = this.#strikesPassing(legs, stage);
      const passing = this.#count(strikes, Infinity);
      this.ruledOut[stage] = left - passing;
      left = passing;
    }
    this.open = left;
    if (width === null || left === 0) return;
    const tooNarrow = width.min > 0 ? this.#count(strikes, Math.ceil(width.min) - 1) : 0;
    this.open = width.max < 0 ? 0 : this.#count(strikes, width.max) - tooNarrow;
    this.ruledOut[WIDTH] = left - this.open;
  }

  code(legs: ScanLegs, slot: number, row: number): number {
    const codes = (this.template.slots[slot]?.weight as number) > 0 ? legs.longCode : legs.shortCode;
    return codes[row] as number;
  }

  #stagesFound(legs: ScanLegs): number {
    let found = 0;
    for (let slot = 0; slot < this.from.length; slot += 1) {
      for (let row = this.from[slot] as number; row < (this.to[slot] as number); row += 1)
        found |= 1 << this.code(legs, slot, row);
    }
    return found;
  }

  /** Strikes of each slot's rows that fail nothing up to `stage`. */
  #strikesPassing(legs: ScanLegs, stage: number): readonly Float64Array[] {
    return this.from.map((from, slot) => {
      const to = this.to[slot] as number;
      const strikes = new Float64Array(to - from);
      let count = 0;
      for (let row = from; row < to; row += 1) {
        if (this.code(legs, slot, row) <= stage) continue;
        strikes[count] = legs.strike[row] as number;
        count += 1;
      }
      return strikes.subarray(0, count);
    });
  }

  #count(strikes: readonly Float64Array[], wingMax: number): number {
    const { links, wings } = this.template;
    const [low, body, high] = strikes;
    const equal =
      wings === "any" || low === undefined || body === undefined || high === undefined
        ? 0
        : countEqualWings(low, body, high, wingMax);
    return wings === "equal" ? equal : countChains(strikes, links, wingMax) - equal;
  }
}

function startOf({ from, putsFrom }: ExpiryWorld, right: "call" | "put"): number {
  return right === "call" ? from : putsFrom;
}

function endOf({ putsFrom, to }: ExpiryWorld, right: "call" | "put"): number {
  return right === "call" ? putsFrom : to;
}
