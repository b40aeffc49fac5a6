import { CONTRACT } from "../contract-elements.ts";
import { field, type Layout, version } from "../layout.ts";
import { PLACE_ORDER } from "../place-order-layout.ts";
import { SINCE } from "../server-version.ts";
import { BARE, ID_ONLY } from "./request-elements.ts";

export const ORDER_REQUESTS = {
  placeOrder: PLACE_ORDER,
  cancelOrder: [
    version(1, { before: SINCE.taggingFields }),
    field("orderId", "integer"),
    field("manualCancelTime", "text", { since: SINCE.manualOrderTime }),
    field("externalOperator", "text", { since: SINCE.taggingFields }),
    field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFields }),
  ],
  globalCancel: [
    version(1, { before: SINCE.taggingFields }),
    field("externalOperator", "text", { since: SINCE.taggingFields }),
    field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFields }),
  ],
  openOrders: BARE,
  allOpenOrders: BARE,
  autoOpenOrders: [version(1), field("bind", "flag")],
  completedOrders: [field("apiOnly", "flag")],
  executions: [
    version(3),
    field("requestId", "integer"),
    field("clientId", "integer"),
    field("account", "text"),
    field("time", "text"),
    field("symbol", "text"),
    field("secType", "text"),
    field("exchange", "text"),
    field("side", "text"),
  ],
  ids: [version(1), field("count", "integer")],
  /** `action`: 1 exercises, 2 lets lapse. `override` exercises what is out of the money. */
  exerciseOptions: [
    version(2),
    field("requestId", "integer"),
    ...CONTRACT,
    field("action", "integer"),
    field("quantity", "integer"),
    field("account", "text"),
    field("override", "flag"),
    field("manualOrderTime", "text", { since: SINCE.exerciseTime }),
    field("customerAccount", "text", { since: SINCE.customerAccount }),
    field("professionalCustomer", "flag", { since: SINCE.professionalCustomer }),
  ],
  softDollarTiers: ID_ONLY,
} as const satisfies Record<string, Layout>;
