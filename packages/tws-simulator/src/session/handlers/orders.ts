import { type Order, remainingOf, statusOf } from "../../orders/order.ts";
import { moneyToUnits } from "../../venue/money.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { openOrderValues } from "../open-order-values.ts";

export function sendOrderStatus(session: ClientSession, order: Order, status: string): void {
  const average = order.filled === 0 ? 0 : order.filledValue / order.filled;
  session.send("orderStatus", {
    orderId: order.orderId,
    status,
    filled: order.filled,
    remaining: remainingOf(order),
    averagePrice: moneyToUnits(average),
    permId: order.permId,
    parentId: 0,
    lastPrice: moneyToUnits(order.lastPrice),
    clientId: order.clientId,
    whyHeld: "",
    marketCapPrice: 0,
  });
}

export function sendOrder(session: ClientSession, order: Order): void {
  session.send("openOrder", openOrderValues(session.venue.source, order));
  sendOrderStatus(session, order, statusOf(order));
}

export function placeOrder(session: ClientSession, request: RequestValues<"placeOrder">): void {
  session.desk.place(session.clientId, request);
}

export function cancelOrder(session: ClientSession, { orderId }: RequestValues<"cancelOrder">): void {
  session.desk.cancel(session.clientId, orderId);
}

export function globalCancel(session: ClientSession): void {
  session.desk.cancelAll();
}

function sendOpenOrders(session: ClientSession, wanted: (order: Order) => boolean): void {
  for (const order of session.venue.state.active) if (wanted(order)) sendOrder(session, order);
  session.send("openOrderEnd", {});
}

export function openOrders(session: ClientSession): void {
  sendOpenOrders(session, (order) => order.clientId === session.clientId);
}

export function allOpenOrders(session: ClientSession): void {
  sendOpenOrders(session, () => true);
}

/** Only client 0 may bind orders placed by hand; the venue has none of these. */
export function autoOpenOrders(session: ClientSession): void {
  if (session.clientId === 0) sendOpenOrders(session, (order) => order.clientId === 0);
  else session.error(-1, 327, "Only the default client (i.e 0) can auto bind orders.");
}

/** None are given: the layout of a combo's completed order is not known well enough. */
export function completedOrders(session: ClientSession): void {
  session.send("completedOrdersEnd", {});
}
