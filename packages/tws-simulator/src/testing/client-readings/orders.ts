import type { ReplyValues } from "../../wire/reply-layouts.ts";
import { commonTerms, type CompletedOrder, contract, type OpenOrder, set } from "./order-terms.ts";
import { contractRead, type Readings, type Since } from "./reading.ts";

const openOrderTerms = (v: OpenOrder, since: Since) => ({
  orderId: v.orderId,
  clientId: v.clientId,
  auctionStrategy: v.auctionStrategy,
  blockOrder: v.blockOrder,
  eTradeOnly: v.eTradeOnly,
  firmQuoteOnly: v.firmQuoteOnly,
  nbboPriceCap: set(v.nbboPriceCap),
  parentId: v.parentId,
  deltaNeutralSettlingFirm: v.deltaNeutralOrder?.settlingFirm,
  deltaNeutralClearingAccount: v.deltaNeutralOrder?.clearingAccount,
  deltaNeutralClearingIntent: v.deltaNeutralOrder?.clearingIntent,
  deltaNeutralOpenClose: v.deltaNeutralOrder?.openClose,
  basisPoints: set(v.basisPoints),
  basisPointsType: set(v.basisPointsType),
  optOutSmartRouting: v.optOutSmartRouting,
  whatIf: v.whatIf,
  adjustedOrderType: since(102, v.adjustedOrderType),
  triggerPrice: set(since(102, v.triggerPrice) ?? null),
  adjustedStopPrice: set(since(102, v.adjustedStopPrice) ?? null),
  adjustedStopLimitPrice: set(since(102, v.adjustedStopLimitPrice) ?? null),
  adjustedTrailingAmount: set(since(102, v.adjustedTrailingAmount) ?? null),
  adjustableTrailingUnit: since(102, v.adjustableTrailingUnit),
  softDollarTier: since(106, {
    name: v.softDollarName,
    value: v.softDollarValue,
    displayName: v.softDollarDisplayName,
  }),
  discretionaryUpToLimitPrice: since(148, v.discretionaryUpToLimit),
  usePriceMgmtAlgo: since(151, v.priceManagement),
  duration: since(158, v.duration ?? 2_147_483_647),
  postToAts: set(since(160, v.postToAts) ?? null),
  autoCancelParent: since(162, v.autoCancelParent),
  bondAccruedInterest: since(185, v.bondAccruedInterest),
  includeOvernight: since(189, v.includeOvernight),
  extOperator: since(193, v.externalOperator),
  manualOrderIndicator: set(since(193, v.manualOrderIndicator) ?? null),
});

const orderState = (v: OpenOrder, since: Since) => ({
  status: v.status,
  initMarginBefore: set(since(142, v.initialMarginBefore) ?? null),
  maintMarginBefore: set(since(142, v.maintenanceMarginBefore) ?? null),
  equityWithLoanBefore: set(since(142, v.equityWithLoanBefore) ?? null),
  initMarginChange: set(since(142, v.initialMarginChange) ?? null),
  maintMarginChange: set(since(142, v.maintenanceMarginChange) ?? null),
  equityWithLoanChange: set(since(142, v.equityWithLoanChange) ?? null),
  initMarginAfter: set(v.initialMarginAfter),
  maintMarginAfter: set(v.maintenanceMarginAfter),
  equityWithLoanAfter: set(v.equityWithLoanAfter),
  commission: set(v.commission),
  minCommission: set(v.minCommission),
  maxCommission: set(v.maxCommission),
  commissionCurrency: v.commissionCurrency,
  warningText: v.warningText,
});

function openOrder(v: OpenOrder, since: Since) {
  const order = {
    ...commonTerms(v, since),
    ...openOrderTerms(v, since),
    faProfile: since(177, true) === true ? undefined : v.faProfile,
    modelCode: since(103, v.modelCode),
  };
  return ["openOrder", v.orderId, contract(v), order, orderState(v, since)] as const;
}

function completedOrder(v: CompletedOrder, since: Since) {
  const order = {
    ...commonTerms(v, since),
    modelCode: since(103, v.modelCode),
    autoCancelDate: v.autoCancelDate,
    filledQuantity: set(v.filledQuantity),
    refFuturesConId: v.refFuturesConId,
    autoCancelParent: v.autoCancelParent,
    shareholder: v.shareholder,
    imbalanceOnly: v.imbalanceOnly,
    routeMarketableToBbo: v.routeMarketableToBbo,
    parentPermId: v.parentPermId,
  };
  const state = { status: v.status, completedTime: v.completedTime, completedStatus: v.completedStatus };
  return ["completedOrder", contract(v), order, state] as const;
}

function execution(v: ReplyValues<"execution">, since: Since) {
  const read = {
    orderId: v.orderId,
    execId: v.execId,
    time: v.time,
    acctNumber: v.account,
    exchange: v.executionExchange,
    side: v.side,
    shares: v.quantity,
    price: v.price,
    permId: v.permId,
    clientId: v.clientId,
    liquidation: v.liquidation,
    cumQty: v.cumulativeQuantity,
    avgPrice: v.averagePrice,
    orderRef: v.orderRef,
    evRule: v.evRule,
    evMultiplier: v.evMultiplier,
    modelCode: since(103, v.modelCode),
    lastLiquidity: since(136, v.lastLiquidity),
    pendingPriceRevision: since(178, v.pendingPriceRevision),
  };
  return ["execDetails", v.requestId, contractRead(v), read] as const;
}

export const ORDER_READINGS = {
  openOrder: (v, since) => [openOrder(v, since)],
  completedOrder: (v, since) => [completedOrder(v, since)],
  execution: (v, since) => [execution(v, since)],
  orderStatus: (v, since) => [
    [
      "orderStatus",
      v.orderId,
      v.status,
      v.filled,
      v.remaining,
      v.averagePrice,
      v.permId,
      v.parentId,
      v.lastPrice,
      v.clientId,
      v.whyHeld,
      since(131, v.marketCapPrice),
    ],
  ],
  commissionReport: (v) => [
    [
      "commissionReport",
      {
        execId: v.execId,
        commission: v.commission,
        currency: v.currency,
        realizedPNL: v.realisedProfit,
        yield: v.yield,
        yieldRedemptionDate: Number(v.yieldRedemptionDate),
      },
    ],
  ],
  orderBound: (v) => [["orderBound", v.permId, v.clientId, v.orderId]],
  softDollarTiers: (v) => [["softDollarTiers", v.requestId, v.tiers]],
  nextValidId: (v) => [["nextValidId", v.orderId]],
  openOrderEnd: () => [["openOrderEnd"]],
  completedOrdersEnd: () => [["completedOrdersEnd"]],
  executionEnd: (v) => [["execDetailsEnd", v.requestId]],
} as const satisfies Readings;
