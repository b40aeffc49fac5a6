import {
  ALGORITHM,
  CONTRACT_QUERY,
  DELTA_NEUTRAL,
  HEDGE,
  isCombo,
  oneOf,
  ORDER_LEG,
  present,
  SCALE,
  TAG_VALUES,
} from "./contract-elements.ts";
import { field, group, list, type UntypedValues, type Values, version } from "./layout.ts";
import { CONDITIONS, PEG_BENCH } from "./order-conditions.ts";
import { SINCE } from "./server-version.ts";

const isPegBest = oneOf("orderType", "PEG BEST", "PEGBEST");
const sendsMidOffsets = (values: UntypedValues): boolean => {
  if (oneOf("orderType", "PEG MID", "PEGMID")(values)) return true;
  const best = values["pegBest"] as UntypedValues | null;
  return best !== null && best["competeAgainstBestOffset"] === Infinity;
};

const CONTRACT_AND_PRICE = [
  version(45, { before: SINCE.orderContainer }),
  field("orderId", "integer"),
  ...CONTRACT_QUERY,
  field("secIdType", "text"),
  field("secId", "text"),
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
  field("transmit", "flag"),
  field("parentId", "integer"),
  field("blockOrder", "flag"),
  field("sweepToFill", "flag"),
  field("displaySize", "integerOrUnset"),
  field("triggerMethod", "integer"),
  field("outsideRth", "flag"),
  field("hidden", "flag"),
] as const;

const COMBO_AND_ATTRIBUTES = [
  list("comboLegs", ORDER_LEG, { when: isCombo }),
  list("orderComboLegs", [field("price", "numberOrUnset")], { when: isCombo }),
  list("smartComboRouting", TAG_VALUES, { when: isCombo }),
  field("sharesAllocation", "text"),
  field("discretionaryAmount", "numberOrUnset"),
  field("goodAfterTime", "text"),
  field("goodTillDate", "text"),
  field("faGroup", "text"),
  field("faMethod", "text"),
  field("faPercentage", "text"),
  field("faProfile", "text", { before: SINCE.noFinancialAdvisorProfile }),
  field("modelCode", "text", { since: SINCE.models }),
  field("shortSaleSlot", "integer"),
  field("designatedLocation", "text"),
  field("exemptCode", "integer"),
  field("ocaType", "integer"),
  field("rule80A", "text"),
  field("settlingFirm", "text"),
  field("allOrNone", "flag"),
  field("minQuantity", "integerOrUnset"),
  field("percentOffset", "numberOrUnset"),
  field("eTradeOnly", "flag"),
  field("firmQuoteOnly", "flag"),
  field("nbboPriceCap", "numberOrUnset"),
  field("auctionStrategy", "integerOrUnset"),
  field("startingPrice", "numberOrUnset"),
  field("stockRefPrice", "numberOrUnset"),
  field("delta", "numberOrUnset"),
  field("stockRangeLower", "numberOrUnset"),
  field("stockRangeUpper", "numberOrUnset"),
  field("overridePercentageConstraints", "flag"),
] as const;

const VOLATILITY_AND_SCALE = [
  field("volatility", "numberOrUnset"),
  field("volatilityType", "integerOrUnset"),
  field("deltaNeutralOrderType", "text"),
  field("deltaNeutralAuxPrice", "numberOrUnset"),
  group(
    "deltaNeutralOrder",
    [
      field("conId", "integer"),
      field("settlingFirm", "text"),
      field("clearingAccount", "text"),
      field("clearingIntent", "text"),
      field("openClose", "text"),
      field("shortSale", "flag"),
      field("shortSaleSlot", "integer"),
      field("designatedLocation", "text"),
    ],
    present("deltaNeutralOrderType"),
  ),
  field("continuousUpdate", "integer"),
  field("referencePriceType", "integerOrUnset"),
  field("trailStopPrice", "numberOrUnset"),
  field("trailingPercent", "numberOrUnset"),
  ...SCALE,
  field("scaleTable", "text"),
  field("activeStartTime", "text"),
  field("activeStopTime", "text"),
] as const;

const ROUTING_AND_WHAT_IF = [
  ...HEDGE,
  field("optOutSmartRouting", "flag"),
  field("clearingAccount", "text"),
  field("clearingIntent", "text"),
  field("notHeld", "flag"),
  ...DELTA_NEUTRAL,
  ...ALGORITHM,
  field("algoId", "text"),
  field("whatIf", "flag"),
  field("miscOptions", "text"),
  field("solicited", "flag"),
  field("randomizeSize", "flag"),
  field("randomizePrice", "flag"),
] as const;

const CONDITIONS_AND_LATER = [
  ...PEG_BENCH,
  ...CONDITIONS,
  field("adjustedOrderType", "text", { since: SINCE.pegBench }),
  field("triggerPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("limitPriceOffset", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedStopPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedStopLimitPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedTrailingAmount", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustableTrailingUnit", "integer", { since: SINCE.pegBench }),
  field("externalOperator", "text", { since: SINCE.extOperator }),
  field("softDollarName", "text", { since: SINCE.softDollarTier }),
  field("softDollarValue", "text", { since: SINCE.softDollarTier }),
  field("cashQuantity", "numberOrUnset", { since: SINCE.cashQuantity }),
  field("decisionMaker", "text", { since: SINCE.decisionMaker }),
  field("decisionAlgo", "text", { since: SINCE.decisionMaker }),
  field("executionTrader", "text", { since: SINCE.mifidExecution }),
  field("executionAlgo", "text", { since: SINCE.mifidExecution }),
  field("noAutoPriceForHedge", "flag", { since: SINCE.autoPriceForHedge }),
  field("isOmsContainer", "flag", { since: SINCE.orderContainer }),
  field("discretionaryUpToLimit", "flag", { since: SINCE.discretionaryPeg }),
  field("priceManagement", "text", { since: SINCE.priceManagement }),
  field("duration", "integerOrUnset", { since: SINCE.duration }),
  field("postToAts", "integerOrUnset", { since: SINCE.postToAts }),
  field("autoCancelParent", "flag", { since: SINCE.autoCancelParent }),
  field("advancedErrorOverride", "text", { since: SINCE.advancedReject }),
  field("manualOrderTime", "text", { since: SINCE.manualOrderTime }),
  group("ats", [field("minTradeQuantity", "integerOrUnset")], oneOf("exchange", "IBKRATS"), {
    since: SINCE.pegBestOffsets,
  }),
  group(
    "pegBest",
    [field("minCompeteSize", "integerOrUnset"), field("competeAgainstBestOffset", "numberOrInfinity")],
    isPegBest,
    { since: SINCE.pegBestOffsets },
  ),
  group(
    "midOffsets",
    [field("atWhole", "numberOrUnset"), field("atHalf", "numberOrUnset")],
    sendsMidOffsets,
    { since: SINCE.pegBestOffsets },
  ),
  field("customerAccount", "text", { since: SINCE.customerAccount }),
  field("professionalCustomer", "flag", { since: SINCE.professionalCustomer }),
  field("includeOvernight", "flag", { since: SINCE.includeOvernight }),
  field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFields }),
] as const;

/**
 * The request that places, modifies or previews an order. @stoqey/ib 1.6.10 writes the scale's fields for any price
 * increment that is given, 0 as well, where the official client writes them for one above 0 [M]: with 0 its request
 * cannot be read, here or there. What of it the venue serves is said in the package's README; the rest is read, so that its presence is seen.
 */
export const PLACE_ORDER = [
  ...CONTRACT_AND_PRICE,
  ...COMBO_AND_ATTRIBUTES,
  ...VOLATILITY_AND_SCALE,
  ...ROUTING_AND_WHAT_IF,
  ...CONDITIONS_AND_LATER,
] as const;

export type PlaceOrderValues = Values<typeof PLACE_ORDER>;
