import { describe, expect, it } from "vitest";
import type { Micros } from "../../kernel/money.ts";
import type { EpochMs } from "../../kernel/time.ts";
import type { ComboMarketView } from "../../order/events.ts";
import {
  marginPreview,
  market,
  money,
  riskInputs,
  TEN_O_CLOCK,
  unsetMargin,
  verticalLegs,
} from "../../testing/fixtures.ts";
import type { RiskInputs } from "../inputs.ts";
import { DEFAULT_RISK_LIMITS } from "../state.ts";
import type { RiskLimits } from "../events.ts";
import { buyingPower } from "./buying-power.ts";
import { connection } from "./connection.ts";
import { dailyLoss } from "./daily-loss.ts";
import { duplicate } from "./duplicate.ts";
import { killSwitch } from "./kill-switch.ts";
import { orderSize } from "./order-size.ts";
import { orderValue } from "./order-value.ts";
import { position } from "./position.ts";
import { priceCollar } from "./price-collar.ts";
import { quoteAge } from "./quote-age.ts";
import type { NamedRiskRule } from "./verdict.ts";
import { volatilityBreaker } from "./volatility-breaker.ts";

const NAN = Number.NaN as Micros;
const legs = verticalLegs("call", 745, 750);

function judge(rule: NamedRiskRule, changes: Partial<RiskInputs> = {}, limits: Partial<RiskLimits> = {}) {
  return rule.check(riskInputs(changes), { ...DEFAULT_RISK_LIMITS, ...limits });
}

function verdict(rule: NamedRiskRule, changes: Partial<RiskInputs> = {}, limits: Partial<RiskLimits> = {}) {
  return judge(rule, changes, limits).verdict;
}

/** Values as a faulty caller might hand them over, past the types. */
function missing(changes: object): Partial<RiskInputs> {
  return changes;
}

function quotedAt(...times: readonly (number | null)[]) {
  return { quotes: withLegs({ quotedAt: (index) => (times[index] ?? null) as EpochMs | null }) };
}

function volatilities(...values: readonly (number | null)[]) {
  return { quotes: withLegs({ volatility: (index) => values[index] ?? null }) };
}

type LegView = ComboMarketView["legs"][number];

function withLegs(changes: { [Name in keyof LegView]?: (index: number) => LegView[Name] }): ComboMarketView {
  const view = market(legs);
  const changed = view.legs.map((leg, index) => {
    const values = Object.entries(changes).map(([name, value]) => [name, value(index)]);
    return Object.assign({}, leg, Object.fromEntries(values)) as LegView;
  });
  return { ...view, legs: changed };
}

describe("killSwitch", () => {
  it("blocks while engaged, with the reason it was engaged for", () => {
    expect(verdict(killSwitch)).toBe("pass");
    expect(judge(killSwitch, { killSwitch: { engaged: true, reason: "fat finger" } })).toMatchObject({
      verdict: "block",
      reason: "The kill switch is engaged: fat finger.",
    });
  });

  it("blocks when it is not known whether it is engaged", () => {
    expect(verdict(killSwitch, missing({ killSwitch: { engaged: undefined, reason: null } }))).toBe("block");
  });
});

describe("connection", () => {
  it("blocks with every reason that the session is not healthy", () => {
    expect(verdict(connection)).toBe("pass");
    const judged = judge(connection, { connection: { ready: false, reasons: ["link lost", "farm broken"] } });
    expect(judged).toMatchObject({
      verdict: "block",
      reason: "The gateway cannot be relied on: link lost; farm broken.",
    });
    expect(verdict(connection, { connection: { ready: true, reasons: ["farm broken"] } })).toBe("block");
  });

  it("blocks when health is not known", () => {
    expect(verdict(connection, missing({ connection: { ready: undefined, reasons: [] } }))).toBe("block");
  });
});

describe("quoteAge", () => {
  it("looks at the oldest leg, and lets the limit itself pass", () => {
    const now = (TEN_O_CLOCK + 60_000) as EpochMs;
    expect(judge(quoteAge, { now, ...quotedAt(TEN_O_CLOCK, TEN_O_CLOCK + 59_000) })).toMatchObject({
      verdict: "pass",
      inputs: { quoteAgeMs: 60_000, legs: 2, legsQuoted: 2 },
    });
    expect(verdict(quoteAge, { now, ...quotedAt(TEN_O_CLOCK - 1, TEN_O_CLOCK + 59_000) })).toBe("block");
  });

  it("allows for a clock that is a moment off, not for a quote from the future", () => {
    const now = TEN_O_CLOCK;
    expect(verdict(quoteAge, { now, ...quotedAt(TEN_O_CLOCK + 2_000, TEN_O_CLOCK) })).toBe("pass");
    expect(verdict(quoteAge, { now, ...quotedAt(TEN_O_CLOCK + 2_001, TEN_O_CLOCK) })).toBe("block");
  });

  it("blocks when a leg was never quoted, there are no legs, or time or limit are not known", () => {
    expect(verdict(quoteAge, quotedAt(TEN_O_CLOCK, null))).toBe("block");
    expect(verdict(quoteAge, quotedAt(TEN_O_CLOCK, Number.NaN))).toBe("block");
    expect(verdict(quoteAge, { quotes: market([]) })).toBe("block");
    expect(verdict(quoteAge, { now: Number.NaN as EpochMs })).toBe("block");
    expect(verdict(quoteAge, {}, { quoteAgeMaxMs: Number.NaN })).toBe("block");
  });
});

describe("priceCollar", () => {
  it("allows a debit up to a quarter of the width above the combo's mid, and anything below", () => {
    expect(verdict(priceCollar, { limitPrice: money(3.35) })).toBe("pass");
    expect(judge(priceCollar, { limitPrice: money(3.4) })).toMatchObject({
      verdict: "block",
      inputs: { comboMid: "2.10", highestPrice: "3.35" },
      remedy: "Use at most 3.35.",
    });
    expect(verdict(priceCollar, { limitPrice: money(0) })).toBe("pass");
  });

  it("judges a credit on its paying side too: taking too little is what costs", () => {
    const credit = { side: "credit", quotes: market(legs, { bid: money(-2.2), ask: money(-2) }) } as const;
    expect(verdict(priceCollar, { ...credit, limitPrice: money(-0.85) })).toBe("pass");
    expect(verdict(priceCollar, { ...credit, limitPrice: money(-0.8) })).toBe("block");
    expect(verdict(priceCollar, { ...credit, limitPrice: money(-5) })).toBe("pass");
  });

  it("names no highest price that the spread cannot be worth", () => {
    const nearZero = {
      side: "credit",
      quotes: market(legs, { bid: money(-0.6), ask: money(-0.5) }),
    } as const;
    expect(judge(priceCollar, { ...nearZero, limitPrice: money(-0.55) }).inputs).toMatchObject({
      highestPrice: "0.00",
    });
    const nearWidth = { quotes: market(legs, { bid: money(4.4), ask: money(4.6) }) };
    expect(judge(priceCollar, { ...nearWidth, limitPrice: money(4.5) }).inputs).toMatchObject({
      highestPrice: "5.00",
    });
  });

  it("blocks a price that the spread cannot be worth, whatever the quotes say", () => {
    const wide = { quotes: market(legs, { bid: money(4.9), ask: money(6) }) };
    expect(verdict(priceCollar, { ...wide, limitPrice: money(5) })).toBe("pass");
    expect(verdict(priceCollar, { ...wide, limitPrice: money(5.05) })).toBe("block");
    expect(verdict(priceCollar, { limitPrice: money(-0.05) })).toBe("block");
    expect(verdict(priceCollar, { side: "credit", limitPrice: money(0.05) })).toBe("block");
    expect(verdict(priceCollar, { side: "credit", limitPrice: money(-5.05) })).toBe("block");
  });

  it("blocks a price off the tick", () => {
    expect(verdict(priceCollar, { limitPrice: money(2.02) })).toBe("block");
  });

  it("blocks crossed quotes", () => {
    expect(verdict(priceCollar, { quotes: market(legs, { bid: money(2.3), ask: money(2.2) }) })).toBe(
      "block",
    );
  });

  it("blocks when a side, the price, the width, the tick or the share is not known", () => {
    expect(verdict(priceCollar, { quotes: market(legs, { bid: null }) })).toBe("block");
    expect(verdict(priceCollar, { quotes: market(legs, { ask: null }) })).toBe("block");
    expect(verdict(priceCollar, { quotes: market(legs, { ask: NAN }) })).toBe("block");
    expect(verdict(priceCollar, { limitPrice: NAN })).toBe("block");
    expect(verdict(priceCollar, { width: NAN })).toBe("block");
    expect(verdict(priceCollar, { width: money(0), limitPrice: money(0) })).toBe("block");
    expect(verdict(priceCollar, { tick: money(0) })).toBe("block");
    expect(verdict(priceCollar, {}, { priceCollarShare: Number.NaN })).toBe("block");
  });
});

describe("orderSize", () => {
  it("allows as many contracts as the limit says", () => {
    expect(verdict(orderSize, { quantity: 10 })).toBe("pass");
    expect(judge(orderSize, { quantity: 11 })).toMatchObject({
      verdict: "block",
      remedy: "Use at most 10 contracts.",
    });
  });

  it("blocks a quantity that is missing, broken or not positive, and a missing limit", () => {
    for (const quantity of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(verdict(orderSize, { quantity })).toBe("block");
    expect(verdict(orderSize, missing({ quantity: null }))).toBe("block");
    expect(verdict(orderSize, {}, { orderContractsMax: Number.NaN })).toBe("block");
  });
});

describe("orderValue", () => {
  it("takes a debit's cost as what it can lose", () => {
    expect(judge(orderValue, { limitPrice: money(2), quantity: 3 })).toMatchObject({
      verdict: "pass",
      inputs: { maxLoss: "600.00" },
    });
    expect(verdict(orderValue, { limitPrice: money(5), quantity: 20 })).toBe("pass");
    expect(judge(orderValue, { limitPrice: money(5), quantity: 21 })).toMatchObject({
      verdict: "block",
      remedy: "Use at most 20 contracts.",
    });
  });

  it("takes the width less the credit as what a credit can lose", () => {
    expect(judge(orderValue, { side: "credit", limitPrice: money(-1.5), quantity: 2 })).toMatchObject({
      inputs: { maxLoss: "700.00" },
    });
    expect(verdict(orderValue, { side: "credit", limitPrice: money(0), quantity: 21 })).toBe("block");
  });

  it("blocks when the loss cannot be computed", () => {
    expect(verdict(orderValue, { limitPrice: NAN })).toBe("block");
    expect(verdict(orderValue, { side: "credit", width: NAN })).toBe("block");
    expect(verdict(orderValue, { multiplier: 0 })).toBe("block");
    expect(verdict(orderValue, { quantity: Number.NaN })).toBe("block");
    expect(verdict(orderValue, { quantity: 0.5 })).toBe("block");
    expect(verdict(orderValue, { limitPrice: money(-1) })).toBe("block");
    expect(verdict(orderValue, { quantity: Number.MAX_SAFE_INTEGER })).toBe("block");
    expect(verdict(orderValue, {}, { orderValueMax: NAN })).toBe("block");
  });
});

describe("position", () => {
  it("adds what is held, what is working and the order", () => {
    expect(verdict(position, { position: { existing: 5, working: 3 }, quantity: 2 })).toBe("pass");
    expect(judge(position, { position: { existing: 5, working: 3 }, quantity: 3 })).toMatchObject({
      verdict: "block",
      inputs: { afterContracts: 11 },
      remedy: "Use at most 2 contracts.",
    });
    expect(judge(position, { position: { existing: 10, working: 0 }, quantity: 1 }).remedy).toBe(
      "Reduce the position or cancel working orders.",
    );
  });

  it("blocks when the position or the limit is not known", () => {
    expect(verdict(position, { position: { existing: Number.NaN, working: 0 } })).toBe("block");
    expect(verdict(position, missing({ position: { existing: 0, working: undefined } }))).toBe("block");
    expect(verdict(position, { position: { existing: -3, working: 0 } })).toBe("block");
    expect(verdict(position, {}, { positionContractsMax: Number.NaN })).toBe("block");
  });
});

describe("dailyLoss", () => {
  it("stops trading once the loss reaches the limit; a profit never does", () => {
    expect(verdict(dailyLoss, { dailyProfit: money(-999.99) })).toBe("pass");
    expect(judge(dailyLoss, { dailyProfit: money(-1_000) })).toMatchObject({
      verdict: "block",
      reason: "The day's loss is 1000.00.",
    });
    expect(verdict(dailyLoss, { dailyProfit: money(5_000) })).toBe("pass");
  });

  it("blocks when the day's profit or the limit is not known", () => {
    expect(verdict(dailyLoss, { dailyProfit: null })).toBe("block");
    expect(verdict(dailyLoss, { dailyProfit: NAN })).toBe("block");
    expect(verdict(dailyLoss, {}, { dailyLossMax: NAN })).toBe("block");
  });
});

describe("buyingPower", () => {
  it("takes the rise of the initial margin from the buying power", () => {
    const margin = marginPreview({ initialBefore: money(1_000), initialAfter: money(1_300) });
    expect(verdict(buyingPower, { buyingPower: money(5_300), margin })).toBe("pass");
    expect(verdict(buyingPower, { buyingPower: money(5_299.99), margin })).toBe("block");
  });

  it("counts no fall of the margin as new buying power", () => {
    const margin = marginPreview({ initialBefore: money(9_000), initialAfter: money(0) });
    expect(verdict(buyingPower, { buyingPower: money(4_999), margin })).toBe("block");
  });

  it("counts equity less margin after the order where that is less: a premium is paid, not margined", () => {
    const margin = marginPreview({ equityAfter: money(5_299.99) });
    expect(judge(buyingPower, { margin })).toMatchObject({
      verdict: "block",
      inputs: { buyingPowerAfter: "4999.99" },
    });
    expect(verdict(buyingPower, { margin: marginPreview({ equityAfter: money(5_300) }) })).toBe("pass");
  });

  it("says so when the broker asks for far more than the order can lose, whether there is enough or not", () => {
    const naked = marginPreview({ initialBefore: money(0), initialAfter: money(900) });
    const words = "The broker asks for 900.00 of margin where the order can lose 410.00.";
    for (const funds of [50_000, 100]) {
      const judged = judge(buyingPower, { margin: naked, buyingPower: money(funds) });
      expect(judged.reason).toContain(words);
      expect(judged.inputs).toMatchObject({ orderMaxLoss: "410.00" });
    }
    const covered = marginPreview({ initialBefore: money(0), initialAfter: money(820) });
    expect(judge(buyingPower, { margin: covered }).reason).not.toContain("The broker asks");
  });

  it("blocks when the what-if failed, came back incomplete or never came, or the account is not known", () => {
    expect(verdict(buyingPower, { marginFailure: "timedOut: no answer" })).toBe("block");
    expect(verdict(buyingPower, { margin: unsetMargin("WARNING") })).toBe("block");
    expect(verdict(buyingPower, { margin: null })).toBe("block");
    expect(verdict(buyingPower, { margin: marginPreview({ equityAfter: null }) })).toBe("block");
    expect(verdict(buyingPower, { buyingPower: null })).toBe("block");
    expect(verdict(buyingPower, { buyingPower: NAN })).toBe("block");
    expect(verdict(buyingPower, {}, { buyingPowerMin: NAN })).toBe("block");
  });
});

describe("volatilityBreaker", () => {
  it("looks at the highest volatility of any leg", () => {
    expect(verdict(volatilityBreaker, volatilities(1, 0.4))).toBe("pass");
    expect(judge(volatilityBreaker, volatilities(0.4, 1.01))).toMatchObject({
      verdict: "block",
      inputs: { volatility: 1.01 },
    });
    expect(verdict(volatilityBreaker, { breaker: { tripped: false, volatility: 1.01 } })).toBe("block");
  });

  it("blocks while the underlying's breaker is tripped, though volatility has come down", () => {
    expect(verdict(volatilityBreaker, { breaker: { tripped: true, volatility: 0.2 } })).toBe("block");
  });

  it("blocks when a volatility, the breaker or the limit is not known", () => {
    expect(verdict(volatilityBreaker, volatilities(0.3, null))).toBe("block");
    expect(verdict(volatilityBreaker, volatilities(0.3, Number.NaN))).toBe("block");
    expect(verdict(volatilityBreaker, volatilities(0.3, 0))).toBe("block");
    expect(verdict(volatilityBreaker, { breaker: { tripped: false, volatility: null } })).toBe("block");
    expect(verdict(volatilityBreaker, missing({ breaker: { volatility: 0.2 } }))).toBe("block");
    expect(verdict(volatilityBreaker, { quotes: market([]) })).toBe("block");
    expect(verdict(volatilityBreaker, {}, { volatilityMax: Number.NaN })).toBe("block");
  });
});

describe("duplicate", () => {
  it("blocks the same order within the window, and names the other one", () => {
    expect(verdict(duplicate, { duplicates: [{ orderRef: "lb-1", ageMs: 5_000 }] })).toBe("pass");
    const judged = judge(duplicate, {
      duplicates: [
        { orderRef: "lb-1", ageMs: 9_000 },
        { orderRef: "lb-2", ageMs: 4_999 },
      ],
    });
    expect(judged).toMatchObject({
      verdict: "block",
      inputs: { duplicates: 1, orderRef: "lb-2", ageMs: 4_999 },
    });
  });

  it("blocks when the age of such an order or the window is not known", () => {
    expect(verdict(duplicate, { duplicates: [{ orderRef: "lb-1", ageMs: Number.NaN }] })).toBe("block");
    expect(verdict(duplicate, {}, { duplicateWindowMs: Number.NaN })).toBe("block");
  });
});
