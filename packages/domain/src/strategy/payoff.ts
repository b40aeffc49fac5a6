import type { OptionContract } from "../contract/contract.ts";
import { type Micros, micros, scaleMicros, subtractMicros } from "../kernel/money.ts";

/** A signed count of one option: positive is long. Per share when the count is 1 and no multiplier is applied. */
export interface PayoffLeg {
  readonly contract: Pick<OptionContract, "right" | "strike">;
  readonly quantity: number;
}

/** What one option pays at its expiry, per share. */
export function optionPayoff(contract: Pick<OptionContract, "right" | "strike">, underlying: Micros): Micros {
  const inTheMoney =
    contract.right === "call"
      ? subtractMicros(underlying, contract.strike)
      : subtractMicros(contract.strike, underlying);
  return micros(Math.max(0, inTheMoney));
}

/** What legs of one expiry pay together, per share: piecewise linear with a kink at each strike. */
export function payoffOfLegs(legs: readonly PayoffLeg[], underlying: Micros): Micros {
  return micros(
    legs.reduce((sum, leg) => sum + scaleMicros(optionPayoff(leg.contract, underlying), leg.quantity), 0),
  );
}
