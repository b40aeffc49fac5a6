import { type Order, statusOf } from "../orders/order.ts";
import { wallTime } from "../venue/calendar.ts";
import type { MarketSource } from "../venue/market.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { ABSENT, ABSENT_LATER } from "./absent-order-fields.ts";
import { orderFields } from "./order-fields.ts";

/** How an order ended, in the words that clients' logs show [R]. */
function completedStatus(order: Order): string {
  if (order.phase === "filled") return `Filled Size: ${order.filled}`;
  return order.phase === "cancelled" ? "Cancelled by Trader" : "Rejected";
}

/** An order that has ended: without its client and order id, as the layout has it. */
export function completedOrderValues(source: MarketSource, order: Order): ReplyValues<"completedOrder"> {
  return {
    ...ABSENT,
    ...ABSENT_LATER,
    ...orderFields(source, order),
    permId: order.permId,
    status: statusOf(order),
    deltaNeutralOrder: { conId: 0, shortSale: false, shortSaleSlot: 0, designatedLocation: "" },
    autoCancelDate: "",
    filledQuantity: order.filled,
    refFuturesConId: 0,
    shareholder: "Not an insider or substantial shareholder",
    imbalanceOnly: false,
    routeMarketableToBbo: false,
    parentPermId: order.parentPermId,
    completedTime: `${wallTime(order.endedAt ?? order.placedAt)} US/Eastern`,
    completedStatus: completedStatus(order),
  };
}
