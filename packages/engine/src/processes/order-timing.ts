import type { DomainEvent, OrderRef } from "@legbook/domain";
import type { Process } from "../loop/process.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineObserver } from "../ports/engine.ts";

/**
 * Measures orders on their way: our own time from command to socket, and the market's from socket to fill. It listens
 * before the processes that claim messages, and acts after those that send.
 */
export interface OrderTiming {
  readonly listening: Process;
  readonly acting: Process;
  /** The command was taken in. */
  began(orderRef: OrderRef): void;
}

/** Orders measured at once; older ones that never ended are forgotten. */
const MEASURED_MAX = 1_000;

export function createOrderTiming(clock: Clock, observer: EngineObserver): OrderTiming {
  /** Time of our own so far, and since when it runs; null while the gateway has the word. */
  const paths = new Map<OrderRef, { spentMs: number; runningSince: number | null }>();
  const sentAt = new Map<OrderRef, number>();
  return {
    began(orderRef) {
      if (paths.size >= MEASURED_MAX) paths.clear();
      paths.set(orderRef, { spentMs: 0, runningSince: clock.monotonicMs() });
    },
    listening: {
      name: "order-timing-listening",
      hear(message, world) {
        if (message.kind !== "marginPreview") return null;
        const owner = world.orderIds.get(message.orderId);
        const path = owner === undefined ? undefined : paths.get(owner.orderRef);
        if (path !== undefined) path.runningSince ??= clock.monotonicMs();
        return null;
      },
    },
    acting: { name: "order-timing-acting", act: ({ event }) => act(event) },
  };

  function act(event: DomainEvent): void {
    switch (event.type) {
      case "MarginPreviewRequested":
        pause(event.data.orderRef);
        return;
      case "OrderPlacementIntended":
        sent(event.data.orderRef);
        return;
      case "OrderRefused":
        paths.delete(event.data.orderRef);
        return;
      case "OrderStatusReported":
        if (event.data.status === "Filled") filled(event.data.orderRef);
        return;
      default:
    }
  }

  function pause(orderRef: OrderRef): void {
    const path = paths.get(orderRef);
    if (path === undefined || path.runningSince === null) return;
    path.spentMs += clock.monotonicMs() - path.runningSince;
    path.runningSince = null;
  }

  function sent(orderRef: OrderRef): void {
    pause(orderRef);
    const path = paths.get(orderRef);
    if (path === undefined) return;
    paths.delete(orderRef);
    observer.orderPathSeconds(path.spentMs / 1_000);
    if (sentAt.size >= MEASURED_MAX) sentAt.clear();
    sentAt.set(orderRef, clock.monotonicMs());
  }

  function filled(orderRef: OrderRef): void {
    const since = sentAt.get(orderRef);
    if (since === undefined) return;
    sentAt.delete(orderRef);
    observer.orderExecutionSeconds((clock.monotonicMs() - since) / 1_000);
  }
}
