import { isLive, type OrderRef } from "@legbook/domain";
import type { Process } from "../loop/process.ts";
import { FROM_ENGINE } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import { completed, endsSession } from "./connection.ts";
import { toOrder } from "./order-placement.ts";

export interface ReconciliationDependencies {
  readonly coordinator: RequestCoordinator;
  readonly nextRequestId: () => number;
}

/** One look into the broker's books: open orders first, then executions, so that a fill in between is not missed. */
interface Round {
  readonly openOrders: Set<OrderRef>;
  readonly executed: Set<OrderRef>;
  openOrdersEnded: boolean;
  executionsRequestId: number;
}

/**
 * Settles what the engine believes of its orders with the broker's books, by `orderRef`: at every new session, after
 * the broker's own link was down, and when an order's acknowledgement is overdue.
 */
export function createReconciliationProcess(dependencies: ReconciliationDependencies): Process {
  const { coordinator, nextRequestId } = dependencies;
  let round: Round | null = null;
  return { name: "reconciliation", hear, act };

  function hear(message: GatewayMessage, world: World): readonly Work[] | null {
    switch (message.kind) {
      case "openOrder":
        if (message.order.orderRef !== null) round?.openOrders.add(message.order.orderRef);
        return null;
      case "execution":
        if (message.execution.orderRef !== null) round?.executed.add(message.execution.orderRef);
        return null;
      case "openOrdersEnd":
        return openOrdersEnded();
      case "executionsEnd":
        return round?.executionsRequestId === message.requestId ? conclude(round, world) : [];
      default:
        return null;
    }
  }

  function openOrdersEnded(): readonly Work[] {
    if (round === null || round.openOrdersEnded) return [];
    round.openOrdersEnded = true;
    coordinator.submit(
      { kind: "executions", requestId: round.executionsRequestId },
      "synchronise",
      () => undefined,
    );
    return completed("openOrders", round.openOrders.size);
  }

  function conclude(ended: Round, world: World): readonly Work[] {
    round = null;
    const settled = [...world.openOrders].flatMap((orderRef): readonly Work[] => {
      const state = world.orders.get(orderRef)?.state;
      if (state === undefined || !isLive(state)) return [];
      const open = ended.openOrders.has(orderRef);
      const executed = ended.executed.has(orderRef);
      const evidence = `${open ? "in" : "not in"} the broker's open orders, ${executed ? "in" : "not in"} its executions of the day`;
      return [toOrder(orderRef, { type: "Reconcile", data: { open, executed, evidence } })];
    });
    return [...settled, ...completed("executions", ended.executed.size)];
  }

  function act({ event }: PlacedEvent, world: World): void {
    if (endsSession(event)) {
      round = null;
      return;
    }
    switch (event.type) {
      case "SynchronisationStarted":
        begin();
        return;
      case "BrokerLinkReported":
        if (event.data.status !== "lost" && world.gateway.state.phase === "ready") begin();
        return;
      case "OrderOutcomeUnknown":
        if (event.data.cause === "acknowledgementOverdue" && world.gateway.state.phase === "ready") begin();
        return;
      default:
    }
  }

  function begin(): void {
    round = {
      openOrders: new Set(),
      executed: new Set(),
      openOrdersEnded: false,
      executionsRequestId: nextRequestId(),
    };
    coordinator.submit({ kind: "openOrders" }, "synchronise", () => undefined);
  }
}

/** What a restart leaves behind: previews whose asker is gone, and orders that may or may not have reached the broker. */
export function afterRestart(world: World): readonly Work[] {
  return [...world.openOrders].flatMap((orderRef): readonly Work[] => {
    switch (world.orders.get(orderRef)?.state.phase) {
      case "requested":
      case "previewing":
        return [
          toOrder(
            orderRef,
            {
              type: "RefuseOrder",
              data: {
                refusal: {
                  code: "order.interrupted",
                  message: "The engine stopped before the order was decided; nothing was sent.",
                  field: null,
                  inputs: { orderRef },
                  limit: null,
                  remedy: "Send it again under a new reference.",
                },
              },
            },
            FROM_ENGINE,
          ),
        ];
      case "intended":
      case "transmitted":
        return [toOrder(orderRef, { type: "MarkUnknown", data: { cause: "restart" } }, FROM_ENGINE)];
      default:
        return [];
    }
  });
}
