import type { OrderRef } from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Reaction } from "../loop/process.ts";
import { FROM_ENGINE } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import { toGateway } from "./connection.ts";

/**
 * Speaks of orders that work for long, so that somebody looks after them: nothing else would be heard of an order that
 * the market passes by. By gateway time, at the first heartbeat after its age came to the limit, twice that, four times.
 */
export function speakOfOldOrders({ limits }: { readonly limits: EngineLimits }): Reaction {
  const doublingsOf = (ageMs: number): number =>
    ageMs < limits.orderAgeNoticeMs ? -1 : Math.floor(Math.log2(ageMs / limits.orderAgeNoticeMs));
  return ({ event }, world, time) => {
    // Before the books were read, nobody knows which orders still work.
    if (event.type !== "GatewayTimeReported" || world.gateway.state.phase !== "ready") return [];
    const { before } = world.readyBeats;
    return [...world.openOrders].flatMap((orderRef) => {
      const entry = world.orders.get(orderRef);
      if (entry === undefined || entry.intendedAt === null || entry.state.phase !== "working") return [];
      const ageMs = time.gateway - entry.intendedAt;
      const doublingsBefore = before === null ? -1 : doublingsOf(before - entry.intendedAt);
      if (doublingsOf(ageMs) <= doublingsBefore) return [];
      return notice(orderRef, ageMs, entry.state.filled, entry.state.placement.quantity);
    });
  };
}

function notice(orderRef: OrderRef, ageMs: number, filled: number, quantity: number): readonly Work[] {
  const minutes = Math.floor(ageMs / 60_000);
  const message = `order ${orderRef} has worked for ${minutes} min with ${filled} of ${quantity} filled: change its price or cancel it`;
  return toGateway({ type: "ReportNotice", data: { code: 0, message, requestId: null } }, FROM_ENGINE);
}
