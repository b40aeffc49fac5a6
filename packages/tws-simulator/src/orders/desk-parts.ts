import type { OrderIdentity } from "../ledger/entry.ts";
import type { Latency } from "../venue/latency.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { FillHabits } from "./fills.ts";
import type { Order } from "./order.ts";
import type { OrderListener } from "./order-listener.ts";
import type { OrderQuirks } from "./quirks.ts";

/** What every part of the order desk works with. */
export interface DeskParts {
  readonly venue: Venue;
  readonly latency: Latency;
  readonly habits: FillHabits;
  readonly schedule: Schedule;
  readonly listener: OrderListener;
  readonly quirks: OrderQuirks;
}

/** The order as it is now. Throws for one that was never placed. */
export function orderNow(venue: Venue, permId: number): Order {
  const order = venue.state.orders.get(permId);
  if (order === undefined) throw new RangeError(`no order ${permId}`);
  return order;
}

export function identityOf(order: Order): OrderIdentity {
  return { permId: order.permId, clientId: order.clientId, orderId: order.orderId };
}
