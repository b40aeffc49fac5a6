import { performance } from "node:perf_hooks";
import { black76Price, black76Volatility, impliedVolatilityColumn } from "@legbook/domain/pricing";
import { ExactBlack } from "@legbook/domain/testing";
import type { BenchmarkReport } from "./report.ts";

/** Contracts a second of P. Jäckel's public C++ (2016) on a machine like ours. */
const REFERENCE_PER_SECOND = 2_250_000;
const DEVIATIONS = 25;
const MATURITIES = 24;
const VOLATILITIES = 24;
const ROUNDS = 300;
const PART_ROWS = 600;
/** One in so many contracts is held against exact arithmetic. */
const CHECKED_EVERY = 7;
const EXACT_BITS = 256;

type Option = Parameters<typeof black76Volatility>[0];

interface Grid {
  readonly options: readonly Option[];
  readonly sign: Int8Array;
  readonly forward: Float64Array;
  readonly strike: Float64Array;
  readonly years: Float64Array;
  readonly discount: Float64Array;
  readonly price: Float64Array;
}

/** Moneyness of -3 to 3 standard deviations, one hour to two years, volatilities of 1 % to 300 %, calls and puts. */
function grid(): Grid {
  const options: Option[] = [];
  for (const right of ["call", "put"] as const)
    for (let maturity = 0; maturity < MATURITIES; maturity += 1)
      for (let step = 0; step < VOLATILITIES; step += 1)
        for (let place = 0; place < DEVIATIONS; place += 1) {
          const years = (1 / 8760) * (2 * 8760) ** (maturity / (MATURITIES - 1));
          const volatility = 0.01 * 300 ** (step / (VOLATILITIES - 1));
          const deviations = -3 + (6 * place) / (DEVIATIONS - 1);
          const strike = 100 * Math.exp(deviations * volatility * Math.sqrt(years));
          const known = { right, forward: 100, strike, years, discount: 1 };
          options.push({ ...known, price: black76Price({ ...known, volatility }) });
        }
  return {
    options,
    sign: Int8Array.from(options, ({ right }) => (right === "call" ? 1 : -1)),
    forward: Float64Array.from(options, ({ forward }) => forward),
    strike: Float64Array.from(options, ({ strike }) => strike),
    years: Float64Array.from(options, ({ years }) => years),
    discount: Float64Array.from(options, ({ discount }) => discount),
    price: Float64Array.from(options, ({ price }) => price),
  };
}

/**
 * Implied volatilities a second on one core, in columns and one by one in turns, and the largest relative error of the
 * sample: of the volatility against the one that has exactly the price, divided by what the price's own digits make of
 * an error where a relative change of the price changes the volatility by more.
 */
export async function impliedVolatilities(): Promise<BenchmarkReport> {
  const chain = grid();
  const rows = chain.options.length;
  const output = {
    volatility: new Float64Array(rows),
    status: new Uint8Array(rows),
    evaluations: new Uint8Array(rows),
  };
  const columnar = new Laps(rows);
  const scalar = new Laps(rows);
  let solved = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    columnar.run((from, to) => impliedVolatilityColumn(chain, output, from, to));
    scalar.run((from, to) => {
      for (let row = from; row < to; row += 1) {
        const option = chain.options[row];
        if (option !== undefined && black76Volatility(option).kind === "volatility") solved += 1;
      }
    });
  }
  if (solved !== rows * ROUNDS) throw new Error(`${rows * ROUNDS - solved} prices had no volatility`);
  const { largest, checked } = largestError(chain, output.volatility);
  const evaluations = output.evaluations.reduce((sum, count) => sum + count, 0) / rows;
  return {
    name: "implied-volatility",
    figures: {
      contracts: rows,
      columnarPerSecond: columnar.perSecond(),
      columnarPerSecondUndisturbed: columnar.perSecondUndisturbed(),
      scalarPerSecond: scalar.perSecond(),
      scalarPerSecondUndisturbed: scalar.perSecondUndisturbed(),
      largestRelativeError: largest,
      contractsChecked: checked,
      meanIterations: Number(evaluations.toFixed(3)),
      mostIterations: output.evaluations.reduce((most, count) => Math.max(most, count), 0),
    },
    ratios: {
      columnarToJaeckel2016: toReference(columnar.perSecond()),
      columnarUndisturbedToJaeckel2016: toReference(columnar.perSecondUndisturbed()),
    },
    notes: [
      `Contracts a second of one core's time, mean of ${ROUNDS} passes over the grid, the first among them; the ratio is to 2,250,000, his C++ of 2016.`,
      "Undisturbed: each of the grid's 48 parts at its fastest pass, as on a machine that does nothing else.",
      "The error is relative, of every seventh contract, in what the price's digits determine: against fixed-point arithmetic of 256 binary digits.",
      "An iteration is one evaluation of Black's formula and one Householder step.",
    ],
  };
}

function toReference(perSecond: number): number {
  return Number((perSecond / REFERENCE_PER_SECOND).toFixed(3));
}

/**
 * Times of passes over the grid: of all together by the processor's clock, which may move in steps of more than a pass,
 * and of each part by the wall's.
 */
class Laps {
  readonly #rows: number;
  #passes = 0;
  #coreMs = 0;
  readonly #fastestMs: number[] = [];

  constructor(rows: number) {
    this.#rows = rows;
  }

  run(work: (from: number, to: number) => void): void {
    const before = process.threadCpuUsage();
    for (let part = 0; part * PART_ROWS < this.#rows; part += 1) {
      const started = performance.now();
      work(part * PART_ROWS, Math.min(this.#rows, (part + 1) * PART_ROWS));
      const elapsedMs = performance.now() - started;
      this.#fastestMs[part] = Math.min(this.#fastestMs[part] ?? Infinity, elapsedMs);
    }
    const { user, system } = process.threadCpuUsage(before);
    this.#coreMs += (user + system) / 1000;
    this.#passes += 1;
  }

  perSecond(): number {
    return Math.round((1000 * this.#rows * this.#passes) / this.#coreMs);
  }

  perSecondUndisturbed(): number {
    return Math.round((1000 * this.#rows) / this.#fastestMs.reduce((sum, part) => sum + part, 0));
  }
}

function largestError(
  { sign, forward, strike, years, price }: Grid,
  volatility: Float64Array,
): { readonly largest: number; readonly checked: number } {
  const exact = new ExactBlack(EXACT_BITS);
  let largest = 0;
  let checked = 0;
  for (let row = 0; row < volatility.length; row += CHECKED_EVERY) {
    const { error, condition } = exact.volatilityError(
      sign[row] ?? Number.NaN,
      forward[row] ?? Number.NaN,
      strike[row] ?? Number.NaN,
      years[row] ?? Number.NaN,
      price[row] ?? Number.NaN,
      volatility[row] ?? Number.NaN,
    );
    largest = Math.max(largest, Math.abs(error) / Math.max(1, condition));
    checked += 1;
  }
  return { largest, checked };
}
