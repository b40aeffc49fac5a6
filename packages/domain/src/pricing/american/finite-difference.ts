import type { PricingInput } from "../black-scholes.ts";
import { type CashDividend, certainDividendValue, type ExerciseStyle } from "./dividends.ts";
import { interpolate, type LogGrid, logGrid, smoothedPayoff } from "./grid.ts";
import { ObstacleSolver, type Rows } from "./obstacle.ts";
import type { SpotGreeks } from "./continuous.ts";

export interface FiniteDifferenceSize {
  /** Cells of ln(spot). */
  readonly cells: number;
  /** Time steps, at least `STEPS_MIN` between two dividends. */
  readonly steps: number;
}

/** Of the coarser of the two grids. */
export const STANDARD_SIZE: FiniteDifferenceSize = { cells: 300, steps: 50 };

const STEPS_MIN = 8;
/** How far the grid reaches, in standard deviations of ln(spot): beyond it lies 2e-8 of the probability. */
const DEVIATIONS = 5.5;
/** The two stages of TR-BDF2 have the same matrix with this share (R. Bank et al., IEEE Transactions on Electron Devices 32, 1985). */
const STAGE = 2 - Math.SQRT2;

/** One backward run over a grid: values now from the payoff at expiry, over the dividends between. */
class Run {
  readonly grid: LogGrid;
  readonly values: Float64Array;
  private readonly input: PricingInput;
  private readonly dividends: readonly CashDividend[];
  private readonly style: ExerciseStyle;
  private readonly payoff: Float64Array;
  private readonly stage: Float64Array;
  private readonly right: Float64Array;
  private readonly held: Uint8Array;
  private readonly solver: ObstacleSolver;

  constructor(input: PricingInput, dividends: readonly CashDividend[], style: ExerciseStyle, cells: number) {
    const { spot, strike, volatility, years, rate, dividendYield } = input;
    const sign = input.right === "call" ? 1 : -1;
    const reach = DEVIATIONS * volatility * Math.sqrt(years);
    const drift = (rate - dividendYield - 0.5 * volatility * volatility) * years;
    const paid = dividends.reduce((sum, dividend) => sum + dividend.amount, 0);
    const fall = paid > 0 ? -Math.log(Math.max(0.05, 1 - paid / spot)) : 0;
    this.grid = logGrid(spot, reach + Math.max(0, -drift) + fall, reach + Math.max(0, drift), cells);
    this.input = input;
    this.dividends = dividends;
    this.style = style;
    this.values = smoothedPayoff(this.grid, sign, strike);
    this.payoff = this.grid.spots.map((price) => Math.max(0, sign * (price - strike)));
    const count = this.values.length;
    this.stage = new Float64Array(count);
    this.right = new Float64Array(count);
    this.held = new Uint8Array(count);
    this.solver = new ObstacleSolver(count);
  }

  /** From expiry to now; time steps grow quadratically after expiry and after each dividend, where values have kinks. */
  run(steps: number): void {
    const { years } = this.input;
    let until = years;
    for (let index = this.dividends.length - 1; index >= -1; index -= 1) {
      const dividend = this.dividends[index];
      const from = dividend === undefined ? 0 : dividend.years;
      const length = until - from;
      if (length > 0) {
        const count = Math.max(STEPS_MIN, Math.round(steps * Math.sqrt(length / years)));
        let left = years - until;
        for (let step = 1; step <= count; step += 1) {
          const next = years - until + length * (step / count) ** 2;
          this.step(next - left, next);
          left = next;
        }
      }
      if (dividend !== undefined) this.payDividend(dividend, years - from);
      until = from;
    }
  }

  private edge(spot: number, left: number): number {
    return certainDividendValue(this.input, this.dividends, this.style, spot, this.input.years - left);
  }

  /** One TR-BDF2 step of `length` years, to `left` years before expiry. */
  private step(length: number, left: number): void {
    const { values, stage, right, grid, input } = this;
    const { volatility, rate, dividendYield } = input;
    const drift = (rate - dividendYield - 0.5 * volatility * volatility) / grid.step;
    // Where the drift outruns the noise within a cell, noise is added up to what keeps the values from swinging.
    const diffusion = Math.max((volatility / grid.step) ** 2, Math.abs(drift));
    const [lower, diagonal, upper] = [
      0.5 * (diffusion - drift),
      -diffusion - rate,
      0.5 * (diffusion + drift),
    ];
    const share = 0.5 * STAGE * length;
    const rows: Rows = { lower: -share * lower, diagonal: 1 - share * diagonal, upper: -share * upper };
    const obstacle = this.style === "american" ? this.payoff : null;
    const last = values.length - 1;
    for (let node = 1; node < last; node += 1) {
      const [low, middle, high] = [
        values[node - 1] as number,
        values[node] as number,
        values[node + 1] as number,
      ];
      right[node] = middle + share * (lower * low + diagonal * middle + upper * high);
    }
    stage.set(values);
    this.fixEdges(stage, left - (1 - STAGE) * length);
    this.solver.solve(rows, right, stage, obstacle, this.held);
    const [fromStage, fromStart] = [1 / (STAGE * (2 - STAGE)), (1 - STAGE) ** 2 / (STAGE * (2 - STAGE))];
    for (let node = 1; node < last; node += 1) {
      right[node] = fromStage * (stage[node] as number) - fromStart * (values[node] as number);
    }
    this.fixEdges(values, left);
    this.solver.solve(rows, right, values, obstacle, this.held);
  }

  private fixEdges(values: Float64Array, left: number): void {
    const { spots } = this.grid;
    const last = spots.length - 1;
    values[0] = this.edge(spots[0] as number, left);
    values[last] = this.edge(spots[last] as number, left);
  }

  /** Just before the share falls by the dividend the option is worth what it is after the fall, or its exercise. */
  private payDividend({ amount }: CashDividend, left: number): void {
    const { grid, values, payoff, style } = this;
    const after = values.slice();
    const lowest = grid.spots[0] as number;
    for (let node = 0; node < values.length; node += 1) {
      const fallen = Math.max(0, (grid.spots[node] as number) - amount);
      const kept = fallen < lowest ? this.edge(fallen, left) : interpolate(grid, after, fallen);
      values[node] = style === "american" ? Math.max(kept, payoff[node] as number) : Math.max(0, kept);
    }
  }
}

/** Value and slopes at the grid's centre; theta from the Black-Scholes equation, 0 where exercise holds. */
function atCentre({ grid, values }: Run, input: PricingInput, style: ExerciseStyle): SpotGreeks {
  const { spot, strike, right, rate, dividendYield, volatility } = input;
  const [low, price, high] = [-1, 0, 1].map((offset) => values[grid.centre + offset] as number) as [
    number,
    number,
    number,
  ];
  const first = (high - low) / (2 * grid.step);
  const second = (high - 2 * price + low) / (grid.step * grid.step);
  const delta = first / spot;
  const gamma = (second - first) / (spot * spot);
  const exercise = right === "call" ? spot - strike : strike - spot;
  const held = style === "american" && price <= exercise;
  const growth = (rate - dividendYield) * spot * delta + 0.5 * (volatility * spot) ** 2 * gamma;
  return { price, delta, gamma, theta: held ? 0 : rate * price - growth };
}

/** Two grids, the second twice as fine, and Richardson's extrapolation of an error of second order. */
export function finiteDifferenceGreeks(
  input: PricingInput,
  dividends: readonly CashDividend[],
  style: ExerciseStyle,
  size: FiniteDifferenceSize = STANDARD_SIZE,
): SpotGreeks {
  const on = (scale: number): SpotGreeks => {
    const run = new Run(input, dividends, style, size.cells * scale);
    run.run(size.steps * scale);
    return atCentre(run, input, style);
  };
  const [coarse, fine] = [on(1), on(2)];
  const extrapolate = (name: keyof SpotGreeks): number => fine[name] + (fine[name] - coarse[name]) / 3;
  return {
    price: extrapolate("price"),
    delta: extrapolate("delta"),
    gamma: extrapolate("gamma"),
    theta: extrapolate("theta"),
  };
}
