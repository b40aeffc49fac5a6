import { legsOf } from "@legbook/engine/testing";
import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import type { CommandAnswer } from "@legbook/engine";
import { expect } from "vitest";
import { ACCOUNT, type Night } from "./night.ts";
import {
  actual,
  believed,
  calmDown,
  callSpread,
  isReady,
  placedTimes,
  restingSpread,
  shown,
} from "./night-books.ts";

const LIMITS = { ...DEFAULT_RISK_LIMITS, positionContractsMax: 50, duplicateWindowMs: 0 };
const LONG_MS = 120_000;
const STEP_MS = 250;

/** Whatever the answer, it comes: an acceptance, a refusal, or the end of the engine. */
function ask(night: Night, asked: Promise<CommandAnswer>): Promise<CommandAnswer> {
  return night.answered(asked, LONG_MS);
}

/** Looks at a spread, buys some, and has an order rest and cancelled, as far as the night lets us. */
async function doTheUsual(night: Night, round: string): Promise<void> {
  await ask(night, night.engine.openLegs(...legsOf(callSpread("look")), "trader"));
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

/**
 * A whole night: the usual, a kill of the engine while an order is on its way, the usual again, and the morning. Then our
 * books are the broker's, and no order was sent twice. Returns how many orders came to the broker.
 */
export async function playNight(night: Night): Promise<number> {
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
  for (const [orderRef, times] of Object.entries(placedTimes(night))) {
    expect([orderRef, times]).toEqual([orderRef, 1]);
    expect(shown(night, orderRef).duplicated).toBe(false);
  }
  return Object.keys(placedTimes(night)).length;
}
