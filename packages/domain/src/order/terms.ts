import { type Micros, parseMicros } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import { type VerticalSpread, width } from "../strategy/spreads/vertical.ts";
import { type Checked, fault } from "./checks.ts";
import type { OrderContext, OrderTerms } from "./commands.ts";
import type { OrderRequest, PricePolicy, TimeInForce } from "./events.ts";
import { checkExpiry, checkLegs, checkRight } from "./legs.ts";
import { limitPriceRefusal } from "./limit-price.ts";

/** A person's slip rather than a wish: risk limits are far below. */
export const ORDER_QUANTITY_MAX = 10_000;

export type TermsResult =
  | { readonly kind: "request"; readonly request: OrderRequest }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Checks terms against the chain and the calendar, field after field; the first fault is the answer. */
export function checkTerms(terms: OrderTerms, context: OrderContext): TermsResult {
  const { chain, accountsAllowed, today, tick } = context;
  if (chain === null || chain.symbol !== terms.symbol) return refused(symbolUnknown(terms.symbol));
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
