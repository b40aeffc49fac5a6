import { BLOCK_SIZE, type CandidateBlock } from "./block.ts";
import type { Bounds } from "./filters.ts";
import { LEG_PASSES } from "./filters.ts";
import type { ScanLegs } from "./legs.ts";
import type { Link } from "./templates.ts";
import type { ScanUnit } from "./unit.ts";

const SLOTS_MAX = 4;

/** Goes through a unit's open candidates: rows that pass by themselves, in the order of strikes, wings within the filter. */
export class Enumerator {
  readonly #legs: ScanLegs;
  readonly #wingMin: number;
  readonly #wingMax: number;
  readonly #lists: readonly Int32Array[];
  readonly #lengths = new Int32Array(SLOTS_MAX);
  readonly #chosen = new Int32Array(SLOTS_MAX);
  #block!: CandidateBlock;
  #visit!: (block: CandidateBlock) => void;
  #links: readonly Link[] = [];
  #wings: "equal" | "unequal" | "any" = "any";
  #last = 0;
  #asksWings = false;

  constructor(legs: ScanLegs, width: Bounds | null) {
    this.#legs = legs;
    this.#wingMin = width?.min ?? -Infinity;
    this.#wingMax = width?.max ?? Infinity;
    this.#lists = Array.from({ length: SLOTS_MAX }, () => new Int32Array(legs.rows));
  }

  /** Calls `visit` with `block` filled with the next of a unit's candidates that have `only` as a leg. */
  eachOf(unit: ScanUnit, block: CandidateBlock, visit: (block: CandidateBlock) => void, only: number): void {
    const { template, from, to } = unit;
    this.#start(unit, block, visit);
    for (let slot = 0; slot < template.slots.length; slot += 1) {
      if (only < (from[slot] as number) || only >= (to[slot] as number)) continue;
      if (unit.code(this.#legs, slot, only) !== LEG_PASSES) continue;
      (this.#lists[slot] as Int32Array)[0] = only;
      this.#lengths[slot] = 1;
      for (let index = 0; index < (this.#lengths[0] as number); index += 1) this.#begin(index);
      this.#list(unit, slot);
    }
    if (block.size > 0) visit(block);
  }

  /**
   * Calls `visit` with `block` filled with the next of a unit's candidates, and yields with the candidates that it has
   * gone through since: at least `turnCandidates`, but for the last. Nothing else may use it until it is done.
   */
  *turns(
    unit: ScanUnit,
    block: CandidateBlock,
    visit: (block: CandidateBlock) => void,
    turnCandidates: number,
  ): Generator<number, void> {
    let seen = 0;
    this.#start(unit, block, (filled) => {
      seen += filled.size;
      visit(filled);
    });
    for (let index = 0; index < (this.#lengths[0] as number); index += 1) {
      this.#begin(index);
      if (seen < turnCandidates) continue;
      yield seen;
      seen = 0;
    }
    if (block.size > 0) this.#visit(block);
    yield seen;
  }

  #start(unit: ScanUnit, block: CandidateBlock, visit: (block: CandidateBlock) => void): void {
    const { template } = unit;
    this.#block = block;
    this.#visit = visit;
    this.#links = template.links;
    this.#wings = template.wings;
    this.#last = template.slots.length - 1;
    this.#asksWings = template.wings !== "any" || this.#wingMin > 0;
    block.begin(unit);
    for (let slot = 0; slot < template.slots.length; slot += 1) this.#list(unit, slot);
  }

  #list(unit: ScanUnit, slot: number): void {
    const list = this.#lists[slot] as Int32Array;
    let length = 0;
    for (let row = unit.from[slot] as number; row < (unit.to[slot] as number); row += 1) {
      if (unit.code(this.#legs, slot, row) !== LEG_PASSES) continue;
      list[length] = row;
      length += 1;
    }
    this.#lengths[slot] = length;
  }

  /** All candidates whose first leg is that of the first slot's list. */
  #begin(index: number): void {
    this.#chosen[0] = (this.#lists[0] as Int32Array)[index] as number;
    this.#choose(0);
  }

  /** The place in a slot's list of the first strike that is above `strike`, or at it when `orAt`. */
  #place(slot: number, strike: number, orAt: boolean): number {
    const list = this.#lists[slot] as Int32Array;
    const strikes = this.#legs.strike;
    let low = 0;
    let high = this.#lengths[slot] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = strikes[list[middle] as number] as number;
      if (at < strike || (!orAt && at === strike)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** All rows of the next slot that go with the row of `slot`. */
  #choose(slot: number): void {
    const chosen = this.#chosen;
    if (slot === this.#last) {
      if (this.#fits()) this.#add();
      return;
    }
    const next = slot + 1;
    const list = this.#lists[next] as Int32Array;
    const length = this.#lengths[next] as number;
    const strikes = this.#legs.strike;
    const strike = strikes[chosen[slot] as number] as number;
    const link = this.#links[slot] as Link;
    const most = link === "same" ? strike : link === "above" ? Infinity : strike + this.#wingMax;
    const first = link === "apart" ? strike - this.#wingMax : strike;
    let place = this.#place(next, first, link === "same" || link === "apart");
    if (next === this.#last && link !== "apart" && !this.#asksWings) {
      this.#addAll(list, place, length, most);
      return;
    }
    for (; place < length; place += 1) {
      const row = list[place] as number;
      const at = strikes[row] as number;
      if (at > most) return;
      if (link === "apart" && at === strike) continue;
      chosen[next] = row;
      this.#choose(next);
    }
  }

  /** Adds a candidate for each row of the last slot's list from `place` on whose strike is at most `most`. */
  #addAll(list: Int32Array, place: number, length: number, most: number): void {
    const block = this.#block;
    const strikes = this.#legs.strike;
    const rows = block.rows[this.#last as 0];
    let from = place;
    while (from < length && (strikes[list[from] as number] as number) <= most) {
      const begun = block.size;
      let at = begun;
      for (; at < BLOCK_SIZE && from < length; at += 1, from += 1) {
        const row = list[from] as number;
        if ((strikes[row] as number) > most) break;
        rows[at] = row;
      }
      for (let slot = 0; slot < this.#last; slot += 1)
        block.rows[slot as 0].fill(this.#chosen[slot] as number, begun, at);
      block.size = at;
      if (at < BLOCK_SIZE) return;
      this.#visit(block);
      block.size = 0;
    }
  }

  #add(): void {
    const block = this.#block;
    const at = block.size;
    for (let slot = 0; slot <= this.#last; slot += 1)
      block.rows[slot as 0][at] = this.#chosen[slot] as number;
    block.size = at + 1;
    if (block.size < BLOCK_SIZE) return;
    this.#visit(block);
    block.size = 0;
  }

  /** Whether the wings are as the template and the lower bound of the width want them. */
  #fits(): boolean {
    if (!this.#asksWings) return true;
    const { strike } = this.#legs;
    const chosen = this.#chosen;
    let widest = 0;
    for (let slot = 0; slot < this.#last; slot += 1) {
      if (this.#links[slot] === "above") continue;
      const here = strike[chosen[slot] as number] as number;
      widest = Math.max(widest, Math.abs((strike[chosen[slot + 1] as number] as number) - here));
    }
    if (widest < this.#wingMin) return false;
    if (this.#wings === "any") return true;
    const body = strike[chosen[1] as number] as number;
    const down = body - (strike[chosen[0] as number] as number);
    const up = (strike[chosen[2] as number] as number) - body;
    return (down === up) === (this.#wings === "equal");
  }
}
