import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { exchangeDate } from "../venue/calendar.ts";
import type { Listing } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import { moneyFromUnits, MONEY_PER_UNIT, type Money } from "../venue/money.ts";
import { COMBO_TICK, incrementAt, ruleOf } from "../venue/price-increment.ts";
import { resolveListings } from "../venue/resolve.ts";
import type { Action, Leg, OrderContract, OrderTerms, OrderType, TimeInForce } from "./order.ts";

/** An order that TWS would refuse, with its code and words [D]. */
export interface OrderFault {
  readonly code: number;
  readonly message: string;
}

export type TermsResult =
  | { readonly ok: true; readonly terms: OrderTerms }
  | { readonly ok: false; readonly fault: OrderFault };

const NO_SECURITY: OrderFault = {
  code: 200,
  message: "No security definition has been found for the request",
};
const invalid = (message: string): OrderFault => ({
  code: 321,
  message: `Error validating request.-'bH' : cause - ${message}`,
});
const failed = (fault: OrderFault): TermsResult => ({ ok: false, fault });

const LEGS_MIN = 2;
const LEGS_MAX = 6;
const PRICE_UNITS_MAX = 1_000_000;

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function isAction(text: string): text is Action {
  return text === "BUY" || text === "SELL";
}

function isExpired(listing: Listing, at: number): boolean {
  return listing.kind === "option" && listing.expiry < exchangeDate(at);
}

/** The legs of a combo, or what is wrong with them. */
function comboContract(
  values: PlaceOrderValues,
  source: MarketSource,
  at: number,
): OrderContract | OrderFault {
  if (values.comboLegs.length < LEGS_MIN || values.comboLegs.length > LEGS_MAX) {
    return invalid(`A combo has ${LEGS_MIN} to ${LEGS_MAX} legs; there are ${values.comboLegs.length}`);
  }
  const legs: Leg[] = [];
  const underlyings = new Set<number>();
  for (const { conId, ratio, action, exchange } of values.comboLegs) {
    const listing = source.book.get(conId);
    if (listing === undefined || isExpired(listing, at)) return NO_SECURITY;
    if (!isAction(action)) return invalid(`Invalid combo leg action ${action}`);
    if (ratio < 1 || legs.some((leg) => leg.conId === conId)) {
      return invalid(`Invalid combo leg ${conId} with ratio ${ratio}`);
    }
    underlyings.add(listing.kind === "option" ? listing.underlyingConId : listing.conId);
    legs.push({ conId, ratio, action, exchange });
  }
  if (underlyings.size > 1) return invalid("The legs of a combo must have one underlying");
  if (legs.map((leg) => leg.ratio).reduce(greatestDivisor) > 1) {
    return invalid("Combo leg ratios must be reduced to lowest terms");
  }
  if (values.orderComboLegs.some(({ price }) => price !== null)) {
    return { code: 10058, message: "Per-leg prices are not allowed for this combination" };
  }
  return { kind: "combo", symbol: values.symbol, exchange: values.exchange, legs };
}

function orderContract(
  values: PlaceOrderValues,
  source: MarketSource,
  at: number,
): OrderContract | OrderFault {
  if (values.secType === "BAG") return comboContract(values, source, at);
  const found = resolveListings(source, values, at);
  const [listing] = found;
  if (listing === undefined || found.length > 1 || isExpired(listing, at)) return NO_SECURITY;
  return { kind: "single", conId: listing.conId, exchange: values.exchange };
}

function priceFault(contract: OrderContract, price: number | null, source: MarketSource): OrderFault | Money {
  if (price === null) return invalid("A limit order must have a limit price");
  if (Math.abs(price) > PRICE_UNITS_MAX) return invalid(`Limit price ${price} is out of range`);
  if (contract.kind === "single" && price <= 0) return invalid("The limit price must be positive");
  const money = moneyFromUnits(price);
  const offTick: OrderFault = {
    code: 110,
    message: "The price does not conform to the minimum price variation for this contract.",
  };
  if (Math.abs(money - price * MONEY_PER_UNIT) > 1e-4) return offTick;
  const listing = contract.kind === "single" ? source.book.get(contract.conId) : undefined;
  const tick = listing === undefined ? COMBO_TICK : incrementAt(ruleOf(listing), money);
  return money % tick === 0 ? money : offTick;
}

function quantityFault(quantity: number): OrderFault | null {
  if (quantity === 0) return { code: 434, message: "The order size cannot be zero." };
  if (quantity < 0) return invalid(`Invalid order size ${quantity}`);
  if (!Number.isSafeInteger(quantity)) {
    return { code: 10243, message: "Fractional-sized order cannot be placed via API." };
  }
  return null;
}

/** Fields of the request that the venue does not offer: refused rather than ignored. */
function unofferedFault(values: PlaceOrderValues): OrderFault | null {
  const unoffered: readonly (readonly [string, boolean])[] = [
    ["OCA group", values.ocaGroup !== ""],
    ["parent order", values.parentId !== 0],
    ["good after time", values.goodAfterTime !== ""],
    ["conditions", values.conditions.length > 0],
    ["algo strategy", values.algoStrategy !== ""],
    ["scale order", values.scale !== null],
    ["hedge", values.hedgeType !== ""],
    ["minimum quantity", values.minQuantity !== null && values.minQuantity !== 0],
    ["all or none", values.allOrNone],
  ];
  const first = unoffered.find(([, present]) => present);
  return first === undefined ? null : invalid(`The simulator does not offer: ${first[0]}`);
}

function isFault(value: OrderContract | Money | OrderFault): value is OrderFault {
  return typeof value === "object" && "code" in value;
}

/** The order that a request describes, or the refusal that TWS would answer. */
export function orderTerms(
  values: PlaceOrderValues,
  source: MarketSource,
  accounts: readonly string[],
  at: number,
): TermsResult {
  const contract = orderContract(values, source, at);
  if (isFault(contract)) return failed(contract);
  const quantity = quantityFault(values.totalQuantity);
  if (quantity !== null) return failed(quantity);
  if (!isAction(values.action)) return failed(invalid(`Invalid action ${values.action}`));
  if (values.orderType !== "LMT" && values.orderType !== "MKT") {
    return failed({ code: 387, message: "Unsupported order type for this exchange and security type." });
  }
  const tif = values.tif === "" ? "DAY" : values.tif;
  if (tif !== "DAY" && tif !== "GTC" && tif !== "IOC") {
    return failed(invalid(`Time in force ${tif} is not offered`));
  }
  const account = values.account === "" && accounts.length === 1 ? (accounts[0] as string) : values.account;
  if (account === "") return failed({ code: 435, message: "You must specify an account." });
  if (!accounts.includes(account)) return failed(invalid(`Invalid account code '${account}'`));
  const unoffered = unofferedFault(values);
  if (unoffered !== null) return failed(unoffered);
  const limitPrice = values.orderType === "LMT" ? priceFault(contract, values.limitPrice, source) : null;
  if (limitPrice !== null && isFault(limitPrice)) return failed(limitPrice);
  return {
    ok: true,
    terms: {
      contract,
      account,
      action: values.action,
      quantity: values.totalQuantity,
      orderType: values.orderType satisfies OrderType,
      limitPrice,
      tif: tif satisfies TimeInForce,
      orderRef: values.orderRef,
      openClose: values.openClose,
      outsideRth: values.outsideRth,
      transmit: values.transmit,
      smartComboRouting: values.smartComboRouting,
    },
  };
}
