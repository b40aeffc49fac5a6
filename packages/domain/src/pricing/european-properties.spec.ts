import { beforeAll, describe, expect, it } from "vitest";
import { black76Price } from "./black-76.ts";
import { blackScholesPrice, type PricingInput } from "./black-scholes.ts";
import { type Greeks, greeks } from "./greeks.ts";
import { type SecondOrderGreeks, secondOrderGreeks } from "./second-order-greeks.ts";

const CASES = 100_000;
const SEED = 20_151_224;

/** Uniform in [0, 1): mulberry32 (T. Ettinger), the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomCases(): readonly PricingInput[] {
  const random = randomNumbers(SEED);
  const scaled = (least: number, most: number): number => least * (most / least) ** random();
  return Array.from({ length: CASES }, () => {
    const years = scaled(1 / 8760, 2);
    const volatility = scaled(0.01, 3);
    const spot = scaled(1, 4000);
    const rate = -0.02 + 0.14 * random();
    const dividendYield = 0.08 * random();
    const deviations = 8 * random() - 4;
    const forward = spot * Math.exp((rate - dividendYield) * years);
    const strike = forward * Math.exp(deviations * volatility * Math.sqrt(years));
    return { right: random() < 0.5 ? "call" : "put", spot, strike, years, rate, dividendYield, volatility };
  });
}

/** The case that leaves its allowance by most; a property holds when it is at most 1. */
function worst(measure: (input: PricingInput) => number): { readonly excess: number; readonly at: string } {
  let excess = -Infinity;
  let at = "";
  for (const input of cases) {
    const found = measure(input);
    if (found <= excess) continue;
    if (Number.isNaN(found)) return { excess: Infinity, at: JSON.stringify(input) };
    excess = found;
    at = JSON.stringify(input);
  }
  return { excess, at };
}

function expectHeld({ excess, at }: { readonly excess: number; readonly at: string }): void {
  expect(excess, at).toBeLessThanOrEqual(1);
}

let cases: readonly PricingInput[] = [];
beforeAll(() => {
  cases = randomCases();
});

const spotValue = ({ spot, dividendYield, years }: PricingInput): number =>
  spot * Math.exp(-dividendYield * years);
const strikeValue = ({ strike, rate, years }: PricingInput): number => strike * Math.exp(-rate * years);
/** Rounding of a price: some last digits of the larger side. */
const rounding = (input: PricingInput): number => 4e-15 * (input.spot + input.strike);

describe(`European options over ${CASES} cases`, () => {
  it("keep put-call parity", () => {
    expectHeld(
      worst((input) => {
        const call = blackScholesPrice({ ...input, right: "call" });
        const put = blackScholesPrice({ ...input, right: "put" });
        return Math.abs(call - put - spotValue(input) + strikeValue(input)) / rounding(input);
      }),
    );
  });

  it("lie between the discounted intrinsic value and the bound", () => {
    expectHeld(
      worst((input) => {
        const price = blackScholesPrice(input);
        const [own, other] =
          input.right === "call"
            ? [spotValue(input), strikeValue(input)]
            : [strikeValue(input), spotValue(input)];
        return Math.max(Math.max(0, own - other) - price, price - own) / rounding(input);
      }),
    );
  });

  it("rise with spot as a call, fall as a put; the other way round with strike; rise with volatility", () => {
    expectHeld(
      worst((input) => {
        const price = blackScholesPrice(input);
        const sign = input.right === "call" ? 1 : -1;
        const higherSpot = blackScholesPrice({ ...input, spot: input.spot * 1.001 });
        const higherStrike = blackScholesPrice({ ...input, strike: input.strike * 1.001 });
        const wilder = blackScholesPrice({ ...input, volatility: input.volatility * 1.001 });
        const fall = Math.max(sign * (price - higherSpot), sign * (higherStrike - price), price - wilder);
        return fall / rounding(input);
      }),
    );
  });

  it("rise with time on a forward, and so does a call on a share that pays nothing while rates are not negative", () => {
    expectHeld(
      worst((input) => {
        const { right, spot, strike, years, volatility, rate } = input;
        const option = { right, forward: spot, strike, volatility, discount: 1 };
        const ahead = black76Price({ ...option, years }) - black76Price({ ...option, years: years * 1.01 });
        const call = { ...input, right: "call" as const, rate: Math.abs(rate), dividendYield: 0 };
        const fall = blackScholesPrice(call) - blackScholesPrice({ ...call, years: years * 1.01 });
        return Math.max(ahead, fall) / rounding(input);
      }),
    );
  });

  it("are convex in strike", () => {
    expectHeld(
      worst((input) => {
        const width = input.strike * 0.5 * input.volatility * Math.sqrt(input.years);
        const at = (strike: number): number => blackScholesPrice({ ...input, strike });
        const [low, high] = [input.strike - 0.5 * width, input.strike + 0.5 * width];
        if (low <= 0) return 0;
        return (at(input.strike) - (at(low) + at(high)) / 2) / rounding(input);
      }),
    );
  });
});

type Along = "spot" | "volatility" | "years" | "rate" | "dividendYield";

/** The slope along one input by five points: its error is of the fourth order in the step. */
function slope(
  input: PricingInput,
  along: Along,
  step: number,
  value: (input: PricingInput) => number,
): number {
  const at = (steps: number): number => value({ ...input, [along]: input[along] + steps * step });
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
}

/** Each greek as a slope, and the size that a greek of its kind has at the money: errors are measured by that. */
function differences(input: PricingInput): {
  readonly slopes: Greeks & SecondOrderGreeks;
  readonly sizes: Greeks & SecondOrderGreeks;
} {
  const { spot, strike, years, rate, dividendYield, volatility } = input;
  const total = volatility * Math.sqrt(years);
  const spotStep = 0.01 * spot * Math.min(1, total);
  const rateStep = (0.01 * Math.min(1, total)) / years;
  const yearStep = 0.01 * years * Math.min(1, total / (Math.abs(rate - dividendYield) * years + 1e-9));
  const volatilityStep = 0.005 * volatility * Math.min(1, 1 / total);
  const delta = (at: PricingInput): number => greeks(at).delta;
  const vega = (at: PricingInput): number => greeks(at).vega;
  const wide = 1 + total * total;
  const level = Math.max(spot, strike * Math.exp(-rate * years));
  return {
    slopes: {
      delta: slope(input, "spot", spotStep, blackScholesPrice),
      gamma: slope(input, "spot", spotStep, delta),
      vega: slope(input, "volatility", volatilityStep, blackScholesPrice),
      theta: -slope(input, "years", yearStep, blackScholesPrice),
      rho: slope(input, "rate", rateStep, blackScholesPrice),
      dividendRho: slope(input, "dividendYield", rateStep, blackScholesPrice),
      vanna: slope(input, "volatility", volatilityStep, delta),
      charm: -slope(input, "years", yearStep, delta),
      vomma: slope(input, "volatility", volatilityStep, vega),
    },
    sizes: {
      delta: 1,
      gamma: 1 / (spot * total),
      vega: spot * Math.sqrt(years),
      theta: (spot * volatility) / Math.sqrt(years) + (Math.abs(rate) + dividendYield) * level,
      rho: years * level,
      dividendRho: years * level,
      vanna: wide / volatility,
      charm: wide / years + Math.abs(rate - dividendYield) / total + dividendYield,
      vomma: (spot * Math.sqrt(years) * wide) / volatility,
    },
  };
}

describe(`greeks over ${CASES} cases`, () => {
  it("are the slopes of price, delta and vega", () => {
    const excesses = new Map<string, { excess: number; at: string }>();
    for (const input of cases) {
      const exact = { ...greeks(input), ...secondOrderGreeks(input) };
      const { slopes, sizes } = differences(input);
      for (const name of Object.keys(slopes) as (keyof typeof slopes)[]) {
        const excess = Math.abs(slopes[name] - exact[name]) / sizes[name] / 1e-8;
        if (!(excess <= (excesses.get(name)?.excess ?? 0)))
          excesses.set(name, { excess, at: `${name} ${JSON.stringify(input)}` });
      }
    }
    expect([...excesses.keys()].toSorted()).toEqual([
      "charm",
      "delta",
      "dividendRho",
      "gamma",
      "rho",
      "theta",
      "vanna",
      "vega",
      "vomma",
    ]);
    for (const found of excesses.values()) expectHeld(found);
  });
});
