import { isActive, type Order, remainingOf, statusOf } from "../../orders/order.ts";
import { holdsOf, whyHeld } from "../../orders/waiting.ts";
import { exchangeDate } from "../../venue/calendar.ts";
import { moneyToUnits } from "../../venue/money.ts";
import type { Venue } from "../../venue/venue.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { completedOrderValues } from "../completed-order-values.ts";
import { openOrderValues } from "../open-order-values.ts";

/** Why an active order is not in the market yet, in TWS's words. */
function heldBy({ state, clock }: Venue, order: Order): string {
  if (!isActive(order) || order.phase === "held") return "";
  const parent = order.parentPermId === 0 ? undefined : state.orders.get(order.parentPermId);
  return whyHeld(holdsOf(order, parent, clock.now()));
}

export function sendOrderStatus(session: ClientSession, order: Order, status: string): void {
  const average = order.filled === 0 ? 0 : order.filledValue / order.filled;
  session.send("orderStatus", {
    orderId: order.orderId,
    status,
    filled: order.filled,
    remaining: remainingOf(order),
    averagePrice: moneyToUnits(average),
    permId: order.permId,
    parentId: order.terms.parentId,
    lastPrice: moneyToUnits(order.lastPrice),
    clientId: order.clientId,
    whyHeld: heldBy(session.venue, order),
    // TWS caps some market orders' prices; the simulator caps none.
    marketCapPrice: 0,
  });
}

export function sendOrder(session: ClientSession, order: Order): void {
  session.send("openOrder", openOrderValues(session.venue.source, order));
  sendOrderStatus(session, order, statusOf(order));
}

/** An order of client 0's that a person placed: its new id, and the order under it [D]. */
export function sendOrderBound(session: ClientSession, order: Order): void {
  const { permId, clientId, orderId } = order;
  session.send("orderBound", { permId, clientId, orderId });
  sendOrder(session, order);
}

export function placeOrder(session: ClientSession, request: RequestValues<"placeOrder">): void {
  session.desk.place(session.clientId, request);
}

export function cancelOrder(session: ClientSession, request: RequestValues<"cancelOrder">): void {
  session.desk.cancel(session.clientId, request.orderId, request.manualCancelTime);
}

export function globalCancel(session: ClientSession): void {
  session.desk.cancelAll();
}

function sendOpenOrders(session: ClientSession, wanted: (order: Order) => boolean): void {
  for (const order of session.venue.state.active) if (wanted(order)) sendOrder(session, order);
  session.send("openOrderEnd", {});
}

/** The client's own; client 0's include those placed by hand, which are bound by this [D]. */
export function openOrders(session: ClientSession): void {
  if (session.clientId === 0) session.desk.manual.bindAll();
  sendOpenOrders(session, (order) => order.clientId === session.clientId);
}

/** Everybody's, under their own clients' ids; those placed by hand have id 0 until they are bound [D]. */
export function allOpenOrders(session: ClientSession): void {
  sendOpenOrders(session, () => true);
}

/** From now on orders placed by hand get an id at once; only client 0 may want that, and while it is connected [D]. */
export function autoOpenOrders(session: ClientSession, { bind }: RequestValues<"autoOpenOrders">): void {
  if (session.clientId !== 0) {
    session.error(-1, 327, "Only the default client (i.e 0) can auto bind orders.");
    return;
  }
  session.desk.manual.bindsNew = bind;
}

/** The day's orders that have ended, whoever placed them; with `apiOnly` without those placed by hand. */
export function completedOrders(session: ClientSession, { apiOnly }: RequestValues<"completedOrders">): void {
  const { state, source, clock } = session.venue;
  const today = exchangeDate(clock.now());
  for (const order of state.orders.values()) {
    if (order.endedAt === null || exchangeDate(order.endedAt) !== today) continue;
    if (apiOnly && order.orderId <= 0) continue;
    session.send("completedOrder", completedOrderValues(source, order));
  }
  session.send("completedOrdersEnd", {});
}
