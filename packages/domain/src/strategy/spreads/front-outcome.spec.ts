import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { type Micros, micros, microsFromNumber, microsToNumber } from "../../kernel/money.ts";
import { blackScholesPrice } from "../../pricing/black-scholes.ts";
import { money } from "../../testing/fixtures.ts";
import {
  BACK_EXPIRY,
  leg,
  LEGS_OF_KIND,
  modelsOf,
  possiblePrice,
  spread,
} from "../../testing/spread-arbitraries.ts";
import { outcomeAtFrontExpiry } from "./front-outcome.ts";
import { outcomeAtExpiry, type SpreadOutcome } from "./outcome.ts";
import { isOptionLeg, legWeight, type Spread } from "./spread.ts";
import { reversed } from "./spread-of.ts";
import { type SpreadModel, yearsToFront } from "./spread-model.ts";

/** Double calendars, collars with a later put and the like. */
const customOverTime = fc
  .tuple(LEGS_OF_KIND.custom, fc.integer({ min: 0, max: 3 }))
  .map(([legs, later]) =>
    legs.map((part, index) =>
      isOptionLeg(part) && index === later % legs.length
        ? leg(part.ratio, part.contract.right, microsToNumber(part.contract.strike), BACK_EXPIRY)
        : part,
    ),
  )
  .filter((legs) => new Set(legs.filter(isOptionLeg).map(({ contract }) => contract.expiry)).size === 2);

const KINDS = { calendar: LEGS_OF_KIND.calendar, diagonal: LEGS_OF_KIND.diagonal, custom: customOverTime };

/** A leg at a time, by the public formula. */
function profitAt(made: Spread, model: SpreadModel, price: Micros, underlying: number): number {
  let sum = 0 - microsToNumber(price);
  for (const [index, part] of made.legs.entries()) {
    const weight = legWeight(made, part);
    const of = model.legs[index];
    if (!isOptionLeg(part) || !of) {
      sum += weight * underlying;
      continue;
    }
    const { right } = part.contract;
    const strike = microsToNumber(part.contract.strike);
    const years = of.years - yearsToFront(model);
    const dividendYield = Math.max(0, of.dividendYield);
    const held = blackScholesPrice({ right, spot: underlying, strike, ...of, dividendYield, years });
    sum += weight * Math.max(0, right === "call" ? underlying - strike : strike - underlying, held);
  }
  return sum;
}

function outcomeOf(made: Spread, price: Micros, model: SpreadModel): SpreadOutcome {
  const result = outcomeAtFrontExpiry(made, price, model);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.outcome;
}

const GRID = Array.from({ length: 1_601 }, (_, index) => index);

describe.each(Object.entries(KINDS))("a %s at its front expiry", (_, legs) => {
  const cases = legs.chain((drawn) => {
    const made = spread(...drawn);
    return fc.record({ made: fc.constant(made), price: possiblePrice(made), model: modelsOf(made) });
  });

  it("gains and loses at most what a dense grid shows, or without limit", () => {
    assertCostly(
      fc.property(cases, ({ made, price, model }) => {
        const { maxGain, maxLoss, basis } = outcomeOf(made, price, model);
        expect(basis).toBe("model");
        const profits = GRID.map((at) => profitAt(made, model, price, at));
        const count = made.legs
          .filter((part) => !isOptionLeg(part) || part.contract.right === "call")
          .reduce((sum, part) => sum + legWeight(made, part), 0);
        expect(maxGain === null).toBe(count > 0);
        expect(maxLoss === null).toBe(count < 0);
        const [most, least] = [Math.max(...profits), Math.min(...profits)];
        // The grid's points lie up to 0.50 from the extreme, where no leg moves by more than its slope.
        const slack = 0.51 * made.legs.reduce((sum, part) => sum + Math.abs(legWeight(made, part)), 0);
        if (maxGain !== null) {
          expect(microsToNumber(maxGain)).toBeGreaterThan(most - 1e-5);
          expect(microsToNumber(maxGain)).toBeLessThan(Math.max(most, farProfit(made, model, price)) + slack);
        }
        if (maxLoss !== null) {
          expect(microsToNumber(maxLoss)).toBeGreaterThan(-least - 1e-5);
          expect(-microsToNumber(maxLoss)).toBeGreaterThan(
            Math.min(least, farProfit(made, model, price)) - slack,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is even where the profit changes its sign, and gains in the intervals said", () => {
    assertCostly(
      fc.property(cases, ({ made, price, model }) => {
        const { breakevens, profitable } = outcomeOf(made, price, model);
        const gross = made.legs.reduce((sum, part) => sum + Math.abs(legWeight(made, part)), 0);
        for (const even of breakevens) {
          expect(Math.abs(profitAt(made, model, price, microsToNumber(even)))).toBeLessThan(2e-6 * gross);
        }
        const wrong = GRID.filter((at) => {
          const profit = profitAt(made, model, price, at);
          const level = microsFromNumber(at);
          const inside = profitable.some(({ from, to }) => from <= level && (to === null || level < to));
          return Math.abs(profit) > 1e-5 && profit > 0 !== inside;
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

/** Far above all strikes. */
function farProfit(made: Spread, model: SpreadModel, price: Micros): number {
  return profitAt(made, model, price, 1e6);
}

describe("a call calendar", () => {
  const calendar = spread(leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY));
  const terms = { rate: 0, dividendYield: 0, volatility: 0.25 };
  const model = {
    spot: 748,
    legs: [
      { ...terms, years: 0.06 },
      { ...terms, years: 0.16 },
    ],
  };

  it("gains most at the strike, what the later call is worth there, and loses at most its price", () => {
    const outcome = outcomeOf(calendar, money(9), model);
    const worth = blackScholesPrice({ right: "call", spot: 750, strike: 750, ...terms, years: 0.1 });
    expect(outcome.maxGain).toBe(microsFromNumber(worth - 9));
    expect(outcome.maxLoss).toBe(money(9));
    expect(outcome.breakevens).toHaveLength(2);
    expect(outcome.profitable).toEqual([{ from: outcome.breakevens[0], to: outcome.breakevens[1] }]);
  });

  it("is even for its buyer where it is for its seller, however slowly its worth fades away", () => {
    const far = { rate: -0.01, dividendYield: 0.05, volatility: 0.14054532443067672 };
    const fading = {
      spot: 950,
      legs: [
        { ...far, years: 0.0388 },
        { ...far, years: 1.0388 },
      ],
    };
    const strike900 = spread(leg(-1, "call", 900), leg(1, "call", 900, BACK_EXPIRY));
    const bought = outcomeOf(strike900, micros(3), fading);
    const sold = outcomeOf(reversed(strike900), micros(-3), fading);
    expect(bought.breakevens).toHaveLength(2);
    // Where the worth lies within half a millionth of the price, neither gains.
    expect(sold.profitable[0]?.to).toBeLessThanOrEqual(bought.profitable[0]?.from ?? 0);
    expect(sold.profitable[1]?.from).toBeGreaterThanOrEqual(bought.profitable[0]?.to ?? Infinity);
  });

  it("is refused for a price below nothing", () => {
    expect(outcomeAtFrontExpiry(calendar, money(-0.01), model)).toMatchObject({
      kind: "refused",
      refusal: { code: "spread.price-impossible", limit: "0.00 to 750.00" },
    });
  });

  it("is what outcomeAtExpiry says for legs of one expiry", () => {
    const vertical = spread(leg(1, "call", 740), leg(-1, "call", 750));
    expect(outcomeAtFrontExpiry(vertical, money(4), model)).toEqual(outcomeAtExpiry(vertical, money(4)));
  });
});

describe("a diagonal whose later call is exercised only far above its strike", () => {
  it("gains most there, where the interest on the strike no longer pays for the yield forgone", () => {
    const diagonal = spread(leg(1, "call", 662.5), leg(-1, "call", 760, BACK_EXPIRY));
    const terms = { rate: 0.08, dividendYield: 0.05 };
    const model = {
      spot: 900,
      legs: [
        { ...terms, volatility: 0.3, years: 0.44 },
        { ...terms, volatility: 0.1, years: 0.54 },
      ],
    };
    const outcome = outcomeOf(diagonal, money(-581), model);
    // 760 - 662.5 and the credit, from about 760 x 0.08 / 0.05 on: eight total volatilities end at 993.
    expect(outcome.maxGain).toBe(money(678.5));
    expect(profitAt(diagonal, model, money(-581), 993)).toBeLessThan(678);
  });
});
