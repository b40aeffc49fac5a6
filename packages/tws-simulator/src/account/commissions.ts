import type { Listing } from "../venue/listing.ts";
import { MONEY_PER_UNIT, type Money } from "../venue/money.ts";

/** The broker's published fixed schedule for US equity options: by premium, at least 1.00 an order [D]. */
const OPTION_STEPS: readonly { readonly premiumBelow: Money; readonly perContract: Money }[] = [
  { premiumBelow: 0.05 * MONEY_PER_UNIT, perContract: 0.25 * MONEY_PER_UNIT },
  { premiumBelow: 0.1 * MONEY_PER_UNIT, perContract: 0.5 * MONEY_PER_UNIT },
  { premiumBelow: Infinity, perContract: 0.65 * MONEY_PER_UNIT },
];
const ORDER_MIN: Money = MONEY_PER_UNIT;
/** US shares: 0.005 each, at most 1 % of the trade's value [D]. */
const SHARE: Money = 0.005 * MONEY_PER_UNIT;
const SHARE_VALUE_MAX = 0.01;

/** Commission for so many contracts or shares, before the order's minimum. */
export function commissionBeforeMinimum(listing: Listing, quantity: number, price: Money): Money {
  const count = Math.abs(quantity);
  if (listing.kind === "stock") {
    return Math.round(Math.min(count * SHARE, count * price * SHARE_VALUE_MAX));
  }
  const step = OPTION_STEPS.find(({ premiumBelow }) => price < premiumBelow);
  return count * (step?.perContract ?? 0);
}

/**
 * What an order's next fill costs, so that its fills together cost at least the minimum: the first one bears what is
 * missing.
 */
export function chargeWithMinimum(chargedBefore: Money, fill: Money): Money {
  return Math.max(chargedBefore + fill, ORDER_MIN) - chargedBefore;
}
