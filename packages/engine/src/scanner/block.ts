import { type MarketDistribution, MICROS_PER_UNIT } from "@legbook/domain";
import type { CandidateColumns, CandidateMarket, CandidateTerms } from "./candidate.ts";
import type { ScanLegs } from "./legs.ts";
import { type ModelledOutcome, modelledOutcome } from "./modelled.ts";
import { RememberedOdds } from "./odds.ts";
import { ScannedPayoff } from "./payoff.ts";
import type { ExpiryWorld } from "./table/index.ts";
import type { Template } from "./templates.ts";

export const LEGS_MAX = 4;
/** Candidates that are judged together: their columns stay in the processor's nearest cache. */
export const BLOCK_SIZE = 512;

function column(): Float64Array {
  return new Float64Array(BLOCK_SIZE);
}

/**
 * Candidates under the scanner's eye, as columns: one template over rows of the chain, priced at the natural price. One
 * block serves millions, so nothing of it may be kept. Amounts are micros a share.
 */
export class CandidateBlock implements CandidateColumns {
  readonly market: CandidateMarket;
  readonly legs: ScanLegs;
  /** A column of rows for each leg. */
  readonly rows: readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  /** Signed: what the seller of the legs gets and the buyer pays. */
  readonly bid = column();
  readonly ask = column();
  /** The least and the most that it can be worth at the first expiry, whatever the model; infinite without a limit. */
  readonly floor = column();
  readonly ceiling = column();
  template!: Template;
  front!: ExpiryWorld;
  back: ExpiryWorld | null = null;
  size = 0;
  count = 0;
  shares = 0;
  multiplier = 0;
  readonly weights = new Float64Array(LEGS_MAX);
  readonly #signs = new Float64Array(LEGS_MAX);
  readonly #payoff = new ScannedPayoff();
  readonly #odds = new Map<MarketDistribution, RememberedOdds>();
  #crossed = -1;
  #modelled: (ModelledOutcome | undefined)[] = [];

  constructor(market: CandidateMarket) {
    this.market = market;
    this.legs = market.legs;
    const rows = () => new Int32Array(BLOCK_SIZE);
    this.rows = [rows(), rows(), rows(), rows()];
  }

  /** Empties it: what is added from now on is of these terms. */
  begin({ template, front, back }: CandidateTerms): void {
    this.template = template;
    this.front = front;
    this.back = back;
    this.size = 0;
    this.count = template.slots.length;
    this.shares = template.withShares ? 1 : 0;
    this.multiplier = front.multiplier;
    this.weights.fill(0);
    this.#signs.fill(0);
    for (const [leg, { weight, right }] of template.slots.entries()) {
      this.weights[leg] = weight;
      this.#signs[leg] = right === "call" ? 1 : -1;
    }
  }

  /** The odds of a distribution, remembered as long as the block lives. */
  oddsOf(distribution: MarketDistribution): RememberedOdds {
    const known = this.#odds.get(distribution);
    if (known !== undefined) return known;
    const odds = new RememberedOdds(distribution);
    this.#odds.set(distribution, odds);
    return odds;
  }

  /** A block of one candidate. */
  only(terms: CandidateTerms, rows: readonly number[]): void {
    this.begin(terms);
    for (let leg = 0; leg < this.count; leg += 1) this.rows[leg as 0][0] = rows[leg] as number;
    this.size = 1;
    this.price();
  }

  /** Works out the columns of prices and limits. */
  price(): void {
    const { size, legs, bid, ask, weights, count } = this;
    bid.fill(this.shares > 0 ? this.market.underlyingBid : 0, 0, size);
    ask.fill(this.shares > 0 ? this.market.underlyingAsk : 0, 0, size);
    for (let leg = 0; leg < count; leg += 1) {
      const rows = this.rows[leg as 0];
      const weight = weights[leg] as number;
      const near = weight > 0 ? legs.bid : legs.ask;
      const far = weight > 0 ? legs.ask : legs.bid;
      for (let at = 0; at < size; at += 1) {
        const row = rows[at] as number;
        bid[at] = (bid[at] as number) + weight * (near[row] as number);
        ask[at] = (ask[at] as number) + weight * (far[row] as number);
      }
    }
    this.#crossed = -1;
    if (this.#modelled.length > 0) this.#modelled = [];
    if (count > 3) this.#limitIron();
    else if (count > 2) this.#limitThree();
    else this.#limitTwo();
    this.#unlimit();
    if (this.template.spansExpiries) this.#limitExpiries();
  }

  /** The payoff at nothing and at both strikes; a missing leg weighs nothing. */
  #limitTwo(): void {
    const { size, floor, ceiling, shares } = this;
    const { strike } = this.legs;
    const [first, second] = this.rows;
    const w0 = this.weights[0] as number;
    const w1 = this.weights[1] as number;
    const s0 = this.#signs[0] as number;
    const s1 = this.#signs[1] as number;
    const hasTwo = this.count > 1;
    for (let at = 0; at < size; at += 1) {
      const k0 = strike[first[at] as number] as number;
      const k1 = hasTwo ? (strike[second[at] as number] as number) : k0;
      const zero = (s0 < 0 ? w0 * k0 : 0) + (s1 < 0 ? w1 * k1 : 0);
      const low = shares * k0 + w1 * Math.max(0, s1 * (k0 - k1));
      const high = shares * k1 + w0 * Math.max(0, s0 * (k1 - k0));
      floor[at] = Math.min(zero, low, high);
      ceiling[at] = Math.max(zero, low, high);
    }
  }

  /** Four legs are two verticals, of which only one can end in the money: the wider wing is all that there is. */
  #limitIron(): void {
    const { size, floor, ceiling } = this;
    const { strike } = this.legs;
    const [r0, r1, r2, r3] = this.rows;
    const isBought = (this.weights[0] as number) > 0;
    for (let at = 0; at < size; at += 1) {
      const puts = (strike[r1[at] as number] as number) - (strike[r0[at] as number] as number);
      const calls = (strike[r3[at] as number] as number) - (strike[r2[at] as number] as number);
      const widest = Math.max(puts, calls);
      floor[at] = isBought ? 0 - widest : 0;
      ceiling[at] = isBought ? 0 : widest;
    }
  }

  #limitThree(): void {
    const { size, floor, ceiling, weights } = this;
    const { strike } = this.legs;
    const [r0, r1, r2] = this.rows;
    const [w0, w1, w2] = weights as unknown as [number, number, number];
    const [s0, s1, s2] = this.#signs as unknown as [number, number, number];
    for (let at = 0; at < size; at += 1) {
      const k0 = strike[r0[at] as number] as number;
      const k1 = strike[r1[at] as number] as number;
      const k2 = strike[r2[at] as number] as number;
      const zero = (s0 < 0 ? w0 * k0 : 0) + (s1 < 0 ? w1 * k1 : 0) + (s2 < 0 ? w2 * k2 : 0);
      const v0 = w1 * Math.max(0, s1 * (k0 - k1)) + w2 * Math.max(0, s2 * (k0 - k2));
      const v1 = w0 * Math.max(0, s0 * (k1 - k0)) + w2 * Math.max(0, s2 * (k1 - k2));
      const v2 = w0 * Math.max(0, s0 * (k2 - k0)) + w1 * Math.max(0, s1 * (k2 - k1));
      floor[at] = Math.min(zero, v0, v1, v2);
      ceiling[at] = Math.max(zero, v0, v1, v2);
    }
  }

  /** Far above all strikes the payoff goes on with what calls and shares weigh. */
  #unlimit(): void {
    let slope = this.shares;
    for (let leg = 0; leg < this.count; leg += 1)
      if ((this.#signs[leg] as number) > 0) slope += this.weights[leg] as number;
    if (slope < 0) this.floor.fill(-Infinity, 0, this.size);
    if (slope > 0) this.ceiling.fill(Infinity, 0, this.size);
  }

  /**
   * Limits of two expiries, as in the domain's `priceBounds`: an option that lives on is worth at least what exercising
   * it brings and at most the underlying (call) or its strike (put).
   */
  #limitExpiries(): void {
    const { legs, rows, size, floor, ceiling } = this;
    const farthestLeg = (this.#signs[0] as number) > 0 ? rows[0] : rows[1];
    const isLongBack = (this.weights[1] as number) > 0;
    for (let at = 0; at < size; at += 1) {
      const farthest = legs.strike[farthestLeg[at] as number] as number;
      if (isLongBack) ceiling[at] = farthest;
      else floor[at] = 0 - farthest;
    }
  }

  /** 1 for a debit, -1 for a credit. */
  side(at: number): 1 | -1 {
    if ((this.floor[at] as number) >= 0) return 1;
    if ((this.ceiling[at] as number) <= 0) return -1;
    return (this.ask[at] as number) < 0 ? -1 : 1;
  }

  mid(at: number): number {
    return middle(this.bid[at] as number, this.ask[at] as number);
  }

  /** Most that can be made and lost, Infinity when unlimited, NaN when not known. */
  gain(at: number): number {
    if (this.template.spansExpiries) return this.modelled(at).gain;
    return (this.ceiling[at] as number) - (this.ask[at] as number);
  }

  loss(at: number): number {
    if (this.template.spansExpiries) return this.modelled(at).loss;
    return (this.ask[at] as number) - (this.floor[at] as number);
  }

  /** Break-evens and profitable ranges at the natural price, for one candidate at a time. */
  crossed(
    at: number,
  ): Pick<ScannedPayoff, "breakevens" | "breakevenCount" | "profitFrom" | "profitTo" | "profitCount"> {
    if (this.template.spansExpiries) return this.modelled(at);
    if (this.#crossed !== at) {
      this.#payoff.build(this, at);
      this.#payoff.cross(this.ask[at] as number);
      this.#crossed = at;
    }
    return this.#payoff;
  }

  /** A spread over two expiries by the pricing model, worked out once. */
  modelled(at: number): ModelledOutcome {
    return (this.#modelled[at] ??= modelledOutcome(this, at));
  }

  /** Spot of the front expiry's world in micros; NaN when unknown. */
  get spotMicros(): number {
    const { spot } = this.front;
    return spot === null ? Number.NaN : spot * MICROS_PER_UNIT;
  }
}

/** Half way between two sides, to a millionth. */
export function middle(bid: number, ask: number): number {
  return Math.round((bid + ask) / 2);
}
