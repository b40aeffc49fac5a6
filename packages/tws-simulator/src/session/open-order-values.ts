import { type Order, type OrderTerms, statusOf } from "../orders/order.ts";
import type { OrderPreview } from "../orders/preview.ts";
import type { MarketSource } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { comboFields, contractFields } from "./contract-fields.ts";

type OpenOrderValues = ReplyValues<"openOrder">;

/** Everything that the venue's orders do not have, as TWS reports its absence [M]. */
const ABSENT = {
  ocaGroup: "",
  origin: 0,
  hidden: false,
  discretionaryAmount: 0,
  goodAfterTime: "",
  sharesAllocation: "",
  faGroup: "",
  faMethod: "",
  faPercentage: "",
  faProfile: "",
  modelCode: "",
  goodTillDate: "",
  rule80A: "",
  percentOffset: null,
  settlingFirm: "",
  shortSaleSlot: 0,
  designatedLocation: "",
  exemptCode: -1,
  auctionStrategy: 0,
  startingPrice: null,
  stockRefPrice: null,
  delta: null,
  stockRangeLower: null,
  stockRangeUpper: null,
  displaySize: null,
  blockOrder: false,
  sweepToFill: false,
  allOrNone: false,
  minQuantity: null,
  ocaType: 3,
  eTradeOnly: false,
  firmQuoteOnly: false,
  nbboPriceCap: null,
  parentId: 0,
  triggerMethod: 0,
  volatility: null,
  volatilityType: 0,
  // TWS says "None" and then sends the fields of the hedging order that there is not [R].
  deltaNeutralOrderType: "None",
  deltaNeutralAuxPrice: null,
  deltaNeutralOrder: {
    conId: 0,
    settlingFirm: "",
    clearingAccount: "",
    clearingIntent: "",
    openClose: "?",
    shortSale: false,
    shortSaleSlot: 0,
    designatedLocation: "",
  },
  continuousUpdate: 0,
  referencePriceType: 0,
  trailStopPrice: null,
  trailingPercent: null,
  basisPoints: null,
  basisPointsType: null,
  scaleInitLevelSize: null,
  scaleSubsLevelSize: null,
  scalePriceIncrement: null,
  scale: null,
  hedgeType: "",
  hedge: null,
  optOutSmartRouting: false,
  clearingAccount: "",
  clearingIntent: "IB",
  notHeld: false,
  hasDeltaNeutral: false,
  deltaNeutral: null,
  algoStrategy: "",
  algo: null,
  solicited: false,
} as const;

const ABSENT_LATER = {
  randomizeSize: false,
  randomizePrice: false,
  pegBench: null,
  conditions: [],
  conditionRules: null,
  adjustedOrderType: "None",
  triggerPrice: null,
  adjustedTrailStopPrice: null,
  limitPriceOffset: null,
  adjustedStopPrice: null,
  adjustedStopLimitPrice: null,
  adjustedTrailingAmount: null,
  adjustableTrailingUnit: 0,
  softDollarName: "",
  softDollarValue: "",
  softDollarDisplayName: "",
  cashQuantity: 0,
  noAutoPriceForHedge: false,
  isOmsContainer: false,
  discretionaryUpToLimit: false,
  priceManagement: false,
  duration: null,
  postToAts: null,
  autoCancelParent: false,
  minTradeQuantity: null,
  minCompeteSize: null,
  competeAgainstBestOffset: null,
  midOffsetAtWhole: null,
  midOffsetAtHalf: null,
  customerAccount: "",
  professionalCustomer: false,
  bondAccruedInterest: "",
  includeOvernight: false,
  externalOperator: "",
  manualOrderIndicator: null,
} as const;

const NO_MARGINS = {
  whatIf: false,
  initialMarginBefore: null,
  maintenanceMarginBefore: null,
  equityWithLoanBefore: null,
  initialMarginChange: null,
  maintenanceMarginChange: null,
  equityWithLoanChange: null,
  initialMarginAfter: null,
  maintenanceMarginAfter: null,
  equityWithLoanAfter: null,
  commission: null,
  minCommission: null,
  maxCommission: null,
  commissionCurrency: "",
  warningText: "",
} as const;

/** Legs as TWS describes them: `100123|1,100456|-1` [U]. */
function legsDescription(terms: OrderTerms): string {
  if (terms.contract.kind === "single") return "";
  return terms.contract.legs
    .map(({ conId, ratio, action }) => `${conId}|${action === "BUY" ? ratio : -ratio}`)
    .join(",");
}

function orderFields(source: MarketSource, terms: OrderTerms) {
  const { contract } = terms;
  const listing = contract.kind === "single" ? source.book.get(contract.conId) : undefined;
  if (contract.kind === "single" && listing === undefined)
    throw new RangeError(`no contract ${contract.conId}`);
  const named =
    contract.kind === "combo" || listing === undefined
      ? comboFields(contract.kind === "combo" ? contract.symbol : "", contract.exchange)
      : contractFields(listing, contract.exchange);
  const legs = contract.kind === "combo" ? contract.legs : [];
  return {
    ...named,
    action: terms.action,
    totalQuantity: terms.quantity,
    orderType: terms.orderType,
    limitPrice: terms.limitPrice === null ? 0 : moneyToUnits(terms.limitPrice),
    auxPrice: 0,
    tif: terms.tif,
    account: terms.account,
    openClose: terms.openClose,
    orderRef: terms.orderRef,
    outsideRth: terms.outsideRth,
    comboLegsDescription: legsDescription(terms),
    comboLegs: legs.map(({ conId, ratio, action, exchange }) => ({
      conId,
      ratio,
      action,
      exchange,
      openClose: 0,
      shortSaleSlot: 0,
      designatedLocation: "",
      exemptCode: -1,
    })),
    orderComboLegs: [],
    smartComboRouting: terms.smartComboRouting,
  };
}

/** An order as it is. */
export function openOrderValues(source: MarketSource, order: Order): OpenOrderValues {
  return {
    ...ABSENT,
    ...orderFields(source, order.terms),
    orderId: order.orderId,
    clientId: order.clientId,
    permId: order.permId,
    status: statusOf(order),
    ...NO_MARGINS,
    ...ABSENT_LATER,
  };
}

/** What a what-if says of margin and commission; with nothing computed yet all of it is unset [D]. */
function previewState(preview: OrderPreview | null, warningText: string) {
  if (preview === null) return { ...NO_MARGINS, whatIf: true, warningText };
  const change = (after: Money, before: Money): number => moneyToUnits(after - before);
  const commission = moneyToUnits(preview.commission);
  return {
    whatIf: true,
    initialMarginBefore: moneyToUnits(preview.initialBefore),
    maintenanceMarginBefore: moneyToUnits(preview.maintenanceBefore),
    equityWithLoanBefore: moneyToUnits(preview.equityBefore),
    initialMarginChange: change(preview.initialAfter, preview.initialBefore),
    maintenanceMarginChange: change(preview.maintenanceAfter, preview.maintenanceBefore),
    equityWithLoanChange: change(preview.equityAfter, preview.equityBefore),
    initialMarginAfter: moneyToUnits(preview.initialAfter),
    maintenanceMarginAfter: moneyToUnits(preview.maintenanceAfter),
    equityWithLoanAfter: moneyToUnits(preview.equityAfter),
    commission,
    minCommission: commission,
    maxCommission: commission,
    commissionCurrency: "USD",
    warningText,
  };
}

/** The answer to a what-if [U: no recording of one exists]. */
export function previewValues(
  source: MarketSource,
  identity: { readonly orderId: number; readonly clientId: number },
  terms: OrderTerms,
  preview: OrderPreview | null,
  warningText: string,
): OpenOrderValues {
  return {
    ...ABSENT,
    ...orderFields(source, terms),
    ...identity,
    permId: 0,
    status: "PreSubmitted",
    ...previewState(preview, warningText),
    ...ABSENT_LATER,
  };
}
