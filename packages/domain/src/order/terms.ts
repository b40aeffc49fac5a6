import {
  addMicros,
  formatMicros,
  isOnTick,
  type Micros,
  micros,
  parseMicros,
  toTick,
} from "../kernel/money.ts";
import type { Refusal, RefusalInput } from "../kernel/outcome.ts";
import { type IsoDate, parseIsoDate } from "../kernel/time.ts";
import type { OptionContract, Right } from "../contract/contract.ts";
import { verticalSpread, type VerticalSpread, width } from "../strategy/spreads/vertical.ts";
import type { OrderChain, OrderContext, OrderTerms } from "./commands.ts";
import type { OrderRequest, PricePolicy, TimeInForce } from "./events.ts";

/** A person's slip rather than a wish: risk limits are far below. */
export const ORDER_QUANTITY_MAX = 10_000;

export type TermsResult =
  | { readonly kind: "request"; readonly request: OrderRequest }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** A step of the check: what it made of the text, or why not. */
type Checked<Value> = { readonly value: Value } | { readonly refusal: Refusal };

/** Checks terms against the chain and the calendar, field after field; the first fault is the answer. */
export function checkTerms(terms: OrderTerms, context: OrderContext): TermsResult {
  const { chain, accountsAllowed, today, tick } = context;
  if (chain === null) return refused(symbolUnknown(terms.symbol));
  if (!accountsAllowed.includes(terms.account))
    return refused(accountNotAllowed(terms.account, accountsAllowed));
  const expiry = checkExpiry(terms.expiry, chain, today);
  if ("refusal" in expiry) return refused(expiry.refusal);
  const right = checkRight(terms.right);
  if ("refusal" in right) return refused(right.refusal);
  const spread = checkLegs(terms, chain, expiry.value, right.value);
  if ("refusal" in spread) return refused(spread.refusal);
  const quantityFault = checkQuantity(terms.quantity);
  if (quantityFault !== null) return refused(quantityFault);
  const price = checkPrice(terms.price, spread.value, tick);
  if ("refusal" in price) return refused(price.refusal);
  const timeInForce = checkTimeInForce(terms.timeInForce);
  if ("refusal" in timeInForce) return refused(timeInForce.refusal);
  const { orderRef, purpose, account, quantity, requestedBy } = terms;
  const { symbol, longLeg, shortLeg } = spread.value;
  return {
    kind: "request",
    request: {
      orderRef,
      purpose,
      account,
      symbol,
      strategy: "vertical",
      legs: [
        { contract: longLeg, ratio: 1, action: "buy" },
        { contract: shortLeg, ratio: 1, action: "sell" },
      ],
      quantity,
      price: price.value,
      timeInForce: timeInForce.value,
      width: width(spread.value),
      tick,
      requestedBy,
    },
  };
}

/** Whether terms ask for what was already asked for under their reference. Who asks does not matter. */
export function asksForSame(terms: OrderTerms, request: OrderRequest): boolean {
  const [long, short] = request.legs;
  const { price } = request;
  return (
    terms.purpose === request.purpose &&
    terms.account === request.account &&
    terms.symbol === request.symbol &&
    terms.expiry === long?.contract.expiry &&
    terms.right === long.contract.right &&
    parseMicros(terms.longStrike) === long.contract.strike &&
    parseMicros(terms.shortStrike) === short?.contract.strike &&
    terms.quantity === request.quantity &&
    terms.timeInForce === request.timeInForce &&
    (terms.price.kind === "limit"
      ? price.kind === "limit" && parseMicros(terms.price.price) === price.price
      : terms.price.kind === price.kind)
  );
}

/** Terms as a refusal keeps them: the price as text, no number that JSON cannot hold. */
export function termsRecord(terms: OrderTerms): Readonly<Record<string, string | number | boolean | null>> {
  const { orderRef: _orderRef, price, quantity, ...texts } = terms;
  return {
    ...texts,
    quantity: Number.isFinite(quantity) ? quantity : null,
    price: price.kind === "limit" ? price.price : price.kind,
  };
}

function refused(refusal: Refusal): TermsResult {
  return { kind: "refused", refusal };
}

function fault(
  code: string,
  field: string,
  message: string,
  inputs: Readonly<Record<string, RefusalInput>>,
  limit: string | null,
  remedy: string,
): Refusal {
  return { code: `order.${code}`, field, message, inputs, limit, remedy };
}

function symbolUnknown(symbol: string): Refusal {
  return fault(
    "symbol-unknown",
    "symbol",
    `${symbol === "" ? "An empty symbol" : symbol} is no underlying whose options are known here.`,
    { symbol },
    null,
    "Load the option chain of an underlying and use its symbol.",
  );
}

function accountNotAllowed(account: string, allowed: readonly string[]): Refusal {
  const names = allowed.join(", ");
  return fault(
    "account-not-allowed",
    "account",
    `Account ${account} may not be traded here.`,
    { account },
    allowed.length === 0 ? "no account is allowed" : `one of ${names}`,
    allowed.length === 0 ? "Connect a gateway with an account that is allowed." : `Use ${names}.`,
  );
}

function checkExpiry(text: string, chain: OrderChain, today: IsoDate): Checked<IsoDate> {
  const expiry = parseIsoDate(text);
  const live = chain.expiries.filter((listed) => listed >= today).sort();
  const nearest = nearestExpiries(live, expiry ?? today).join(", ");
  const remedy =
    nearest === "" ? "Load the option chain again: no live expiry is listed." : `Nearest listed: ${nearest}.`;
  if (expiry === null) {
    const message = "The expiry is not a date of the form YYYY-MM-DD.";
    return { refusal: fault("expiry-malformed", "expiry", message, { expiry: text }, "YYYY-MM-DD", remedy) };
  }
  if (expiry < today) {
    const message = `${expiry} is past: today is ${today}.`;
    return {
      refusal: fault("expiry-expired", "expiry", message, { expiry, today }, `${today} or later`, remedy),
    };
  }
  if (!live.includes(expiry)) {
    const message = `${chain.symbol} has no options that expire on ${expiry}.`;
    return { refusal: fault("expiry-not-listed", "expiry", message, { expiry }, "a listed expiry", remedy) };
  }
  return { value: expiry };
}

/** Of dates in their order, the last at or before `wanted` and the first after it. */
function nearestExpiries(expiries: readonly IsoDate[], wanted: IsoDate): readonly IsoDate[] {
  const after = expiries.findIndex((expiry) => expiry > wanted);
  const split = after === -1 ? expiries.length : after;
  return expiries.slice(Math.max(0, split - 1), split + 1);
}

function checkRight(text: string): Checked<Right> {
  if (text === "call" || text === "put") return { value: text };
  const message = "The right of the options is neither call nor put.";
  return {
    refusal: fault("right-unknown", "right", message, { right: text }, "call or put", "Use call or put."),
  };
}

function checkLegs(
  terms: OrderTerms,
  chain: OrderChain,
  expiry: IsoDate,
  right: Right,
): Checked<VerticalSpread> {
  const long = checkStrike(terms.longStrike, "longStrike", chain, expiry, right);
  if ("refusal" in long) return long;
  const short = checkStrike(terms.shortStrike, "shortStrike", chain, expiry, right);
  if ("refusal" in short) return short;
  if (long.value.strike === short.value.strike) {
    const strike = formatMicros(long.value.strike);
    const others = nearestStrikes(chain.strikes(expiry, right), long.value.strike)
      .filter((other) => other !== long.value.strike)
      .map((other) => formatMicros(other))
      .join(", ");
    const message = `Both legs have the strike ${strike}.`;
    const remedy = others === "" ? "Choose another strike for one leg." : `Nearest other strikes: ${others}.`;
    return {
      refusal: fault("legs-identical", "shortStrike", message, { strike }, "two different strikes", remedy),
    };
  }
  const result = verticalSpread(long.value, short.value);
  if (result.kind === "spread") return { value: result.spread };
  return { refusal: { ...result.refusal, code: "order.legs-differ", field: "shortStrike" } };
}

function checkStrike(
  text: string,
  field: "longStrike" | "shortStrike",
  chain: OrderChain,
  expiry: IsoDate,
  right: Right,
): Checked<OptionContract> {
  const strike = parseMicros(text);
  if (strike === null || strike <= 0) {
    const message = "The strike is not a positive decimal.";
    const remedy = "Write it as a plain decimal, such as 745 or 752.5.";
    return {
      refusal: fault("strike-malformed", field, message, { [field]: text }, "a positive decimal", remedy),
    };
  }
  const contract = chain.contract(expiry, right, strike);
  if (contract !== null) return { value: contract };
  const nearest = nearestStrikes(chain.strikes(expiry, right), strike).map((other) => formatMicros(other));
  const message = `${chain.symbol} has no ${right} with strike ${formatMicros(strike)} that expires on ${expiry}.`;
  const remedy =
    nearest.length === 0 ? `Load the options of ${expiry} first.` : `Nearest strikes: ${nearest.join(", ")}.`;
  return {
    refusal: fault(
      "strike-not-in-chain",
      field,
      message,
      { [field]: text, expiry, right },
      "a listed strike",
      remedy,
    ),
  };
}

/** The strikes next to `wanted`: up to two below or at it, up to two above. */
function nearestStrikes(strikes: readonly Micros[], wanted: Micros): readonly Micros[] {
  const sorted = [...strikes].sort((a, b) => a - b);
  const above = sorted.findIndex((strike) => strike > wanted);
  const split = above === -1 ? sorted.length : above;
  return sorted.slice(Math.max(0, split - 2), split + 2);
}

function checkQuantity(quantity: number): Refusal | null {
  const inputs = { quantity: Number.isFinite(quantity) ? quantity : null };
  const limit = `1 to ${ORDER_QUANTITY_MAX}, whole`;
  if (!Number.isInteger(quantity)) {
    const message = "The quantity is not a whole number.";
    const whole = Number.isFinite(quantity)
      ? Math.min(Math.max(1, Math.floor(quantity)), ORDER_QUANTITY_MAX)
      : 1;
    return fault(
      "quantity-not-whole",
      "quantity",
      message,
      inputs,
      limit,
      `Use a whole number, such as ${whole}.`,
    );
  }
  if (quantity < 1) {
    const message = "The quantity is not positive.";
    const remedy = "Use at least 1. To trade the other way, exchange the long and the short strike.";
    return fault("quantity-not-positive", "quantity", message, inputs, limit, remedy);
  }
  if (quantity > ORDER_QUANTITY_MAX) {
    const message = `${quantity} spreads are more than any order here may have.`;
    return fault("quantity-absurd", "quantity", message, inputs, limit, `Use at most ${ORDER_QUANTITY_MAX}.`);
  }
  return null;
}

function checkPrice(price: OrderTerms["price"], spread: VerticalSpread, tick: Micros): Checked<PricePolicy> {
  if (price.kind !== "limit") return { value: { kind: price.kind } };
  const value = parseMicros(price.price);
  if (value === null) {
    const message = "The limit price is not a plain decimal.";
    const remedy = "Write it without exponent, sign words or separators, such as 1.35 or -1.35.";
    const inputs = { price: price.price };
    return { refusal: fault("limit-price-malformed", "price", message, inputs, "a plain decimal", remedy) };
  }
  const refusal = limitPriceRefusal(value, spread.side, width(spread), tick);
  return refusal === null ? { value: { kind: "limit", price: value } } : { refusal };
}

/**
 * Why a signed limit price makes no sense for a vertical: its sign contradicts the legs, it lies outside what the
 * spread can be worth ([0, width] for a debit, [-width, 0] for a credit), or it is off the tick. Null when it does.
 */
export function limitPriceRefusal(
  price: Micros,
  side: "debit" | "credit",
  spreadWidth: Micros,
  tick: Micros,
): Refusal | null {
  const [from, to] = side === "debit" ? [micros(0), spreadWidth] : [micros(0 - spreadWidth), micros(0)];
  const text = formatMicros(price);
  const inputs = { price: text, side, width: formatMicros(spreadWidth), tick: formatMicros(tick) };
  const limit = `${formatMicros(from)} to ${formatMicros(to)}, in steps of ${formatMicros(tick)}`;
  if ((side === "debit" && price < 0) || (side === "credit" && price > 0)) {
    const message =
      side === "debit"
        ? `The legs cost money to open (a debit), ${text} is the price of a credit.`
        : `The legs bring in money when opened (a credit), ${text} is the price of a debit.`;
    const remedy = `Use ${formatMicros(micros(0 - price))}, or exchange the long and the short strike.`;
    return fault("limit-price-sign", "price", message, inputs, limit, remedy);
  }
  if (price < from || price > to) {
    const message = `${text} lies outside what a spread ${inputs.width} wide can be worth.`;
    const remedy = `Use a price from ${formatMicros(from)} to ${formatMicros(to)}.`;
    return fault("limit-price-outside-width", "price", message, inputs, limit, remedy);
  }
  if (isOnTick(price, tick)) return null;
  const below = toTick(price, tick, "down");
  const nearest = [below, addMicros(below, tick)].filter((other) => other >= from && other <= to);
  const remedy = `Use ${nearest.map((other) => formatMicros(other)).join(" or ")}.`;
  return fault(
    "limit-price-off-tick",
    "price",
    `${text} is not a multiple of ${inputs.tick}.`,
    inputs,
    limit,
    remedy,
  );
}

function checkTimeInForce(text: string): Checked<TimeInForce> {
  if (text === "day" || text === "gtc") return { value: text };
  const message = "The time in force is neither day nor gtc.";
  const remedy = "Use day (until the close) or gtc (until cancelled).";
  return {
    refusal: fault(
      "time-in-force-unknown",
      "timeInForce",
      message,
      { timeInForce: text },
      "day or gtc",
      remedy,
    ),
  };
}
