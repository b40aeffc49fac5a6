import { ALGORITHM, CONTRACT, DELTA_NEUTRAL, HEDGE, present, SCALE } from "../contract-elements.ts";
import { field, group, version } from "../layout.ts";
import { CONDITIONS, PEG_BENCH } from "../order-conditions.ts";
import { SINCE } from "../server-version.ts";
import { COMBO, PEG_OFFSETS } from "./order-elements.ts";

const CONTRACT_AND_ORDER = [
  version(34, { before: SINCE.orderContainer }),
  field("orderId", "integer"),
  ...CONTRACT,
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
  field("clientId", "integer"),
  field("permId", "long"),
  field("outsideRth", "flag"),
  field("hidden", "flag"),
  field("discretionaryAmount", "number"),
  field("goodAfterTime", "text"),
  field("sharesAllocation", "text"),
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
] as const;

const ATTRIBUTES = [
  field("auctionStrategy", "integer"),
  field("startingPrice", "numberOrUnset"),
  field("stockRefPrice", "numberOrUnset"),
  field("delta", "numberOrUnset"),
  field("stockRangeLower", "numberOrUnset"),
  field("stockRangeUpper", "numberOrUnset"),
  field("displaySize", "integerOrUnset"),
  field("blockOrder", "flag"),
  field("sweepToFill", "flag"),
  field("allOrNone", "flag"),
  field("minQuantity", "integerOrUnset"),
  field("ocaType", "integer"),
  field("eTradeOnly", "flag"),
  field("firmQuoteOnly", "flag"),
  field("nbboPriceCap", "numberOrUnset"),
  field("parentId", "integer"),
  field("triggerMethod", "integer"),
  field("volatility", "numberOrUnset"),
  field("volatilityType", "integer"),
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
  field("referencePriceType", "integer"),
  field("trailStopPrice", "numberOrUnset"),
  field("trailingPercent", "numberOrUnset"),
  field("basisPoints", "numberOrUnset"),
  field("basisPointsType", "integerOrUnset"),
] as const;

const COMBO_AND_ROUTING = [
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  field("optOutSmartRouting", "flag"),
  field("clearingAccount", "text"),
  field("clearingIntent", "text"),
  field("notHeld", "flag"),
  ...DELTA_NEUTRAL,
  ...ALGORITHM,
  field("solicited", "flag"),
] as const;

const STATE = [
  field("whatIf", "flag"),
  field("status", "text"),
  field("initialMarginBefore", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("maintenanceMarginBefore", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("equityWithLoanBefore", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("initialMarginChange", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("maintenanceMarginChange", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("equityWithLoanChange", "numberOrUnset", { since: SINCE.whatIfExtended }),
  field("initialMarginAfter", "numberOrUnset"),
  field("maintenanceMarginAfter", "numberOrUnset"),
  field("equityWithLoanAfter", "numberOrUnset"),
  field("commission", "numberOrUnset"),
  field("minCommission", "numberOrUnset"),
  field("maxCommission", "numberOrUnset"),
  field("commissionCurrency", "text"),
  field("warningText", "text"),
  field("randomizeSize", "flag"),
  field("randomizePrice", "flag"),
] as const;

const LATER = [
  ...PEG_BENCH,
  ...CONDITIONS,
  field("adjustedOrderType", "text", { since: SINCE.pegBench }),
  field("triggerPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedTrailStopPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("limitPriceOffset", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedStopPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedStopLimitPrice", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustedTrailingAmount", "numberOrUnset", { since: SINCE.pegBench }),
  field("adjustableTrailingUnit", "integer", { since: SINCE.pegBench }),
  field("softDollarName", "text", { since: SINCE.softDollarTier }),
  field("softDollarValue", "text", { since: SINCE.softDollarTier }),
  field("softDollarDisplayName", "text", { since: SINCE.softDollarTier }),
  field("cashQuantity", "numberOrUnset", { since: SINCE.cashQuantity }),
  field("noAutoPriceForHedge", "flag", { since: SINCE.autoPriceForHedge }),
  field("isOmsContainer", "flag", { since: SINCE.orderContainer }),
  field("discretionaryUpToLimit", "flag", { since: SINCE.discretionaryPeg }),
  field("priceManagement", "flag", { since: SINCE.priceManagement }),
  field("duration", "integerOrUnset", { since: SINCE.duration }),
  field("postToAts", "integerOrUnset", { since: SINCE.postToAts }),
  field("autoCancelParent", "flag", { since: SINCE.autoCancelParent }),
  ...PEG_OFFSETS,
  field("customerAccount", "text", { since: SINCE.customerAccount }),
  field("professionalCustomer", "flag", { since: SINCE.professionalCustomer }),
  field("bondAccruedInterest", "text", { since: SINCE.bondInterest }),
  field("includeOvernight", "flag", { since: SINCE.includeOvernight }),
  field("externalOperator", "text", { since: SINCE.taggingFieldsInOpenOrder }),
  field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFieldsInOpenOrder }),
] as const;

/**
 * An order and its state as the server reports them. No recording of a combo's or a preview's openOrder exists:
 * for these the clients' decoders are the authority [U].
 *
 * Two clients read it otherwise than the official ones at some server versions [M]: @stoqey/ib 1.6.10 lacks the model
 * code from 103 to 144, because it asks the message's own version (34) for it, and ib_async 2 expects the duration
 * from 159 instead of 158. Trailing orders carry their stop price twice, and the second is what clients keep.
 */
export const OPEN_ORDER = [
  ...CONTRACT_AND_ORDER,
  ...ATTRIBUTES,
  ...COMBO_AND_ROUTING,
  ...STATE,
  ...LATER,
] as const;
