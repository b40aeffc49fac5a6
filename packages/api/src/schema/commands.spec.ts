import "../testing/one-graphql.ts";
import type { Refusal } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import { sentOrder } from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

const REFUSAL: Refusal = {
  code: "order.limit-price-outside-width",
  message: "A price of 5.50 lies outside what a vertical 5.00 wide can be worth.",
  field: "price",
  inputs: { price: "5.50", width: "5.00" },
  limit: "0 to 5.00",
  remedy: "Use at most 5.00.",
};

const ORDER = {
  orderRef: "o-1",
  account: "DU1",
  symbol: "GOOG",
  expiry: "not a date",
  right: "put",
  longStrike: "740",
  shortStrike: "745",
  quantity: 1.5,
  priceKind: "LIMIT",
  limitPrice: "-1.35",
};

const refused = "... on CommandRefused { code message field inputs limit remedy }";
const SUBMIT = `mutation Submit($input: VerticalOrderInput!) {
  submitOrder(input: $input) { __typename ${refused} ... on OrderAccepted { position order { orderRef phase words limitPrice } } }
}`;

describe("an order", () => {
  it("is in the answer as the views show it after the command", async () => {
    const { data, errors } = await harness.graphql(SUBMIT, { input: ORDER });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      submitOrder: { __typename: "OrderAccepted", order: { orderRef: "o-1", phase: "REQUESTED" } },
    });
    const { position } = (data as { submitOrder: { position: string } }).submitOrder;
    expect(harness.views.position! >= position).toBe(true);
  });

  it("reaches the engine as it came: its refusals, not ours, say what is wrong with a text", async () => {
    await harness.graphql(SUBMIT, { input: ORDER });
    expect(harness.engine.calls.at(-1)).toEqual({
      method: "submitOrder",
      args: [
        {
          orderRef: "o-1",
          account: "DU1",
          symbol: "GOOG",
          expiry: "not a date",
          right: "put",
          longStrike: "740",
          shortStrike: "745",
          quantity: 1.5,
          timeInForce: "day",
          price: { kind: "limit", price: "-1.35" },
        },
        "trader",
      ],
    });
  });

  it.each(["CALL", "PUT"])("takes the right as every answer spells it: %s", async (right) => {
    await harness.graphql(SUBMIT, { input: { ...ORDER, right } });
    expect(harness.engine.calls.at(-1)?.args[0]).toMatchObject({ right: right.toLowerCase() });
  });

  it("may be priced at the mid without a limit", async () => {
    const { limitPrice: _, ...input } = ORDER;
    await harness.graphql(SUBMIT, { input: { ...input, priceKind: "MID" } });
    expect(harness.engine.calls.at(-1)?.args[0]).toMatchObject({ price: { kind: "mid" } });
  });

  it("that is refused is an answer, not an error, and names the field as the input calls it", async () => {
    harness.engine.refusal = REFUSAL;
    const { data, errors } = await harness.graphql(SUBMIT, { input: ORDER });
    expect(errors).toEqual([]);
    expect(data).toEqual({ submitOrder: { __typename: "CommandRefused", ...REFUSAL, field: "limitPrice" } });
  });

  it("of which the views know nothing in time is not called failed", async () => {
    await harness.close();
    harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }), {
      limits: { viewsDeadlineMs: 20 },
    });
    vi.spyOn(harness.views, "reached").mockReturnValueOnce(new Promise<void>(() => undefined));
    const { data, errors } = await harness.graphql(SUBMIT, { input: ORDER });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "VIEWS_BEHIND" } }]);
    expect(errors[0]?.message).toContain("was carried out");
  });

  it("can be previewed without margin, which then says why", async () => {
    const { data } = await harness.graphql(
      `mutation Preview($input: VerticalOrderInput!) {
        previewOrder(input: $input) { ... on OrderPreview { orderRef limitPrice passed marginFailure margin { warning } verdicts { rule } } }
      }`,
      { input: ORDER },
    );
    expect(data).toEqual({
      previewOrder: {
        orderRef: "o-1",
        limitPrice: "-1.35",
        passed: false,
        margin: null,
        marginFailure: "The gateway did not answer in 5000 ms.",
        verdicts: [],
      },
    });
  });

  it("can be cancelled with a reason", async () => {
    await harness.append(...sentOrder("o-1"));
    const { data, errors } = await harness.graphql(
      `mutation { cancelOrder(input: { orderRef: "o-1" }) { ... on OrderAccepted { order { orderRef } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ cancelOrder: { order: { orderRef: "o-1" } } });
    expect(harness.engine.calls.at(-1)?.args).toEqual(["o-1", "asked for", "trader"]);
  });
});

const SET_LIMITS = `mutation Set($input: RiskLimitsInput!) {
  setRiskLimits(input: $input) { __typename ${refused} ... on RiskLimitsSet { risk { limits { dailyLossMax orderContractsMax } } } }
}`;

describe("risk limits", () => {
  it("that are not named stay as they are", async () => {
    const before = harness.views.risk.accounts.get("DU1")!.limits;
    const input = { account: "DU1", reason: "smaller", dailyLossMax: "250.50" };
    const { data, errors } = await harness.graphql(SET_LIMITS, { input });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ setRiskLimits: { risk: { limits: { dailyLossMax: "250.50 USD" } } } });
    expect(harness.engine.calls.at(-1)?.args).toEqual([
      "DU1",
      { ...before, dailyLossMax: 250_500_000 },
      "smaller",
      "trader",
    ]);
  });

  it("of an account that has none of its own start from the defaults", async () => {
    await harness.graphql(SET_LIMITS, { input: { account: "DU2", reason: "first", orderContractsMax: 3 } });
    expect(harness.engine.calls.at(-1)?.args[1]).toEqual({ ...DEFAULT_RISK_LIMITS, orderContractsMax: 3 });
  });

  it("that are no amount are refused by name and never reach the engine", async () => {
    const input = { account: "DU1", reason: "typo", dailyLossMax: "1,000" };
    const { data } = await harness.graphql(SET_LIMITS, { input });
    expect(data).toMatchObject({
      setRiskLimits: {
        __typename: "CommandRefused",
        code: "risk.limit-not-an-amount",
        field: "dailyLossMax",
      },
    });
    expect(harness.engine.calls).toEqual([]);
  });

  it("that the engine refuses are named as the input calls them", async () => {
    harness.engine.refusal = { ...REFUSAL, field: "limits.orderContractsMax" };
    const { data } = await harness.graphql(SET_LIMITS, {
      input: { account: "DU1", reason: "more", orderContractsMax: 0 },
    });
    expect(data).toMatchObject({ setRiskLimits: { field: "orderContractsMax" } });
  });
});

describe("the kill switch", () => {
  it("says which orders it cancelled and is in the views when it answers", async () => {
    const { data } = await harness.graphql(`mutation {
      engageKillSwitch(input: { account: "DU1", reason: "news" }) {
        ... on KillSwitchSet { cancelled risk { killSwitchEngaged killSwitchReason killSwitchBy } }
      }
    }`);
    expect(data).toEqual({
      engageKillSwitch: {
        cancelled: ["o-1"],
        risk: { killSwitchEngaged: true, killSwitchReason: "news", killSwitchBy: "user:trader" },
      },
    });
    const released = await harness.graphql(`mutation {
      releaseKillSwitch(input: { account: "DU1", reason: "calm" }) { ... on KillSwitchSet { risk { killSwitchEngaged } } }
    }`);
    expect(released.data).toEqual({ releaseKillSwitch: { risk: { killSwitchEngaged: false } } });
  });
});

describe("a chain", () => {
  it("is in the answer once it was opened", async () => {
    const { data, errors } = await harness.graphql(`mutation {
      openExpiry(input: { symbol: "GOOG", expiry: "2016-01-15" }) {
        ... on ChainOpened { chain { symbol multiplier expiries { date daysToExpiry opened } strikes rows(expiry: "2016-01-15") { strike put { conId hasLine bid } } } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      openExpiry: {
        chain: {
          symbol: "GOOG",
          multiplier: 100,
          expiries: [{ date: "2016-01-15", daysToExpiry: 22, opened: true }],
          strikes: ["735.00", "740.00", "745.00", "750.00", "755.00"],
        },
      },
    });
    const { chain } = (data as { openExpiry: { chain: { rows: unknown[] } } }).openExpiry;
    expect(chain.rows[1]).toEqual({ strike: "740.00", put: { conId: 2740, hasLine: false, bid: null } });
  });

  it("that was never asked for is null", async () => {
    expect((await harness.graphql('{ chain(symbol: "IBM") { symbol } }')).data).toEqual({ chain: null });
  });
});
