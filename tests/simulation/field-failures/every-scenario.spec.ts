import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import type { CommandAnswer } from "@legbook/engine";
import { scenarioNames } from "../../../packages/tws-simulator/src/scenario/scenario-files.ts";
import { ACCOUNT, type Night } from "../../support/night.ts";
import {
  actual,
  believed,
  calmDown,
  callSpread,
  isReady,
  placedTimes,
  restingSpread,
  shown,
} from "../../support/night-books.ts";
import { nights } from "../../support/nights.ts";

const open = nights();
const names = scenarioNames().filter((name) => /^f\d\d-/.test(name));
/** Nights in which nothing may be sent: no session, no broker behind the gateway, no margin, no volatility, no money. */
const WITHOUT_TRADES = new Set([
  "f07-what-if-hangs",
  "f11-client-id-in-use",
  "f12-second-factor",
  "f15-greeks-missing",
  "f17-connectivity-storm",
  "f18-covered-as-naked",
]);
const LIMITS = { ...DEFAULT_RISK_LIMITS, positionContractsMax: 50, duplicateWindowMs: 0 };
const LONG_MS = 120_000;
const STEP_MS = 250;

/** Whatever the answer, it comes: an acceptance, a refusal, or the end of the engine. */
function ask(night: Night, asked: Promise<CommandAnswer>): Promise<CommandAnswer> {
  return night.answered(asked, LONG_MS);
}

/** Looks at a spread, buys some, and has an order rest and cancelled, as far as the night lets us. */
async function doTheUsual(night: Night, round: string): Promise<void> {
  await ask(night, night.engine.quoteVertical(callSpread("look"), "trader"));
  await ask(night, night.engine.submitOrder(callSpread(`bought-${round}`, { quantity: 2 }), "trader"));
  await ask(night, night.engine.submitOrder(restingSpread(`left-${round}`), "trader"));
  const rested = await ask(
    night,
    night.engine.submitOrder(restingSpread(`cancelled-${round}`, { quantity: 3 }), "trader"),
  );
  await night.pass(2_000, STEP_MS);
  if (rested.kind === "accepted")
    await ask(night, night.engine.cancelOrder(`cancelled-${round}`, "not wanted", "trader"));
  await night.pass(1_000, STEP_MS);
}

/** The night is over: its faults end, and the gateway is started once more. */
async function morning(night: Night): Promise<void> {
  calmDown(night);
  night.simulator.control.inject("nightly-restart away=1s");
  await night.pass(5_000, STEP_MS);
  await night.until("ready", () => isReady(night), LONG_MS, STEP_MS);
  await night.pass(5_000, STEP_MS);
}

describe("after any night of the field", () => {
  it.each(names)(
    "%s, in which the engine was killed too, our books are the broker's and no order was sent twice",
    async (name) => {
      const night = await open(name);
      await night.start();
      await night.pass(3_000, STEP_MS);
      await ask(night, night.engine.setRiskLimits(ACCOUNT, LIMITS, "a long night", "trader"));
      await doTheUsual(night, "1");
      const last = night.engine.submitOrder(callSpread("killed", { quantity: 1 }), "trader");
      last.catch(() => undefined);
      await night.pass(150, 50);
      await night.kill();
      await night.start();
      await night.pass(8_000, STEP_MS);
      await doTheUsual(night, "2");
      await morning(night);
      expect(believed(night)).toEqual(actual(night));
      const placed = Object.keys(placedTimes(night)).length;
      if (WITHOUT_TRADES.has(name)) expect(placed).toBe(0);
      else expect(placed).toBeGreaterThan(2);
      for (const [orderRef, times] of Object.entries(placedTimes(night))) {
        expect([orderRef, times]).toEqual([orderRef, 1]);
        expect(shown(night, orderRef).duplicated).toBe(false);
      }
    },
  );
});
