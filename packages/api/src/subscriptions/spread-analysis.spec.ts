import "../testing/one-graphql.ts";
import { epochMs, lognormalDistribution } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { GOOG, PUT_740, PUT_745, TEN_O_CLOCK, ticks } from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../testing/harness.ts";
import { type Data, subscribeTo } from "../testing/subscribing.ts";
import { sampleSmile } from "../testing/sample-smile.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
  await harness.append(
    ticks(GOOG.conId, { bid: 748.3, ask: 748.5 }),
    ticks(PUT_740.conId, { bid: 7, ask: 7.2 }),
    ticks(PUT_745.conId, { bid: 8.4, ask: 8.6 }),
  );
});
afterEach(() => harness.close());

const BULL_PUT = `symbol: "GOOG", quantity: 2, legs: [
  { expiry: "2016-01-15", right: PUT, strike: "745", ratio: -1 },
  { expiry: "2016-01-15", right: PUT, strike: "740", ratio: 1 }
]`;

type Spread = Readonly<Record<string, unknown>>;

async function spread(input: string, fields: string): Promise<Spread> {
  const { data, errors } = await harness.graphql(
    `{ spread(input: { ${input} }) { ... on Spread { ${fields} } ... on CommandRefused { code field } } }`,
  );
  expect(errors).toEqual([]);
  return (data as { readonly spread: Spread }).spread;
}

describe("a spread", () => {
  it("is what its legs make it, with the combo's own quote and the outcome at expiry to the cent", async () => {
    const fields =
      "kind title side words bid mid ask price width basis maxGain maxLoss gainUnlimited lossUnlimited breakevens";
    expect(await spread(BULL_PUT, fields)).toEqual({
      kind: "VERTICAL",
      title: "GOOG 15 Jan 2016 745/740 put credit",
      side: "CREDIT",
      words: ["Sell 2 GOOG 15 Jan 745 put", "Buy 2 GOOG 15 Jan 740 put"],
      bid: "-1.60",
      mid: "-1.40",
      ask: "-1.20",
      price: "-1.40",
      width: "5.00",
      basis: "EXACT",
      maxGain: "280.00 USD",
      maxLoss: "720.00 USD",
      gainUnlimited: false,
      lossUnlimited: false,
      breakevens: ["743.60"],
    });
  });

  it("says what is unlimited, and keeps it apart from what is not known", async () => {
    const naked = `symbol: "GOOG", quantity: 1, legs: [{ expiry: "2016-01-15", right: PUT, strike: "745", ratio: 1 }, { ratio: 100 }]`;
    expect(await spread(naked, "kind maxGain gainUnlimited maxLoss lossUnlimited")).toMatchObject({
      maxGain: null,
      gainUnlimited: true,
      lossUnlimited: false,
    });
  });

  it("rests on the expiry's own distribution where there is a smile, and says so", async () => {
    harness.engine.smiles = [sampleSmile()];
    const fields = `distribution probabilityOfProfit probabilityOfTouch expectedProfit anchoredAt
      bands { probability low high } greeks { delta } payoff { underlying atExpiry today } legs { greeksSource volatility }`;
    const figures = await spread(BULL_PUT, fields);
    expect(figures).toMatchObject({
      distribution: "SMILE",
      anchoredAt: expect.stringContaining("2015-12-24"),
    });
    expect(figures["probabilityOfProfit"]).toBeGreaterThan(0.4);
    expect(figures["probabilityOfProfit"]).toBeLessThan(0.7);
    const [narrow, wide] = figures["bands"] as readonly { low: number; high: number }[];
    expect(narrow!.low).toBeGreaterThan(wide!.low);
    expect(narrow!.high).toBeLessThan(wide!.high);
    expect(figures["legs"]).toEqual([
      { greeksSource: "FITTED", volatility: expect.closeTo(0.25, 1) as number },
      { greeksSource: "FITTED", volatility: expect.closeTo(0.25, 1) as number },
    ]);
    const { underlying, atExpiry, today } = figures["payoff"] as Record<string, readonly number[]>;
    expect(underlying).toContain(745);
    expect(Math.min(...atExpiry!)).toBeCloseTo(-720, 6);
    expect(Math.max(...atExpiry!)).toBeCloseTo(280, 6);
    expect(today).toHaveLength(underlying!.length);
  });

  it("has one more curve on a chosen day: on the last one, without a shift, that of expiry", async () => {
    harness.engine.smiles = [sampleSmile()];
    const { payoff } = await spread(
      `${BULL_PUT}, chosen: { days: 400, volatilityShift: 0 }`,
      "payoff { atExpiry today chosen }",
    );
    const { atExpiry, today, chosen } = payoff as Record<string, readonly number[]>;
    expect(chosen!.every((profit, index) => Math.abs(profit - atExpiry![index]!) < 1e-6)).toBe(true);
    expect(today!.some((profit, index) => Math.abs(profit - atExpiry![index]!) > 10)).toBe(true);
  });

  it.each([
    ["chosen: { days: -1, volatilityShift: 0 }", "years"],
    ["chosen: { days: 1, volatilityShift: -9 }", "volatility"],
    ['price: "-5.01"', "price"],
  ])("is refused by the field for %s", async (faulty, field) => {
    harness.engine.smiles = [sampleSmile()];
    expect(await spread(`${BULL_PUT}, ${faulty}`, "kind")).toMatchObject({ field });
  });

  it("needs margin by the rules of the account, and returns on what it ties up", async () => {
    const fields = "marginInitial tiedUp returnOnMargin annualisedReturnOnMargin daysToExpiry";
    const figures = await spread(BULL_PUT, fields);
    expect(figures).toMatchObject({ tiedUp: "720.00 USD", daysToExpiry: 22 });
    expect(figures["returnOnMargin"]).toBeCloseTo(280 / 720, 12);
    expect(figures["annualisedReturnOnMargin"]).toBeCloseTo(((280 / 720) * 365) / 22, 12);
  });

  it("says what is missing before the market tells enough", async () => {
    const fields = "missing greeks { delta } payoff { today atExpiry } probabilityOfProfit maxLoss";
    const figures = await spread(BULL_PUT, fields);
    expect(figures).toMatchObject({ greeks: null, probabilityOfProfit: null, maxLoss: "720.00 USD" });
    expect(figures["missing"]).toMatch(/volatility is not known/);
    expect(figures["payoff"]).toMatchObject({ today: null });
  });

  it("follows the quotes of its legs, and opens them once", async () => {
    const updates = await subscribeTo(
      harness,
      `subscription { spread(input: { ${BULL_PUT} }) { ... on Spread { bid ask } } }`,
    );
    expect((await updates.next()).data).toEqual({ spread: { bid: "-1.60", ask: "-1.20" } });
    harness.engine.gatewayTime = epochMs(TEN_O_CLOCK + 1_000);
    await harness.append(
      ticks(PUT_740.conId, { bid: 7, ask: 7.1 }),
      ticks(PUT_745.conId, { bid: 8.2, ask: 8.3 }),
    );
    const moved = (data: Data): boolean => (data["spread"] as Spread)["bid"] !== "-1.60";
    expect(await updates.until(moved)).toEqual({ spread: { bid: "-1.30", ask: "-1.10" } });
    expect(harness.engine.calls.filter(({ method }) => method === "openLegs")).toHaveLength(1);
  });

  it("is refused once for a quantity that cannot be traded, and ends", async () => {
    const faulty = BULL_PUT.replace("quantity: 2", "quantity: 0");
    const updates = await subscribeTo(
      harness,
      `subscription { spread(input: { ${faulty} }) { ... on CommandRefused { field } } }`,
    );
    expect((await updates.next()).data).toEqual({ spread: { field: "quantity" } });
    expect(await updates.ended()).toBe(true);
  });
});

describe("a smile", () => {
  const FIELDS = `symbol forward forwardSource distribution failure
    curve { strikes volatilities points rmsError } points { strike right mid used flags source }`;
  const smile = async () =>
    (await harness.graphql(`{ smile(symbol: "GOOG", expiry: "2016-01-15") { ${FIELDS} } }`)).data?.["smile"];

  it("is null before its expiry was looked at", async () => {
    expect(await smile()).toBeNull();
  });

  it("has every quote's volatilities and the curve that was fitted to those that could be used", async () => {
    harness.engine.smiles = [sampleSmile()];
    const told = (await smile()) as Record<string, unknown>;
    expect(told).toMatchObject({ distribution: "SMILE", failure: null, forwardSource: "parity" });
    const { strikes, volatilities, points } = told["curve"] as Record<string, readonly number[]> & {
      points: number;
    };
    expect(strikes).toHaveLength(volatilities!.length);
    expect(points).toBeGreaterThan(5);
    expect(
      (told["points"] as readonly { flags: readonly string[] }[]).some(({ flags }) => flags.length > 0),
    ).toBe(true);
  });

  it("says why there is no curve", async () => {
    harness.engine.smiles = [
      {
        ...sampleSmile(),
        smile: null,
        smileFailure: "Two quotes are too few.",
        distribution: lognormalDistribution({ forward: 748, years: 0.06, volatility: 0.25 }),
      },
    ];
    expect(await smile()).toMatchObject({
      curve: null,
      failure: "Two quotes are too few.",
      distribution: "LOGNORMAL",
    });
  });
});
