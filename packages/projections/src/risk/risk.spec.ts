import { DEFAULT_RISK_LIMITS, type DomainEvent, epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  LIMITS,
  orderRequested,
  placed,
  positionReported,
  PUT_740,
  PUT_745,
  riskAssessed,
  summaryReported,
  TEN_O_CLOCK,
  ticks,
  units,
  verdict,
  viewsAfter,
} from "../testing/index.ts";
import { riskView } from "./query.ts";

const limitsSet: DomainEvent = {
  type: "RiskLimitsSet",
  data: { account: ACCOUNT, limits: LIMITS, actor: "user:ann", reason: "new year" },
};

function after(...events: DomainEvent[]) {
  return riskView(viewsAfter(events), ACCOUNT, epochMs(TEN_O_CLOCK + 60_000));
}

function usageOf(view: ReturnType<typeof after>, rule: string) {
  return view.usage.find((usage) => usage.rule === rule);
}

describe("limits", () => {
  it("are the defaults until someone sets others, with who and why", () => {
    expect(after()).toMatchObject({ limits: DEFAULT_RISK_LIMITS, limitsSet: null });
    expect(after(limitsSet)).toMatchObject({
      limits: LIMITS,
      limitsSet: { actor: "user:ann", reason: "new year" },
    });
  });

  it("of contracts are used by what is held and what working orders may add, whichever way", () => {
    const view = after(limitsSet, ...placed("o1", { quantity: 3 }), positionReported(PUT_745, -4, 435));
    expect(usageOf(view, "position")).toMatchObject({ used: 7, limit: 10, percent: 70, unit: "contracts" });
  });

  it("of daily loss are used by a loss, not by a gain, and not known before the broker reports one", () => {
    const daily = (amount: number): DomainEvent => ({
      type: "AccountProfitAndLossReported",
      data: { account: ACCOUNT, daily: units(amount), unrealised: null, realised: null },
    });
    expect(usageOf(after(limitsSet, daily(-250)), "dailyLoss")).toMatchObject({
      used: units(250),
      percent: 25,
    });
    expect(usageOf(after(limitsSet, daily(80)), "dailyLoss")).toMatchObject({ used: 0, percent: 0 });
    expect(usageOf(after(limitsSet), "dailyLoss")).toMatchObject({ used: null, percent: null });
  });

  it("of buying power are a minimum", () => {
    const view = after(limitsSet, summaryReported({ buyingPower: units(20_000) }));
    expect(usageOf(view, "buyingPower")).toMatchObject({
      used: units(20_000),
      limit: units(5000),
      percent: 25,
      minimum: true,
    });
  });

  it("of volatility and quote age are used by the worst contract that is held or worked", () => {
    const view = after(
      limitsSet,
      ...placed("o1"),
      ticks(PUT_740.conId, { bid: 3, modelVolatility: 0.4 }, epochMs(TEN_O_CLOCK + 50_000)),
      ticks(PUT_745.conId, { bid: 3, modelVolatility: 0.6 }, epochMs(TEN_O_CLOCK + 59_000)),
    );
    expect([usageOf(view, "volatilityBreaker")?.used, usageOf(view, "quoteAge")?.used]).toEqual([
      0.6, 10_000,
    ]);
  });
});

describe("switches", () => {
  const engaged: DomainEvent = {
    type: "KillSwitchEngaged",
    data: { account: ACCOUNT, actor: "user:ann", reason: "news" },
  };
  const tripped: DomainEvent = {
    type: "VolatilityBreakerTripped",
    data: { account: ACCOUNT, underlying: "GOOG", volatility: 1.2, limit: 1 },
  };

  it("show who threw the kill switch and why, until it is released", () => {
    expect(after(engaged)).toMatchObject({
      killSwitchEngaged: true,
      killSwitchBy: "user:ann",
      killSwitchReason: "news",
    });
    const released: DomainEvent = { ...engaged, type: "KillSwitchReleased" };
    expect(after(engaged, released)).toMatchObject({ killSwitchEngaged: false, killSwitchReason: null });
  });

  it("of one account are not those of another", () => {
    expect(riskView(viewsAfter([engaged]), "DU2", TEN_O_CLOCK).killSwitchEngaged).toBe(false);
  });

  it("show tripped breakers until they are reset", () => {
    expect(after(tripped).breakersTripped).toMatchObject([{ underlying: "GOOG", volatility: 1.2, limit: 1 }]);
    const reset: DomainEvent = {
      type: "VolatilityBreakerReset",
      data: { account: ACCOUNT, underlying: "GOOG", actor: "user:ann", reason: "calm" },
    };
    expect(after(tripped, reset).breakersTripped).toEqual([]);
  });
});

it("counts blocks by rule, most first, and keeps the last assessment", () => {
  const view = after(
    orderRequested("o1"),
    riskAssessed("o1", [verdict("killSwitch"), verdict("position", "block"), verdict("quoteAge", "block")]),
    orderRequested("o2"),
    riskAssessed("o2", [verdict("killSwitch"), verdict("quoteAge", "block")]),
  );
  expect(view.hits).toEqual([
    { rule: "quoteAge", count: 2 },
    { rule: "position", count: 1 },
  ]);
  expect(view.lastAssessment).toMatchObject({ orderRef: "o2", passed: false });
});
