import type { OrderRef } from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process } from "../loop/process.ts";
import { FROM_ENGINE, type TurnTime } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import { toGateway } from "./connection.ts";

/**
 * Speaks of orders that work for long, so that somebody looks after them: nothing else would be heard of an order that
 * the market passes by. By gateway time, at the first heartbeat after its age came to the limit, twice that, four times.
 */
export function createOrderAgeProcess({ limits }: { readonly limits: EngineLimits }): Process {
  const told = new Map<OrderRef, number>();
  return {
    name: "order-age",
    react({ event }: PlacedEvent, world: World, time: TurnTime): readonly Work[] {
      // Before the books were read, nobody knows which orders still work.
      if (event.type !== "GatewayTimeReported" || world.gateway.state.phase !== "ready") return [];
      for (const orderRef of told.keys()) if (!world.openOrders.has(orderRef)) told.delete(orderRef);
      return [...world.openOrders]
        .flatMap((orderRef) => {
          const entry = world.orders.get(orderRef);
          if (entry === undefined || entry.intendedAt === null || entry.state.phase !== "working") return [];
          const ageMs = time.gateway - entry.intendedAt;
          const doublings = Math.floor(Math.log2(ageMs / limits.orderAgeNoticeMs));
          if (!(doublings >= 0) || doublings <= (told.get(orderRef) ?? -1)) return [];
          told.set(orderRef, doublings);
          return [notice(orderRef, ageMs, entry.state.filled, entry.state.placement.quantity)];
        })
        .flat();
    },
  };
}

function notice(orderRef: OrderRef, ageMs: number, filled: number, quantity: number): readonly Work[] {
  const minutes = Math.floor(ageMs / 60_000);
  const message = `order ${orderRef} has worked for ${minutes} min with ${filled} of ${quantity} filled: change its price or cancel it`;
  return toGateway({ type: "ReportNotice", data: { code: 0, message, requestId: null } }, FROM_ENGINE);
}
