import { CONTRACT } from "../contract-elements.ts";
import { field, type Layout, list, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";
import { COMPLETED_ORDER } from "./completed-order.ts";
import { OPEN_ORDER } from "./open-order.ts";

const EXECUTION = [
  version(10, { before: SINCE.lastLiquidity }),
  field("requestId", "integer"),
  field("orderId", "integer"),
  ...CONTRACT,
  field("execId", "text"),
  field("time", "text"),
  field("account", "text"),
  field("executionExchange", "text"),
  field("side", "text"),
  field("quantity", "number"),
  field("price", "number"),
  field("permId", "long"),
  field("clientId", "integer"),
  field("liquidation", "integer"),
  field("cumulativeQuantity", "number"),
  field("averagePrice", "number"),
  field("orderRef", "text"),
  field("evRule", "text"),
  field("evMultiplier", "number"),
  field("modelCode", "text", { since: SINCE.models }),
  field("lastLiquidity", "integer", { since: SINCE.lastLiquidity }),
  field("pendingPriceRevision", "flag", { since: SINCE.pendingPriceRevision }),
] as const;

export const ORDER_REPLIES = {
  orderStatus: [
    version(6, { before: SINCE.marketCapPrice }),
    field("orderId", "integer"),
    field("status", "text"),
    field("filled", "number"),
    field("remaining", "number"),
    field("averagePrice", "number"),
    field("permId", "long"),
    field("parentId", "integer"),
    field("lastPrice", "number"),
    field("clientId", "integer"),
    field("whyHeld", "text"),
    field("marketCapPrice", "number", { since: SINCE.marketCapPrice }),
  ],
  openOrder: OPEN_ORDER,
  openOrderEnd: [version(1)],
  orderBound: [field("permId", "long"), field("clientId", "integer"), field("orderId", "integer")],
  completedOrder: COMPLETED_ORDER,
  completedOrdersEnd: [],
  execution: EXECUTION,
  executionEnd: [version(1), field("requestId", "integer")],
  commissionReport: [
    version(1),
    field("execId", "text"),
    field("commission", "number"),
    field("currency", "text"),
    field("realisedProfit", "numberOrUnset"),
    field("yield", "numberOrUnset"),
    field("yieldRedemptionDate", "text"),
  ],
  nextValidId: [version(1), field("orderId", "integer")],
  softDollarTiers: [
    field("requestId", "integer"),
    list("tiers", [field("name", "text"), field("value", "text"), field("displayName", "text")]),
  ],
} as const satisfies Record<string, Layout>;
