import { type ComboMarketView, type DomainEvent, epochMs, micros, parseOrderRef } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  LIMITS,
  logOf,
  loggedEvents,
  type LoggedEvent,
  MARGIN,
  orderRef,
  orderRequested,
  placementIntended,
  positionAt,
  PROLOGUE,
  PUT_740,
  PUT_745,
  riskAssessed,
  statusReported,
  TEN_O_CLOCK,
  ticks,
  transmitted,
  units,
  verdict,
} from "../testing/index.ts";
import { explainEvent, explainMissingTrade, explainOrder } from "./index.ts";

const BEGUN = PROLOGUE.length;
const prologue: readonly LoggedEvent[] = PROLOGUE.map((event) => ({ event, second: -60 }));

const quotes: ComboMarketView = {
  legs: [
    {
      conId: PUT_740.conId,
      bid: units(3),
      ask: units(3.2),
      volatility: 0.2,
      delta: -0.4,
      quotedAt: epochMs(TEN_O_CLOCK - 1_500),
    },
    {
      conId: PUT_745.conId,
      bid: units(4.4),
      ask: units(4.6),
      volatility: 0.2,
      delta: -0.5,
      quotedAt: epochMs(TEN_O_CLOCK - 200),
    },
  ],
  bid: units(-1.6),
  ask: units(-1.2),
  underlying: units(748.4),
  at: TEN_O_CLOCK,
};

function assessed(ref: string, result: "pass" | "block" = "pass"): DomainEvent {
  const event = riskAssessed(ref, [verdict("killSwitch"), verdict("orderValue", result)]);
  if (event.type !== "RiskAssessed") throw new Error("no assessment");
  return { type: event.type, data: { ...event.data, quotes } };
}

function previewed(ref: string): readonly DomainEvent[] {
  const named = orderRef(ref);
  return [
    {
      type: "MarginPreviewRequested",
      data: { orderRef: named, orderId: 6, limitPrice: units(-1.35), deadlineMs: 5_000 },
    },
    { type: "MarginPreviewReported", data: { orderRef: named, orderId: 6, margin: MARGIN } },
  ];
}

/** An order that was sent; a tick lies between each turn. */
const sent: readonly LoggedEvent[] = [
  ...prologue,
  { event: orderRequested("o1"), actor: "user:ann", second: 0 },
  { event: previewed("o1")[0] as DomainEvent, causedBy: BEGUN + 1 },
  { event: ticks(PUT_740.conId, { bid: 3 }), second: 1 },
  { event: previewed("o1")[1] as DomainEvent, actor: "gateway", second: 1 },
  { event: assessed("o1"), causedBy: BEGUN + 4 },
  { event: placementIntended("o1"), causedBy: BEGUN + 4 },
  { event: { type: "LinePinned", data: { conId: PUT_740.conId, holder: "order:o1" } }, causedBy: BEGUN + 6 },
  { event: ticks(PUT_740.conId, { bid: 3.1 }), second: 2 },
  { event: transmitted("o1"), second: 2 },
  { event: statusReported("o1", "Submitted"), actor: "gateway", second: 3 },
];

const refusal = {
  code: "risk.order-value",
  message: "orderValue: Too much.",
  field: null,
  inputs: {},
  limit: "10,000",
  remedy: "Ask for 1.",
};

const refused: readonly LoggedEvent[] = [
  ...prologue,
  { event: orderRequested("o2"), actor: "user:ann", second: 0 },
  { event: assessed("o2", "block"), second: 1 },
  { event: { type: "OrderRefused", data: { orderRef: orderRef("o2"), refusal, terms: { symbol: "GOOG" } } } },
];

const named = (text: string) => parseOrderRef(text) ?? orderRef("none");

describe("the explanation of an order", () => {
  it("is its events by causation, with what followed from them elsewhere", async () => {
    const explanation = await explainOrder(logOf(loggedEvents(sent)), named("o1"));
    expect(explanation?.chain.map(({ type, depth, causedBy }) => [type, depth, causedBy])).toEqual([
      ["OrderRequested", 0, null],
      ["MarginPreviewRequested", 1, positionAt(BEGUN + 1)],
      ["MarginPreviewReported", 0, null],
      ["RiskAssessed", 1, positionAt(BEGUN + 4)],
      ["OrderPlacementIntended", 1, positionAt(BEGUN + 4)],
      ["LinePinned", 2, positionAt(BEGUN + 6)],
      ["OrderTransmitted", 0, null],
      ["OrderStatusReported", 0, null],
    ]);
    expect(explanation).toMatchObject({ phase: "working", incomplete: false });
  });

  it("has every rule, the market with each quote's age, and who set the limits", async () => {
    const explanation = await explainOrder(logOf(loggedEvents(sent)), named("o1"));
    expect(explanation?.decision).toMatchObject({
      passed: true,
      limitPrice: units(-1.35),
      verdicts: [{ rule: "killSwitch" }, { rule: "orderValue" }],
      market: {
        mid: units(-1.4),
        oldestQuoteAgeMs: 1_500,
        legs: [
          { words: "GOOG 15 Jan 2016 740 put", ageMs: 1_500 },
          { words: "GOOG 15 Jan 2016 745 put", ageMs: 200 },
        ],
      },
      limits: { limits: LIMITS, agrees: true, setBy: { actor: "user:ann", reason: "first" } },
      margin: MARGIN,
    });
    expect(explanation?.session).toMatchObject({ sessionId: "s1", mode: "simulated" });
  });

  it("names limits that are not those which were set", async () => {
    const other = sent.map((one) =>
      one.event.type === "RiskLimitsSet"
        ? {
            ...one,
            event: { ...one.event, data: { ...one.event.data, limits: { ...LIMITS, orderContractsMax: 4 } } },
          }
        : one,
    );
    const explanation = await explainOrder(logOf(loggedEvents(other)), named("o1"));
    expect(explanation?.decision?.limits.agrees).toBe(false);
  });

  it("does not read the quotes of the day", async () => {
    const quotesOfTheDay = Array.from({ length: 5_000 }, (_, index) => ({
      event: ticks(PUT_740.conId, { bid: 3 + (index % 2) }),
      second: 3,
    }));
    const log = logOf(loggedEvents([...sent, ...quotesOfTheDay]));
    await explainOrder(log, named("o1"));
    expect(log.given()).toBeLessThan(150);
  });

  it("names the rules that blocked it and the way out", async () => {
    const explanation = await explainOrder(logOf(loggedEvents(refused)), named("o2"));
    expect(explanation?.answer).toBe(
      "Refused, nothing was sent. orderValue: Tested. Limit: none. Ask for 1.",
    );
    expect(explanation?.refusal?.code).toBe("risk.order-value");
  });

  it("is of the moment that it is asked for", async () => {
    const explanation = await explainOrder(logOf(loggedEvents(sent)), named("o1"), {
      until: positionAt(BEGUN + 6),
    });
    expect(explanation).toMatchObject({ phase: "intended" });
    expect(explanation?.chain.at(-1)?.type).toBe("OrderPlacementIntended");
  });

  it("is null for a reference that is not in the log", async () => {
    expect(await explainOrder(logOf(loggedEvents(sent)), named("other"))).toBeNull();
  });
});

describe("the explanation of an event", () => {
  it("of an order is the order's, up to it", async () => {
    const explanation = await explainEvent(logOf(loggedEvents(sent)), positionAt(BEGUN + 5));
    expect(explanation?.subject).toEqual({ kind: "event", position: positionAt(BEGUN + 5) });
    expect(explanation?.chain.filter(({ asked }) => asked).map(({ type }) => type)).toEqual(["RiskAssessed"]);
    expect(explanation?.chain).toHaveLength(4);
  });

  it("goes back to what came from outside", async () => {
    const explanation = await explainEvent(logOf(loggedEvents(sent)), positionAt(BEGUN + 7));
    expect(explanation?.chain.map(({ type }) => type)).toEqual([
      "MarginPreviewReported",
      "OrderPlacementIntended",
      "LinePinned",
    ]);
    expect(explanation?.answer).toMatch(
      /^Line of contract \d+ held by order:o1\. It follows from: Margin preview/,
    );
  });

  it("is null where there is no event", async () => {
    expect(await explainEvent(logOf(loggedEvents(sent)), positionAt(999))).toBeNull();
  });
});

describe("why there was no trade", () => {
  const kill: LoggedEvent = {
    event: { type: "KillSwitchEngaged", data: { account: ACCOUNT, actor: "user:ann", reason: "enough" } },
    second: 9,
  };

  it("says first what still stands in the way", async () => {
    const missing = await explainMissingTrade(logOf(loggedEvents([...refused, kill])), { symbol: "GOOG" });
    expect(missing.hindrances.map(({ kind, inForce }) => [kind, inForce])).toEqual([
      ["killSwitch", true],
      ["blocked", false],
    ]);
    expect(missing.answer).toBe("user:ann engaged the kill switch of DU1: enough.");
  });

  it("names the rule of the newest refusal", async () => {
    const missing = await explainMissingTrade(logOf(loggedEvents(refused)), { symbol: "GOOG" });
    expect(missing.hindrances[0]).toMatchObject({ code: "risk.order-value", remedy: "Ask for 1." });
  });

  it("of a spread looks at orders with these legs only", async () => {
    const log = logOf(loggedEvents(sent));
    const same = await explainMissingTrade(log, { symbol: "GOOG", conIds: [PUT_740.conId, PUT_745.conId] });
    const other = await explainMissingTrade(log, { symbol: "GOOG", conIds: [PUT_740.conId, 1] });
    expect(same.hindrances.map(({ kind }) => kind)).toEqual(["working"]);
    expect(other.hindrances).toEqual([]);
    expect(other.answer).toBe("Nobody asked for an order in GOOG, and no scan of it ran.");
  });

  it("answers that there was one", async () => {
    const fill = statusReported("o1", "Filled", { filled: 1, remaining: 0, averageFillPrice: units(-1.35) });
    const log = logOf(loggedEvents([...sent, { event: fill, second: 5 }]));
    const missing = await explainMissingTrade(log, { symbol: "GOOG" });
    expect([missing.filled, missing.answer]).toEqual([
      ["o1"],
      "There was a trade: o1 filled, at least in part.",
    ]);
  });

  it("knows no order of another symbol", async () => {
    const missing = await explainMissingTrade(logOf(loggedEvents(refused)), { symbol: "SPY" });
    expect(missing.hindrances).toEqual([]);
  });

  it("is asked of an earlier moment too", async () => {
    const missing = await explainMissingTrade(logOf(loggedEvents([...refused, kill])), {
      symbol: "GOOG",
      until: positionAt(BEGUN + 1),
    });
    expect(missing.hindrances.map(({ kind }) => kind)).toEqual(["working"]);
    expect(micros(missing.at ?? 0)).toBe(TEN_O_CLOCK);
  });
});
