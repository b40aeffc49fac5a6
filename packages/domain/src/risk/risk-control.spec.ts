import { describe, expect, it } from "vitest";
import { specification } from "../testing/given-when-then.ts";
import { money, TEN_O_CLOCK } from "../testing/fixtures.ts";
import {
  DEFAULT_RISK_LIMITS,
  riskControl,
  type RiskCommand,
  type RiskEvent,
  type RiskLimits,
} from "./index.ts";

const now = { now: TEN_O_CLOCK };
const who = { account: "DU1", actor: "user:ada", reason: "end of the test day" };
const engaged: RiskEvent = {
  type: "KillSwitchEngaged",
  data: { account: "DU1", actor: "engine", reason: "books differ" },
};
const trip = { account: "DU1", underlying: "GOOG", volatility: 1.2, limit: 1 };
const tripped: RiskEvent = { type: "VolatilityBreakerTripped", data: trip };
const set = (changes: Partial<RiskLimits>, by: object = {}): RiskCommand => ({
  type: "SetLimits",
  data: { ...who, limits: { ...DEFAULT_RISK_LIMITS, ...changes }, ...by },
});
const risk = specification(riskControl);

describe("risk limits", () => {
  it("start with the product's defaults", () => {
    expect(risk.state.limits).toEqual({
      positionContractsMax: 10,
      dailyLossMax: money(1_000),
      orderValueMax: money(10_000),
      orderContractsMax: 10,
      buyingPowerMin: money(5_000),
      volatilityMax: 1,
      quoteAgeMaxMs: 60_000,
      priceCollarShare: 0.25,
      duplicateWindowMs: 5_000,
    });
  });

  it("change only with who and why", () => {
    const limits = { ...DEFAULT_RISK_LIMITS, positionContractsMax: 20 };
    const state = risk
      .when(set({ positionContractsMax: 20 }), now)
      .then({ type: "RiskLimitsSet", data: { ...who, limits } });
    expect(state.limits.positionContractsMax).toBe(20);
    expect(
      risk.when(set({ positionContractsMax: 20 }, { reason: " " }), now).thenRefused("risk.reason-missing")
        .field,
    ).toBe("reason");
    expect(
      risk.when(set({ positionContractsMax: 20 }, { actor: "" }), now).thenRefused("risk.reason-missing")
        .field,
    ).toBe("actor");
  });

  it("that are the ones in force change nothing", () => {
    risk.when(set({}), now).thenNothing();
  });

  it("refuse every value that cannot be a limit, and name it", () => {
    const faulty: Partial<RiskLimits>[] = [
      { positionContractsMax: 0 },
      { orderContractsMax: 1.5 },
      { dailyLossMax: money(0) },
      { orderValueMax: money(-1) },
      { buyingPowerMin: money(-1) },
      { volatilityMax: Number.NaN },
      { quoteAgeMaxMs: Number.POSITIVE_INFINITY },
      { priceCollarShare: 1.01 },
      { duplicateWindowMs: -1 },
    ];
    for (const changes of faulty) {
      expect(risk.when(set(changes), now).thenRefused("risk.limit-out-of-range").field).toBe(
        `limits.${Object.keys(changes)[0]}`,
      );
    }
  });

  it("never allow an order larger than the position it makes", () => {
    risk.when(set({ orderContractsMax: 11 }), now).thenRefused("risk.limits-contradict");
    expect(
      risk.given({ type: "RiskLimitsSet", data: { ...who, limits: DEFAULT_RISK_LIMITS } }).state.account,
    ).toBe("DU1");
  });
});

describe("the kill switch", () => {
  it("is engaged by anyone, once", () => {
    risk.when({ type: "EngageKillSwitch", data: engaged.data }, now).then(engaged);
    risk.given(engaged).when({ type: "EngageKillSwitch", data: who }, now).thenNothing();
  });

  it("is released by a person only, who says why", () => {
    const released: RiskEvent = { type: "KillSwitchReleased", data: who };
    const state = risk.given(engaged).when({ type: "ReleaseKillSwitch", data: who }, now).then(released);
    expect(state.killSwitch.engaged).toBe(false);
    const by = (changes: object): RiskCommand => ({
      type: "ReleaseKillSwitch",
      data: { ...who, ...changes },
    });
    risk
      .given(engaged)
      .when(by({ actor: "engine" }), now)
      .thenRefused("risk.release-needs-a-person");
    risk
      .given(engaged)
      .when(by({ reason: "" }), now)
      .thenRefused("risk.reason-missing");
    risk.when(by({}), now).thenNothing();
  });
});

describe("the volatility breaker", () => {
  it("trips by underlying, once, on a volatility over the limit", () => {
    const state = risk.when({ type: "TripBreaker", data: trip }, now).then(tripped);
    expect([...state.breakers.keys()]).toEqual(["GOOG"]);
    risk.given(tripped).when({ type: "TripBreaker", data: trip }, now).thenNothing();
    risk
      .given(tripped)
      .when({ type: "TripBreaker", data: { ...trip, underlying: "SPY" } }, now)
      .then({
        type: "VolatilityBreakerTripped",
        data: { ...trip, underlying: "SPY" },
      });
  });

  it("does not trip on a volatility within the limit, or on none", () => {
    for (const volatility of [1, 0.2, Number.NaN, Number.POSITIVE_INFINITY]) {
      risk
        .when({ type: "TripBreaker", data: { ...trip, volatility } }, now)
        .thenRefused("risk.volatility-within-limit");
    }
  });

  it("is reset with who and why, and only where it is tripped", () => {
    const reset = { ...who, underlying: "GOOG" };
    const state = risk
      .given(tripped)
      .when({ type: "ResetBreaker", data: reset }, now)
      .then({ type: "VolatilityBreakerReset", data: reset });
    expect(state.breakers.size).toBe(0);
    risk
      .given(tripped)
      .when({ type: "ResetBreaker", data: { ...reset, reason: "" } }, now)
      .thenRefused("risk.reason-missing");
    risk.when({ type: "ResetBreaker", data: reset }, now).thenNothing();
  });
});

describe("an account's risk", () => {
  it("never takes a command for another account: that is a bug of the caller", () => {
    expect(() =>
      risk.given(engaged).when({ type: "EngageKillSwitch", data: { ...who, account: "DU2" } }, now),
    ).toThrow("DU2");
  });
});
