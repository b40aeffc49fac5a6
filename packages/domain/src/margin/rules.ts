import { MICROS_PER_UNIT } from "../kernel/money.ts";
import { type Amount, inTheMoney, type MarginRequirement, type OptionLine, outOfTheMoney } from "./book.ts";

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
const SHORT_SHARES = { rate: 0.3, atLeast: 5 * MICROS_PER_UNIT } as const;
const SHORT_CHEAP_SHARES = { rate: 1, atLeast: 2.5 * MICROS_PER_UNIT } as const;
/** FINRA Rule 4210(f)(2)(H): of the strike, for shares that a long option protects. */
const PROTECTED = 0.1;
/** Cboe Rule 10.3(c)(5)(C): of the strikes' distance, for a long box of European, cash-settled index options. */
const EUROPEAN_BOX = 0.5;

/** Beyond its value, for one uncovered short contract. Indices are taken as broad-based. */
export function uncoveredOption({ series }: OptionLine, spot: Amount): Amount {
  const rate = series.underlyingKind === "index" ? UNCOVERED_BROAD_INDEX : UNCOVERED_SHARE;
  const floor = UNCOVERED_MIN * (series.right === "call" ? spot : series.strike);
  return Math.round(Math.max(rate * spot - outOfTheMoney(series, spot), floor) * series.multiplier);
}

/** The same for an option on a share, by plain numbers: `sign` is 1 for a call, -1 for a put. */
export function uncoveredShareOption(sign: number, strike: Amount, spot: Amount, multiplier: number): Amount {
  const floor = UNCOVERED_MIN * (sign > 0 ? spot : strike);
  const away = Math.max(0, sign * (strike - spot));
  return Math.round(Math.max(UNCOVERED_SHARE * spot - away, floor) * multiplier);
}

/** A long option with nothing to cover: its price. */
export function paidInFull({ series, mark }: OptionLine): Amount {
  return mark * series.multiplier;
}

/**
 * A short straddle or strangle: the side with the greater requirement, and the other side's value. The sides' values
 * are the account's already, so what the greater side asks for beyond its value is left.
 */
export function shortStrangle(call: OptionLine, put: OptionLine, spot: Amount): Amount {
  const [callSide, putSide] = [uncoveredOption(call, spot), uncoveredOption(put, spot)];
  return callSide + paidInFull(call) >= putSide + paidInFull(put) ? callSide : putSide;
}

/** A long box of European index options: half of the strikes' distance, `low` and `high` being its calls. */
export function europeanBox(low: OptionLine, high: OptionLine): Amount {
  return Math.round(EUROPEAN_BOX * (high.series.strike - low.series.strike) * low.series.multiplier);
}

function shortShareMaintenance(price: Amount): Amount {
  const rule = price < SHORT_SHARES.atLeast ? SHORT_CHEAP_SHARES : SHORT_SHARES;
  return Math.max(rule.atLeast, rule.rate * price);
}

/** One share by itself. Nothing may be asked for at first that is less than what is asked for later. */
export function longShare(price: Amount): MarginRequirement {
  return { initial: SHARES_INITIAL * price, maintenance: LONG_SHARES * price };
}

export function shortShare(price: Amount): MarginRequirement {
  const maintenance = shortShareMaintenance(price);
  return { initial: Math.max(SHARES_INITIAL * price, maintenance), maintenance };
}

/**
 * Shares and the options that go with them, a contract's worth: at first half of the shares' price, the long option
 * paid in full and the short one's value counted; never less than `held`, what is asked for later.
 */
function hedged(
  price: Amount,
  multiplier: number,
  held: Amount,
  options: { readonly long?: OptionLine; readonly short?: OptionLine },
): MarginRequirement {
  const optionValue =
    (options.long === undefined ? 0 : paidInFull(options.long)) -
    (options.short === undefined ? 0 : paidInFull(options.short));
  const maintenance = held * multiplier + optionValue;
  return { initial: Math.max(SHARES_INITIAL * price * multiplier + optionValue, maintenance), maintenance };
}

/** Long shares and a short call: the call needs nothing, the shares count for no more than its strike. */
export function coveredCall(call: OptionLine, price: Amount): MarginRequirement {
  const { series } = call;
  const valued = Math.min(price, series.strike);
  return hedged(price, series.multiplier, LONG_SHARES * valued + inTheMoney(series, price), {
    short: call,
  });
}

/** Short shares and a short put: the put needs nothing, the shares count for no less than its strike. */
export function coveredPut(put: OptionLine, price: Amount): MarginRequirement {
  const { series } = put;
  const valued = Math.max(price, series.strike);
  const held = shortShareMaintenance(valued) + inTheMoney(series, price);
  return hedged(price, series.multiplier, held, { short: put });
}

/** Long shares and a long put: a tenth of the strike and what the put is out of the money, at most the shares' own. */
export function protectivePut(put: OptionLine, price: Amount): MarginRequirement {
  const { series } = put;
  const held = Math.min(PROTECTED * series.strike + outOfTheMoney(series, price), LONG_SHARES * price);
  return hedged(price, series.multiplier, held, { long: put });
}

/**
 * Short shares and a long call. The manual asks for 110 % of the strike and what the call is out of the money (page 58:
 * 5,900 for 100 shares at 46 and a 50 call), at most what the short shares would need by themselves. The shares' own
 * value is the account's already.
 */
export function protectiveCall(call: OptionLine, price: Amount): MarginRequirement {
  const { series } = call;
  const held = Math.min(
    (1 + PROTECTED) * series.strike + outOfTheMoney(series, price) - price,
    shortShareMaintenance(price),
  );
  return hedged(price, series.multiplier, held, { long: call });
}

/** Long shares between a long put and a short call of a higher strike, all ending together. */
export function collar(put: OptionLine, call: OptionLine, price: Amount): MarginRequirement {
  const held = Math.min(
    PROTECTED * put.series.strike + outOfTheMoney(put.series, price),
    LONG_SHARES * call.series.strike,
  );
  const beyond = inTheMoney(call.series, price);
  return hedged(price, put.series.multiplier, held + beyond, { long: put, short: call });
}

/** A collar whose strikes are one: a tenth of it. */
export function conversion(put: OptionLine, call: OptionLine, price: Amount): MarginRequirement {
  const held = PROTECTED * call.series.strike + inTheMoney(call.series, price);
  return hedged(price, put.series.multiplier, held, { long: put, short: call });
}

/** Short shares, a long call and a short put of one strike: 110 % of it, and what the put is in the money. */
export function reverseConversion(call: OptionLine, put: OptionLine, price: Amount): MarginRequirement {
  const held = (1 + PROTECTED) * put.series.strike + inTheMoney(put.series, price) - price;
  return hedged(price, call.series.multiplier, held, { long: call, short: put });
}
