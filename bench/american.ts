import {
  americanGreeks,
  americanImpliedVolatility,
  type AmericanInput,
  americanPrice,
} from "@legbook/domain/pricing";
import { median } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";

const CASES = 400;
const ROUNDS = 7;

/** Numbers in [0, 1) that are the same in every run (Lehmer's generator with the multiplier 48271). */
function numbers(): () => number {
  let state = 20_151_224;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function cases(): readonly AmericanInput[] {
  const next = numbers();
  return Array.from({ length: CASES }, () => {
    const volatility = 0.1 + 0.7 * next();
    const years = 1 / 52 + 2 * next() ** 2;
    const right = next() < 0.5 ? "call" : "put";
    const strike = 100 * Math.exp((2 * next() - 1) * 1.5 * volatility * Math.sqrt(years));
    const [rate, dividendYield] = [0.01 + 0.06 * next(), 0.04 * next()];
    return { right, spot: 100, strike, years, rate, dividendYield, volatility };
  });
}

/** Microseconds a call: the median of some rounds. */
function microseconds<Item>(items: readonly Item[], work: (item: Item) => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const start = performance.now();
    for (const item of items) work(item);
    return ((performance.now() - start) * 1_000) / items.length;
  });
  return median(rounds.slice(1));
}

/** What one American option costs, by the boundary method and, with two cash dividends, on the grid. */
export async function american(): Promise<BenchmarkReport> {
  const inputs = cases();
  const priced = inputs.map((input) => ({ ...input, price: americanPrice(input) }));
  const dividends = [
    { years: 0.01, amount: 0.5 },
    { years: 0.26, amount: 0.5 },
  ];
  return {
    name: "american",
    figures: {
      priceMicroseconds: microseconds(inputs, americanPrice),
      greeksMicroseconds: microseconds(inputs, americanGreeks),
      impliedVolatilityMicroseconds: microseconds(priced, americanImpliedVolatility),
      priceWithDividendsMicroseconds: microseconds(inputs.slice(0, 20), (input) =>
        americanPrice({ ...input, dividends }),
      ),
    },
    ratios: {},
    notes: [`${CASES} calls and puts of a week to two years; one thread, medians of ${ROUNDS} rounds`],
  };
}
