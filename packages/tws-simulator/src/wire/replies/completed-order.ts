import { ALGORITHM, CONTRACT, DELTA_NEUTRAL, HEDGE, SCALE, present } from "../contract-elements.ts";
import { field, group } from "../layout.ts";
import { CONDITIONS, PEG_BENCH } from "../order-conditions.ts";
import { SINCE } from "../server-version.ts";
import { COMBO, PEG_OFFSETS } from "./order-elements.ts";

const TERMS = [
  field("action", "text"),
  field("totalQuantity", "number"),
  field("orderType", "text"),
  field("limitPrice", "numberOrUnset"),
  field("auxPrice", "numberOrUnset"),
  field("tif", "text"),
  field("ocaGroup", "text"),
  field("account", "text"),
  field("openClose", "text"),
  field("origin", "integer"),
  field("orderRef", "text"),
  field("permId", "long"),
  field("outsideRth", "flag"),
  field("hidden", "flag"),
  field("discretionaryAmount", "number"),
  field("goodAfterTime", "text"),
  field("faGroup", "text"),
  field("faMethod", "text"),
  field("faPercentage", "text"),
  field("faProfile", "text", { before: SINCE.noFinancialAdvisorProfile }),
  field("modelCode", "text", { since: SINCE.models }),
  field("goodTillDate", "text"),
  field("rule80A", "text"),
  field("percentOffset", "numberOrUnset"),
  field("settlingFirm", "text"),
  field("shortSaleSlot", "integer"),
  field("designatedLocation", "text"),
  field("exemptCode", "integer"),
  field("startingPrice", "numberOrUnset"),
  field("stockRefPrice", "numberOrUnset"),
  field("delta", "numberOrUnset"),
  field("stockRangeLower", "numberOrUnset"),
  field("stockRangeUpper", "numberOrUnset"),
  field("displaySize", "integerOrUnset"),
  field("sweepToFill", "flag"),
  field("allOrNone", "flag"),
  field("minQuantity", "integerOrUnset"),
  field("ocaType", "integer"),
  field("triggerMethod", "integer"),
  field("volatility", "numberOrUnset"),
  field("volatilityType", "integer"),
  field("deltaNeutralOrderType", "text"),
  field("deltaNeutralAuxPrice", "numberOrUnset"),
  group(
    "deltaNeutralOrder",
    [
      field("conId", "integer"),
      field("shortSale", "flag"),
      field("shortSaleSlot", "integer"),
      field("designatedLocation", "text"),
    ],
    present("deltaNeutralOrderType"),
  ),
  field("continuousUpdate", "integer"),
  field("referencePriceType", "integer"),
  field("trailStopPrice", "numberOrUnset"),
  field("trailingPercent", "numberOrUnset"),
] as const;

const OUTCOME = [
  field("solicited", "flag"),
  field("status", "text"),
  field("randomizeSize", "flag"),
  field("randomizePrice", "flag"),
  ...PEG_BENCH,
  ...CONDITIONS,
  field("adjustedTrailStopPrice", "numberOrUnset"),
  field("limitPriceOffset", "numberOrUnset"),
  field("cashQuantity", "numberOrUnset", { since: SINCE.cashQuantity }),
  field("noAutoPriceForHedge", "flag", { since: SINCE.autoPriceForHedge }),
  field("isOmsContainer", "flag", { since: SINCE.orderContainer }),
  field("autoCancelDate", "text"),
  field("filledQuantity", "numberOrUnset"),
  field("refFuturesConId", "integer"),
  field("autoCancelParent", "flag"),
  field("shareholder", "text"),
  field("imbalanceOnly", "flag"),
  field("routeMarketableToBbo", "flag"),
  field("parentPermId", "long"),
  field("completedTime", "text"),
  field("completedStatus", "text"),
  ...PEG_OFFSETS,
  field("customerAccount", "text", { since: SINCE.customerAccount }),
  field("professionalCustomer", "flag", { since: SINCE.professionalCustomer }),
] as const;

/**
 * An order that is no longer working: `status` and `completedStatus` say how it ended, `completedTime` when. It has
 * no order id and no client id, only its permanent one. @stoqey/ib 1.6.10 misreads it below 177, where it does not
 * expect the adviser's profile, and misread a recorded combo's at every version [M]: what TWS sends for combos is
 * believed to be what the official decoder reads [U].
 */
export const COMPLETED_ORDER = [
  ...CONTRACT,
  ...TERMS,
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  field("clearingAccount", "text"),
  field("clearingIntent", "text"),
  field("notHeld", "flag"),
  ...DELTA_NEUTRAL,
  ...ALGORITHM,
  ...OUTCOME,
] as const;
