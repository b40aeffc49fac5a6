import * as fc from "fast-check";
import { type Micros, micros } from "../kernel/money.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { RiskInputs } from "../risk/inputs.ts";
import {
  marginPreview,
  market,
  money,
  riskInputs,
  TEN_O_CLOCK,
  unsetMargin,
  verticalLegs,
} from "./fixtures.ts";

/** Amounts to a million units either way. */
export function microsArbitrary(): fc.Arbitrary<Micros> {
  return fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }).map(micros);
}

/** A value, none, or what is not a number. */
function doubtful<Value extends number>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 6, arbitrary: value }, fc.constant(null), fc.constant(Number.NaN as Value));
}

/** Risk inputs of which any may be missing, absurd or fine. */
export function riskInputsArbitrary(): fc.Arbitrary<RiskInputs> {
  const price = doubtful(fc.integer({ min: -120, max: 120 }).map((ticks) => money(ticks * 0.05)));
  const quotes = fc
    .record({
      bid: price,
      ask: price,
      at: doubtful(fc.integer({ min: -5_000, max: 90_000 })),
      volatility: doubtful(fc.double({ min: 0, max: 3 })),
    })
    .map(({ bid, ask, at, volatility }) => {
      const view = market(verticalLegs("call", 745, 750), { bid, ask });
      const quotedAt = at === null ? null : ((TEN_O_CLOCK - at) as EpochMs);
      const legs = view.legs.map(({ conId }) => ({ conId, bid, ask, delta: null, volatility, quotedAt }));
      return Object.assign(view, { legs });
    });
  return fc
    .record({
      quotes,
      limitPrice: price,
      side: fc.constantFrom("debit", "credit"),
      quantity: fc.oneof(fc.integer({ min: -1, max: 15 }), fc.constant(Number.NaN)),
      margin: fc.constantFrom(marginPreview(), unsetMargin("warning"), null),
      marginFailure: fc.constantFrom(null, null, "timedOut: no answer"),
      position: fc.record({
        existing: fc.integer({ min: -1, max: 12 }),
        working: fc.integer({ min: 0, max: 12 }),
      }),
      dailyProfit: doubtful(microsArbitrary()),
      buyingPower: doubtful(microsArbitrary()),
      breaker: fc.record({ tripped: fc.boolean(), volatility: doubtful(fc.double({ min: 0, max: 3 })) }),
      killSwitch: fc.record({ engaged: fc.boolean(), reason: fc.constantFrom(null, "test") }),
      connection: fc.record({ ready: fc.boolean(), reasons: fc.constantFrom([], ["link lost"]) }),
      duplicates: fc.array(
        fc.record({ orderRef: fc.constant("lb-1"), ageMs: fc.integer({ min: -10, max: 9_000 }) }),
        { maxLength: 2 },
      ),
    })
    .map((changes) => riskInputs(changes as Partial<RiskInputs>));
}
