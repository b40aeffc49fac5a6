import { firstDepth } from "./first-boundary.ts";
import { densityAt, distributionAt, type PutMarket } from "./market.ts";
import type { Scheme } from "./scheme.ts";

/**
 * The two equations that the paper iterates (its sections 3.2 and 3.3). A settles in a few steps but swings apart
 * where the drift outruns the noise; B always settles, in about three times as many. `automatic` takes A or B at each
 * node: both hold for the same boundary.
 */
export type FixedPoint = "A" | "B" | "automatic";

/** Largest |rate - dividendYield|·sqrt(years)/volatility for A: measured, it swings apart from about 0.85. */
const DRIFT_OF_A_MAX = 0.6;

/**
 * The early exercise boundary of an American put of strike 1 that has one (`exerciseRegion` says when), after
 * L. Andersen, M. Lake and D. Offengenden, "High Performance American Option Pricing", Journal of Computational
 * Finance 20 (2016): the boundary's integral equation by fixed-point iteration on a Chebyshev polynomial through
 * H(sqrt(τ)) = ln(boundary(τ)/boundary(0))². The iteration is sped up by Anderson's mixing of the last two iterates
 * (D. Anderson, Journal of the ACM 12, 1965) in place of the paper's Newton step. One instance holds the scratch
 * space of one scheme and is used again and again.
 */
export class PutBoundary {
  readonly scheme: Scheme;
  market: PutMarket = { rate: 0, dividendYield: 0, volatility: 1, years: 1 };
  /** ln of the boundary just before expiry: of min(1, rate/dividendYield). */
  logHighest = 0;
  /** Of the last `solve`; more than the scheme's `iterationsMax` when it did not settle. */
  iterations = 0;
  private readonly times: Float64Array;
  /** sqrt(H) at the nodes: how far ln(boundary) lies below `logHighest`. */
  private readonly depth: Float64Array;
  private readonly squared: Float64Array;
  private readonly residual: Float64Array;
  private readonly lastDepth: Float64Array;
  private readonly lastResidual: Float64Array;
  /** Quadrature weights times rate·exp(rate·elapsed), and the same of the dividend yield. */
  private readonly strikeFactor: Float64Array;
  private readonly spotFactor: Float64Array;

  constructor(scheme: Scheme) {
    this.scheme = scheme;
    const nodes = scheme.degree + 1;
    this.times = new Float64Array(nodes);
    this.depth = new Float64Array(nodes);
    this.squared = new Float64Array(nodes);
    this.residual = new Float64Array(nodes);
    this.lastDepth = new Float64Array(nodes);
    this.lastResidual = new Float64Array(nodes);
    this.strikeFactor = new Float64Array(scheme.degree * scheme.points);
    this.spotFactor = new Float64Array(scheme.degree * scheme.points);
  }

  /** Finds the boundary; false when it has not settled within the scheme's iterations. */
  solve(market: PutMarket, fixedPoint: FixedPoint = "automatic"): boolean {
    this.prepare(market);
    const { degree, iterationsMax, settled } = this.scheme;
    const { depth, residual, lastResidual } = this;
    for (this.iterations = 1; this.iterations <= iterationsMax; this.iterations += 1) {
      let moved = 0;
      let [along, length] = [0, 0];
      for (let node = 1; node <= degree; node += 1) {
        const miss = this.step(node, fixedPoint) - (depth[node] as number);
        const change = miss - (lastResidual[node] as number);
        along += miss * change;
        length += change * change;
        moved = Math.max(moved, Math.abs(miss));
        residual[node] = miss;
      }
      const mixed = this.iterations > 1 && length > 0;
      this.advance(mixed ? Math.max(-1, Math.min(1, along / length)) : 0);
      if (moved < settled) return true;
      if (Number.isNaN(moved)) return false;
    }
    return false;
  }

  /** ln of the boundary at the whole time to expiry. */
  get logLowest(): number {
    return this.logHighest - (this.depth[this.scheme.degree] as number);
  }

  /** ln(highest/boundary) at row `row` of an interpolation table. */
  depthAt(table: Float64Array, row: number): number {
    const { squared } = this;
    const width = squared.length;
    let sum = 0;
    // The first node is expiry, where H is 0.
    for (let index = 1, at = row * width + 1; index < width; index += 1, at += 1) {
      sum += (table[at] as number) * (squared[index] as number);
    }
    return sum > 0 ? Math.sqrt(sum) : 0;
  }

  private prepare(market: PutMarket): void {
    const { scheme, times, depth, squared, strikeFactor, spotFactor } = this;
    const { rate, dividendYield, volatility, years } = market;
    this.market = market;
    this.logHighest = dividendYield > rate && rate > 0 ? Math.log(rate / dividendYield) : 0;
    let guess = 2 * volatility * Math.sqrt(years);
    for (let node = 1; node <= scheme.degree; node += 1) {
      const x = scheme.nodes[node] as number;
      const time = years * x * x;
      times[node] = time;
      const before = node === 1 ? 1 : (scheme.nodes[node - 1] as number);
      guess = firstDepth(market, time, this.logHighest, (guess * x) / before);
      depth[node] = guess;
      squared[node] = guess * guess;
      for (let point = 0; point < scheme.points; point += 1) {
        const weight = time * (scheme.rule.weights[point] as number);
        const elapsed = time * (scheme.rule.sine[point] as number) ** 2;
        const index = (node - 1) * scheme.points + point;
        strikeFactor[index] = weight * rate * Math.exp(rate * elapsed);
        spotFactor[index] = weight * dividendYield * Math.exp(dividendYield * elapsed);
      }
    }
    this.lastResidual.fill(0);
  }

  /** The next iterate of all nodes; `mix` is how much of the last change is taken back. */
  private advance(mix: number): void {
    const { depth, squared, residual, lastDepth, lastResidual } = this;
    for (let node = 1; node < depth.length; node += 1) {
      const now = depth[node] as number;
      const plain = now + (residual[node] as number);
      const mixed =
        mix === 0
          ? plain
          : plain - mix * (plain - (lastDepth[node] as number) - (lastResidual[node] as number));
      const next = mixed > 0 ? mixed : plain;
      lastDepth[node] = now;
      lastResidual[node] = residual[node] as number;
      depth[node] = next;
      squared[node] = next * next;
    }
  }

  /** The fixed point's right-hand side at one node: ln(highest/boundary) from all nodes' values. */
  private step(node: number, fixedPoint: FixedPoint): number {
    const { volatility } = this.market;
    const time = this.times[node] as number;
    const carry = this.market.rate - this.market.dividendYield;
    const deviation = volatility * Math.sqrt(time);
    const automatic = Math.abs(carry) * time < DRIFT_OF_A_MAX * deviation ? "A" : "B";
    const ratio =
      (fixedPoint === "automatic" ? automatic : fixedPoint) === "A"
        ? this.ratioA(node, carry * time, deviation)
        : this.ratioB(node, carry * time, deviation);
    const depth = this.logHighest + carry * time - Math.log(ratio);
    // From a guess far too deep the equation leads above the highest boundary.
    return depth > 0 ? depth : 0.5 * (this.depth[node] as number);
  }

  /** N/D of the paper's fixed-point system A. */
  private ratioA(node: number, drift: number, deviation: number): number {
    const { scheme, strikeFactor, spotFactor } = this;
    const own = this.depth[node] as number;
    const dPlus = (this.logHighest - own + drift) / deviation + 0.5 * deviation;
    const peak = densityAt(dPlus);
    let numerator = densityAt(dPlus - deviation) / deviation;
    let denominator = peak / deviation + distributionAt(dPlus, peak);
    for (let point = 0; point < scheme.points; point += 1) {
      const index = (node - 1) * scheme.points + point;
      const cosine = scheme.rule.cosine[point] as number;
      const spread = deviation * cosine;
      const gap = this.depthAt(scheme.interpolation, index) - own;
      const plus = (gap + drift * cosine * cosine) / spread + 0.5 * spread;
      const spotWeight = spotFactor[index] as number;
      numerator += ((strikeFactor[index] as number) * densityAt(plus - spread)) / spread;
      if (spotWeight === 0) continue;
      const density = densityAt(plus);
      denominator += spotWeight * (distributionAt(plus, density) + density / spread);
    }
    return numerator / denominator;
  }

  /** N/D of the paper's fixed-point system B. */
  private ratioB(node: number, drift: number, deviation: number): number {
    const { scheme, strikeFactor, spotFactor } = this;
    const own = this.depth[node] as number;
    const dPlus = (this.logHighest - own + drift) / deviation + 0.5 * deviation;
    const dMinus = dPlus - deviation;
    let numerator = distributionAt(dMinus, densityAt(dMinus));
    let denominator = distributionAt(dPlus, densityAt(dPlus));
    for (let point = 0; point < scheme.points; point += 1) {
      const index = (node - 1) * scheme.points + point;
      const cosine = scheme.rule.cosine[point] as number;
      const spread = deviation * cosine;
      const gap = this.depthAt(scheme.interpolation, index) - own;
      const plus = (gap + drift * cosine * cosine) / spread + 0.5 * spread;
      const spotWeight = spotFactor[index] as number;
      const minus = plus - spread;
      numerator += (strikeFactor[index] as number) * distributionAt(minus, densityAt(minus));
      if (spotWeight !== 0) denominator += spotWeight * distributionAt(plus, densityAt(plus));
    }
    return numerator / denominator;
  }
}
