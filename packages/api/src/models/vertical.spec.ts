import { type Micros, micros, verticalSpread } from "@legbook/domain";
import { googOption, PUT_740, PUT_745, TEN_O_CLOCK, units } from "@legbook/projections/testing";
import { describe, expect, it } from "vitest";
import { type LegQuoteModel, type VerticalInputs, verticalFigures, type VerticalModel } from "./vertical.ts";

const NO_QUOTE: LegQuoteModel = {
  bid: null,
  ask: null,
  volatility: null,
  delta: null,
  gamma: null,
  vega: null,
  theta: null,
  quoteAgeMs: null,
};

/** Sells the 745 put at 8.40 to 8.60 and buys the 740 at 7.00 to 7.20. */
function inputs(changes: Partial<VerticalInputs> = {}): VerticalInputs {
  const result = verticalSpread(PUT_740, PUT_745);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return {
    spread: result.spread,
    quantity: 2,
    price: null,
    longQuote: { ...NO_QUOTE, bid: units(7), ask: units(7.2), volatility: 0.24 },
    shortQuote: { ...NO_QUOTE, bid: units(8.4), ask: units(8.6), volatility: 0.23 },
    underlying: units(748.4),
    at: TEN_O_CLOCK,
    pricing: { rate: 0, dividendYield: 0 },
    ...changes,
  };
}

function figures(changes: Partial<VerticalInputs> = {}): VerticalModel {
  const result = verticalFigures(inputs(changes));
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.model;
}

function dollars(amount: number): { amount: Micros; currency: string } {
  return { amount: units(amount), currency: "USD" };
}

describe("a vertical's figures", () => {
  it("rest on the mid of the combo, for the whole quantity", () => {
    expect(figures()).toMatchObject({
      side: "credit",
      words: ["Sell 2 GOOG 15 Jan 745 put", "Buy 2 GOOG 15 Jan 740 put"],
      width: units(5),
      bid: units(-1.6),
      mid: units(-1.4),
      ask: units(-1.2),
      price: units(-1.4),
      maxGain: dollars(280),
      maxLoss: dollars(720),
      breakeven: units(743.6),
      rewardToRisk: 280 / 720,
    });
  });

  it("rest on a price that is given", () => {
    expect(figures({ price: units(-2) })).toMatchObject({
      price: units(-2),
      maxGain: dollars(400),
      maxLoss: dollars(600),
    });
  });

  it("refuse a given price that the spread can never be worth, and name the field", () => {
    const result = verticalFigures(inputs({ price: units(-5.05) }));
    expect(result).toMatchObject({
      kind: "refused",
      refusal: { code: "spread.price-impossible", field: "price" },
    });
  });

  it("are null where the market is missing, never made up", () => {
    const model = figures({ longQuote: NO_QUOTE, underlying: null });
    expect(model).toMatchObject({
      bid: null,
      mid: null,
      ask: null,
      price: null,
      maxGain: null,
      maxLoss: null,
      breakeven: null,
      rewardToRisk: null,
      probabilityOfProfit: null,
      greeks: null,
      payoff: null,
      width: units(5),
    });
    expect(model.legs.map(({ bid }) => bid)).toEqual([units(8.4), null]);
  });

  it("are null where quotes that are crossed make a mid outside the width", () => {
    const model = figures({ shortQuote: { ...NO_QUOTE, bid: units(18.4), ask: units(18.6) } });
    expect(model).toMatchObject({ price: units(-11.4), maxLoss: null, payoff: null });
  });

  it("do not need an underlying for the payoff at expiry, but for today's", () => {
    const { payoff } = figures({ underlying: null });
    expect(payoff).toMatchObject({ today: null, oneSigmaLow: null, oneSigmaHigh: null });
    expect(Math.max(...payoff!.atExpiry)).toBeCloseTo(280, 9);
    expect(Math.min(...payoff!.atExpiry)).toBeCloseTo(-720, 9);
  });

  it("put the odds between nothing and certainty, and better than even for a spread out of the money", () => {
    const { probabilityOfProfit, payoff } = figures();
    expect(probabilityOfProfit).toBeGreaterThan(0.5);
    expect(probabilityOfProfit).toBeLessThan(1);
    expect(payoff!.oneSigmaLow!).toBeLessThan(748.4);
    expect(payoff!.oneSigmaHigh!).toBeGreaterThan(748.4);
    expect(payoff!.today).toHaveLength(payoff!.underlying.length);
  });

  it("take the gateway's greeks when it gave all of them, per point and per day as they are", () => {
    const reported = { delta: -0.3, gamma: 0.01, vega: 0.7, theta: -0.2 };
    const model = figures({
      longQuote: { ...inputs().longQuote, ...reported },
      shortQuote: { ...inputs().shortQuote, ...reported, delta: -0.4, vega: 0.8, theta: -0.25 },
    });
    expect(model.greeks!.delta).toBeCloseTo(20, 9);
    expect(model.greeks!.gamma).toBeCloseTo(0, 9);
    expect(model.greeks!.vega).toBeCloseTo(-20, 9);
    expect(model.greeks!.theta).toBeCloseTo(10, 9);
  });

  it("work greeks out at the legs' volatilities otherwise: a put credit spread gains with the underlying and with time", () => {
    const volatility = 0.24;
    const { greeks } = figures({
      longQuote: { ...inputs().longQuote, volatility },
      shortQuote: { ...inputs().shortQuote, volatility },
    });
    expect(greeks!.delta).toBeGreaterThan(0);
    expect(greeks!.theta).toBeGreaterThan(0);
  });

  it("step in cents, whatever the legs' ticks", () => {
    const result = verticalSpread({ ...googOption(740), minTick: micros(10_000) }, PUT_745);
    if (result.kind === "refused") throw new Error(result.refusal.message);
    expect(figures({ spread: result.spread }).tick).toBe(10_000);
  });
});
