import { isListedAt } from "../venue/last-trade.ts";
import { underlyingIdOf } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import type { Action, Leg, OrderContract } from "./order.ts";
import {
  type Checked,
  failed,
  invalid,
  notOffered,
  type OrderFault,
  passed,
  rejected,
} from "./order-fault.ts";
import { orderListing } from "./order-listing.ts";

const NO_SECURITY: OrderFault = {
  code: 200,
  message: "No security definition has been found for the request",
};

const LEGS_MIN = 2;
const LEGS_MAX = 6;
/** The routing parameters of combos that count here; `LeginPrio` names the leg that a non-guaranteed one fills first. */
const COMBO_TAGS = new Set(["NonGuaranteed", "LeginPrio"]);

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

export function isAction(text: string): text is Action {
  return text === "BUY" || text === "SELL";
}

/** The legs of a combo, or what is wrong with them. */
function comboContract(values: PlaceOrderValues, source: MarketSource, at: number): Checked<OrderContract> {
  if (values.comboLegs.length < LEGS_MIN || values.comboLegs.length > LEGS_MAX) {
    const count = values.comboLegs.length;
    return failed(invalid(`A combo has ${LEGS_MIN} to ${LEGS_MAX} legs; there are ${count}`));
  }
  const legs: Leg[] = [];
  const underlyings = new Set<number>();
  for (const { conId, ratio, action, exchange } of values.comboLegs) {
    const listing = source.book.get(conId);
    if (listing === undefined || !isListedAt(listing, at)) return failed(NO_SECURITY);
    if (!isAction(action)) return failed(invalid(`Invalid combo leg action ${action}`));
    if (ratio < 1 || legs.some((leg) => leg.conId === conId)) {
      return failed(invalid(`Invalid combo leg ${conId} with ratio ${ratio}`));
    }
    underlyings.add(underlyingIdOf(listing));
    legs.push({ conId, ratio, action, exchange });
  }
  if (underlyings.size > 1) return failed(invalid("The legs of a combo must have one underlying"));
  if (legs.map((leg) => leg.ratio).reduce(greatestDivisor) > 1) {
    return failed(invalid("Combo leg ratios must be reduced to lowest terms"));
  }
  const tag = values.smartComboRouting.find((routing) => !COMBO_TAGS.has(routing.tag));
  if (tag !== undefined) return failed(notOffered(`smart combo routing parameter ${tag.tag}`));
  return passed({ kind: "combo", symbol: values.symbol, exchange: values.exchange, legs });
}

/** What the order trades. */
export function checkContract(
  values: PlaceOrderValues,
  source: MarketSource,
  at: number,
): Checked<OrderContract> {
  if (values.secType === "BAG") return comboContract(values, source, at);
  const listing = orderListing(source, values, at);
  if (listing === undefined || !isListedAt(listing, at)) return failed(NO_SECURITY);
  if (listing.kind === "index") return failed(rejected("an index cannot be traded"));
  return passed({ kind: "single", conId: listing.conId, exchange: values.exchange });
}
