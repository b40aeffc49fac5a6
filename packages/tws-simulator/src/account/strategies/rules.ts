import { MONEY_PER_UNIT, type Money } from "../../venue/money.ts";
import { inTheMoney, type MarginRequirement, type OptionLine, outOfTheMoney } from "./book.ts";

/**
 * The exchange's strategy rules (Cboe Rule 10.3, FINRA Rule 4210(f)(2), worked out in the Cboe Margin Manual) [D], each
 * for one contract and stated against net liquidation value.
 *
 * The rules ask for a deposit and let the short options' and short shares' value count towards it, because the account
 * holds that money; the manual prints both figures ("margin requirement", and "SMA debit or margin call" after those
 * proceeds). Net liquidation value has the short positions' value taken off already, so what must be covered by it is the
 * second figure: the requirement less what the short positions are worth. Long options count in net liquidation value
 * and have no loan value: they are required in full. That listed options with more than nine months to live may be
 * lent a quarter of their value upon is left out, as the broker leaves it out.
 */

/** Of the underlying's price for an uncovered short option, before what it is out of the money: Rule 10.3(c)(5)(A). */
const UNCOVERED_SHARE = 0.2;
const UNCOVERED_BROAD_INDEX = 0.15;
const UNCOVERED_MIN = 0.1;

/** Regulation T, section 220.12: half of a share's price at first. */
const SHARES_INITIAL = 0.5;
/** FINRA Rule 4210(c): what long shares need later. */
const LONG_SHARES = 0.25;
/** FINRA Rule 4210(c): short shares of five dollars and more, and cheaper ones. */
const SHORT_SHARES = { rate: 0.3, atLeast: 5 * MONEY_PER_UNIT } as const;
const SHORT_CHEAP_SHARES = { rate: 1, atLeast: 2.5 * MONEY_PER_UNIT } as const;
/** FINRA Rule 4210(f)(2)(H): of the strike, for shares that a long option protects. */
const PROTECTED = 0.1;
/** Cboe Rule 10.3(c)(5)(C): of the strikes' distance, for a long box of European, cash-settled index options. */
const EUROPEAN_BOX = 0.5;

/** Beyond its value, for one uncovered short contract. Indices are taken as broad-based. */
export function uncoveredOption({ listing }: OptionLine, spot: Money): Money {
  const rate = listing.underlyingKind === "index" ? UNCOVERED_BROAD_INDEX : UNCOVERED_SHARE;
  const floor = UNCOVERED_MIN * (listing.right === "call" ? spot : listing.strike);
  return Math.round(Math.max(rate * spot - outOfTheMoney(listing, spot), floor) * listing.multiplier);
}

/** A long option with nothing to cover: its price. */
export function paidInFull({ listing, mark }: OptionLine): Money {
  return mark * listing.multiplier;
}

/**
 * A short straddle or strangle: the side with the greater requirement, and the other side's value. The sides' values
 * are the account's already, so what the greater side asks for beyond its value is left.
 */
export function shortStrangle(call: OptionLine, put: OptionLine, spot: Money): Money {
  const [callSide, putSide] = [uncoveredOption(call, spot), uncoveredOption(put, spot)];
  return callSide + paidInFull(call) >= putSide + paidInFull(put) ? callSide : putSide;
}

/** A long box of European index options: half of the strikes' distance, `low` and `high` being its calls. */
export function europeanBox(low: OptionLine, high: OptionLine): Money {
  return Math.round(EUROPEAN_BOX * (high.listing.strike - low.listing.strike) * low.listing.multiplier);
}

function shortShareMaintenance(price: Money): Money {
  const rule = price < SHORT_SHARES.atLeast ? SHORT_CHEAP_SHARES : SHORT_SHARES;
  return Math.max(rule.atLeast, rule.rate * price);
}

/** One share by itself. Nothing may be asked for at first that is less than what is asked for later. */
export function longShare(price: Money): MarginRequirement {
  return { initial: SHARES_INITIAL * price, maintenance: LONG_SHARES * price };
}

export function shortShare(price: Money): MarginRequirement {
  const maintenance = shortShareMaintenance(price);
  return { initial: Math.max(SHARES_INITIAL * price, maintenance), maintenance };
}

/**
 * Shares and the options that go with them, a contract's worth: at first half of the shares' price, the long option
 * paid in full and the short one's value counted; never less than `held`, what is asked for later.
 */
function hedged(
  price: Money,
  multiplier: number,
  held: Money,
  options: { readonly long?: OptionLine; readonly short?: OptionLine },
): MarginRequirement {
  const optionValue =
    (options.long === undefined ? 0 : paidInFull(options.long)) -
    (options.short === undefined ? 0 : paidInFull(options.short));
  const maintenance = held * multiplier + optionValue;
  return { initial: Math.max(SHARES_INITIAL * price * multiplier + optionValue, maintenance), maintenance };
}

/** Long shares and a short call: the call needs nothing, the shares count for no more than its strike. */
export function coveredCall(call: OptionLine, price: Money): MarginRequirement {
  const { listing } = call;
  const valued = Math.min(price, listing.strike);
  return hedged(price, listing.multiplier, LONG_SHARES * valued + inTheMoney(listing, price), {
    short: call,
  });
}

/** Short shares and a short put: the put needs nothing, the shares count for no less than its strike. */
export function coveredPut(put: OptionLine, price: Money): MarginRequirement {
  const { listing } = put;
  const valued = Math.max(price, listing.strike);
  const held = shortShareMaintenance(valued) + inTheMoney(listing, price);
  return hedged(price, listing.multiplier, held, { short: put });
}

/** Long shares and a long put: a tenth of the strike and what the put is out of the money, at most the shares' own. */
export function protectivePut(put: OptionLine, price: Money): MarginRequirement {
  const { listing } = put;
  const held = Math.min(PROTECTED * listing.strike + outOfTheMoney(listing, price), LONG_SHARES * price);
  return hedged(price, listing.multiplier, held, { long: put });
}

/**
 * Short shares and a long call. The manual asks for 110 % of the strike and what the call is out of the money (page 58:
 * 5,900 for 100 shares at 46 and a 50 call), at most what the short shares would need by themselves. The shares' own
 * value is the account's already.
 */
export function protectiveCall(call: OptionLine, price: Money): MarginRequirement {
  const { listing } = call;
  const held = Math.min(
    (1 + PROTECTED) * listing.strike + outOfTheMoney(listing, price) - price,
    shortShareMaintenance(price),
  );
  return hedged(price, listing.multiplier, held, { long: call });
}

/** Long shares between a long put and a short call of a higher strike, all ending together. */
export function collar(put: OptionLine, call: OptionLine, price: Money): MarginRequirement {
  const held = Math.min(
    PROTECTED * put.listing.strike + outOfTheMoney(put.listing, price),
    LONG_SHARES * call.listing.strike,
  );
  const beyond = inTheMoney(call.listing, price);
  return hedged(price, put.listing.multiplier, held + beyond, { long: put, short: call });
}

/** A collar whose strikes are one: a tenth of it. */
export function conversion(put: OptionLine, call: OptionLine, price: Money): MarginRequirement {
  const held = PROTECTED * call.listing.strike + inTheMoney(call.listing, price);
  return hedged(price, put.listing.multiplier, held, { long: put, short: call });
}

/** Short shares, a long call and a short put of one strike: 110 % of it, and what the put is in the money. */
export function reverseConversion(call: OptionLine, put: OptionLine, price: Money): MarginRequirement {
  const held = (1 + PROTECTED) * put.listing.strike + inTheMoney(put.listing, price) - price;
  return hedged(price, call.listing.multiplier, held, { long: call, short: put });
}
