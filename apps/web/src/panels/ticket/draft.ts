import { verticalOf, type TicketSpread, type VerticalTerms } from "../../app/spread-legs.ts";
import { isDecimal } from "../../format/numbers.ts";
import { formatNetInWords, roundToTick } from "../../format/prices.ts";
import type { PriceKind, SpreadInput, SpreadSide, VerticalOrderInput } from "../../gql/graphql.ts";

/** What is typed on the ticket, as typed. */
export interface Draft {
  readonly quantity: string;
  readonly priceKind: PriceKind;
  /** The limit without its sign: whether it is a credit or debit follows from the legs. */
  readonly price: string;
  readonly timeInForce: "day" | "gtc";
}

/** Which side a vertical is: its long leg is the cheaper one exactly when it is sold for a credit. */
export function sideOf(legs: VerticalTerms): SpreadSide {
  const longIsHigher = Number(legs.longStrike) > Number(legs.shortStrike);
  return (legs.right === "CALL") === longIsHigher ? "CREDIT" : "DEBIT";
}

/** Plain decimal text of a typed number: a true minus, a comma for thousands and blanks are taken as meant. */
function plain(text: string): string {
  return text.trim().replace("−", "-").replaceAll(",", "").replace(/^\./, "0.").replace(/^-\./, "-0.");
}

/**
 * The signed combo price of a typed limit: what the combo's buyer pays, so a credit is negative. A credit may
 * be typed with its minus or without. Null when it is not a number.
 */
export function signedPrice(text: string, side: SpreadSide): string | null {
  const typed = plain(text);
  if (!isDecimal(typed)) return null;
  if (side === "DEBIT") return typed.replace(/^\+/, "");
  const magnitude = typed.replace(/^[+-]/, "");
  return Number(magnitude) === 0 ? magnitude : `-${magnitude}`;
}

/**
 * A quoted combo price as the ticket's limit: without its sign and on the tick. A quote of the other sign, such
 * as a credit spread that would have to be paid for, is nothing to ask for and becomes zero.
 */
export function limitFrom(signed: string, side: SpreadSide, tick: string): string {
  const value = side === "CREDIT" ? -Number(signed) : Number(signed);
  return roundToTick(String(Math.max(0, value)), tick);
}

/** What is wrong with a field before anyone is asked; the engine's own rules come after. */
export function draftFaults(draft: Draft, side: SpreadSide): { quantity?: string; limitPrice?: string } {
  const faults: { quantity?: string; limitPrice?: string } = {};
  if (!isDecimal(plain(draft.quantity)))
    faults.quantity = "Give the number of spreads as a whole number, such as 1.";
  if (draft.priceKind === "LIMIT" && signedPrice(draft.price, side) === null) {
    faults.limitPrice = "Give the limit as a number, such as 1.35.";
  }
  return faults;
}

/** The signed price that an order would be sent at: typed, or the combo's ask for natural; null means the mid. */
function priceOf(draft: Draft, side: SpreadSide, ask: string | null): string | null {
  switch (draft.priceKind) {
    case "LIMIT":
      return signedPrice(draft.price, side);
    case "MID":
      return null;
    case "NATURAL":
      return ask;
  }
}

/**
 * The figures to ask for: at the price that would be sent, so that what the ticket says it can lose is what the
 * button risks. While typing the last sound quantity, and a vertical's price only when it can be worth it.
 */
export function figuresInput(
  spread: TicketSpread,
  draft: Draft,
  side: SpreadSide,
  ask: string | null,
): SpreadInput {
  const typed = Number(plain(draft.quantity));
  const quantity = Number.isInteger(typed) && typed > 0 && typed <= 10_000 ? typed : 1;
  const price = priceOf(draft, side, ask);
  const terms = verticalOf(spread);
  const inside = price !== null && (terms === null || isWorth(terms, side, Number(price)));
  return { symbol: spread.symbol, legs: spread.legs, quantity, price: inside ? price : null };
}

function isWorth({ longStrike, shortStrike }: VerticalTerms, side: SpreadSide, price: number): boolean {
  const paid = side === "CREDIT" ? -price : price;
  return paid >= 0 && paid <= Math.abs(Number(longStrike) - Number(shortStrike));
}

/** The order that the draft means. Only to be asked for a draft without faults. */
export function orderInput(
  orderRef: string,
  account: string,
  legs: VerticalTerms,
  draft: Draft,
): VerticalOrderInput {
  return {
    orderRef,
    account,
    symbol: legs.symbol,
    expiry: legs.expiry,
    right: legs.right,
    longStrike: legs.longStrike,
    shortStrike: legs.shortStrike,
    quantity: Number(plain(draft.quantity)),
    priceKind: draft.priceKind,
    limitPrice: draft.priceKind === "LIMIT" ? signedPrice(draft.price, sideOf(legs)) : null,
    timeInForce: draft.timeInForce,
  };
}

/** The current combo prices that the words need. */
interface ComboPrices {
  readonly mid: string | null;
  readonly ask: string | null;
  readonly tick: string;
}

function priceWords(draft: Draft, side: SpreadSide, prices: ComboPrices): string {
  switch (draft.priceKind) {
    case "LIMIT": {
      const signed = signedPrice(draft.price, side);
      return signed === null
        ? "a limit that is not a number"
        : `${formatNetInWords(signed, prices.tick)}, limit`;
    }
    case "MID":
      return `the mid, now ${formatNetInWords(prices.mid, prices.tick)}`;
    case "NATURAL":
      return `the natural price, now ${formatNetInWords(prices.ask, prices.tick)}`;
  }
}

/** Exactly what sending does: "sell 1 vertical at 1.35 credit, limit". */
export function orderWords(draft: Draft, side: SpreadSide, prices: ComboPrices): string {
  const verb = side === "CREDIT" ? "sell" : "buy";
  const count = plain(draft.quantity) === "" ? "no" : plain(draft.quantity);
  const noun = count === "1" ? "vertical" : "verticals";
  return `${verb} ${count} ${noun} at ${priceWords(draft, side, prices)}`;
}
