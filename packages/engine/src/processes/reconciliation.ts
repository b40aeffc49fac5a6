import {
  epochMs,
  exchangeDate,
  isLive,
  type DomainEvent,
  type OrderRef,
  type OrderState,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process } from "../loop/process.ts";
import { FROM_ENGINE, type TurnTime } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type { BrokerGateway, GatewayMessage } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { OrderEntry, World } from "../world/world.ts";
import { completed, endsSession, toGateway } from "./connection.ts";
import { insist } from "./insist.ts";
import { toOrder } from "./order-placement.ts";

export interface ReconciliationDependencies {
  readonly coordinator: RequestCoordinator;
  readonly gateway: BrokerGateway;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly nextRequestId: () => number;
  readonly enqueue: (work: readonly Work[]) => void;
}

/** One look into the broker's books: open orders first, then executions, so that a fill in between is not missed. */
interface Round {
  /** Orders that the books must know, were they ever to: what was sent later may be younger than the books. */
  readonly inQuestion: ReadonlySet<OrderRef>;
  readonly openOrders: Set<OrderRef>;
  readonly executed: Set<OrderRef>;
  readonly executionsRequestId: number;
  openOrdersEnded: boolean;
  /** The gateway lost the broker meanwhile: what it lists may be a part. */
  isDoubtful: boolean;
}

/**
 * Settles what the engine believes of its orders with the broker's books, by `orderRef`: at every new session, after
 * the broker's own link was down, when an order has become unknown within a session, and from time to time, since
 * nobody tells of orders that are placed by hand or by another program.
 *
 * One round at a time: the list of open orders names no request, so the end of one list must not be taken for the end
 * of another. Asking changes nothing at the broker, so questions need not wait for the disk.
 */
export function createReconciliationProcess(dependencies: ReconciliationDependencies): Process {
  return new Reconciliation(dependencies);
}

class Reconciliation implements Process {
  readonly name = "reconciliation";
  readonly #dependencies: ReconciliationDependencies;
  #round: Round | null = null;
  /** Something happened that the round under way may have missed. */
  #isAnotherWanted = false;
  #deadline: (() => void) | null = null;
  #nextLook: (() => void) | null = null;

  constructor(dependencies: ReconciliationDependencies) {
    this.#dependencies = dependencies;
  }

  hear(message: GatewayMessage, world: World, time: TurnTime): readonly Work[] | null {
    switch (message.kind) {
      case "openOrder":
        if (message.order.orderRef !== null) this.#round?.openOrders.add(message.order.orderRef);
        return null;
      case "execution":
        if (message.execution.orderRef !== null) this.#round?.executed.add(message.execution.orderRef);
        return null;
      case "brokerLink":
        if (message.status === "lost" && this.#round !== null) this.#round.isDoubtful = true;
        return null;
      case "openOrdersEnd":
        return this.#openOrdersEnded();
      case "executionsEnd":
        return this.#round?.executionsRequestId === message.requestId
          ? this.#conclude(this.#round, world, time)
          : [];
      default:
        return null;
    }
  }

  #openOrdersEnded(): readonly Work[] {
    const round = this.#round;
    if (round === null || round.openOrdersEnded) return [];
    round.openOrdersEnded = true;
    insist(this.#dependencies, { kind: "executions", requestId: round.executionsRequestId }, "synchronise", {
      isWanted: () => this.#round === round,
    });
    return completed("openOrders", round.openOrders.size);
  }

  #conclude(ended: Round, world: World, time: TurnTime): readonly Work[] {
    this.#round = null;
    this.#deadline?.();
    const isAnotherWanted = this.#isAnotherWanted;
    this.#isAnotherWanted = false;
    if (isAnotherWanted) this.#begin(world);
    if (ended.isDoubtful) return [];
    const settled = [...world.openOrders].flatMap((orderRef) => {
      const entry = world.orders.get(orderRef);
      return entry === undefined || !isLive(entry.state) ? [] : settle(ended, orderRef, entry, time);
    });
    return [...settled, ...completed("executions", ended.executed.size)];
  }

  act({ event }: PlacedEvent, world: World): void {
    if (endsSession(event)) {
      this.#round = null;
      this.#isAnotherWanted = false;
      this.#deadline?.();
      this.#nextLook?.();
      return;
    }
    if (event.type === "SynchronisationCompleted") this.#lookAgain(world);
    const { phase } = world.gateway.state;
    const inSession = phase === "synchronising" || phase === "ready";
    if (inSession && callsForBooks(event, world)) this.#begin(world);
  }

  #lookAgain(world: World): void {
    const { clock, limits } = this.#dependencies;
    this.#nextLook?.();
    this.#nextLook = clock.schedule(limits.booksIntervalMs, () => {
      if (this.#round === null) this.#begin(world);
      this.#lookAgain(world);
    });
  }

  /** While the gateway has lost the broker its books are not the broker's; the link's return calls for them again. */
  #begin(world: World): void {
    if (this.#round !== null) {
      this.#isAnotherWanted = true;
      return;
    }
    if (world.gateway.state.brokerLink === "lost") return;
    const { gateway, clock, limits, nextRequestId, enqueue } = this.#dependencies;
    const round: Round = {
      inQuestion: new Set([...world.openOrders].filter((orderRef) => isInQuestion(world, orderRef))),
      openOrders: new Set(),
      executed: new Set(),
      executionsRequestId: nextRequestId(),
      openOrdersEnded: false,
      isDoubtful: false,
    };
    this.#round = round;
    insist(this.#dependencies, { kind: "openOrders" }, "synchronise", {
      isWanted: () => this.#round === round,
    });
    this.#deadline?.();
    this.#deadline = clock.schedule(limits.synchronisationDeadlineMs, () => {
      const message = `the broker's books were not told within ${limits.synchronisationDeadlineMs} ms`;
      enqueue(toGateway({ type: "ReportLoss", data: { cause: "closed", code: null, message } }, FROM_ENGINE));
      gateway.disconnect();
    });
  }
}

/** Whether an event means that our books and the broker's may differ. */
function callsForBooks(event: DomainEvent, world: World): boolean {
  switch (event.type) {
    case "SynchronisationStarted":
      return true;
    case "BrokerLinkReported":
      return event.data.status !== "lost";
    case "OrderOutcomeUnknown":
    case "OrderErrorReported":
    case "OrderStatusReported":
    case "OrderOpenReported":
    case "ExecutionReported":
      return world.orders.get(event.data.orderRef)?.state.phase === "unknown";
    default:
      return false;
  }
}

function isInQuestion(world: World, orderRef: OrderRef): boolean {
  const state = world.orders.get(orderRef)?.state;
  return state !== undefined && isLive(state) && !isOnItsWay(state);
}

/** Sent, or about to be, and not answered; nor is its answer overdue. */
function isOnItsWay(state: OrderState): boolean {
  return (
    state.phase === "intended" ||
    state.phase === "transmitted" ||
    (state.phase === "cancelPending" && !state.acknowledged)
  );
}

/** Absence speaks against orders in question only; an order that is listed is open whenever it was sent. */
function settle(round: Round, orderRef: OrderRef, entry: OrderEntry, time: TurnTime): readonly Work[] {
  const open = round.openOrders.has(orderRef);
  const executed = round.executed.has(orderRef);
  if (!open && !round.inQuestion.has(orderRef)) return [];
  const lists = `${open ? "in" : "not in"} the broker's open orders, ${executed ? "in" : "not in"} its executions of the day`;
  const placedOn = entry.intendedAt === null ? null : exchangeDate(epochMs(entry.intendedAt));
  const isBlind = !open && !executed && placedOn !== null && placedOn < exchangeDate(time.gateway);
  const evidence = isBlind
    ? `${lists}; it is of ${placedOn}, and executions of earlier days are not told`
    : lists;
  const reconcile = toOrder(orderRef, { type: "Reconcile", data: { open, executed, evidence } });
  if (!isBlind) return [reconcile];
  const message = `order ${orderRef} of ${placedOn} is over, whether filled is not told any more: compare the positions in its legs`;
  return [
    reconcile,
    ...toGateway({ type: "ReportNotice", data: { code: 0, message, requestId: null } }, FROM_ENGINE),
  ];
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
      case "cancelPending":
        return [toOrder(orderRef, { type: "MarkUnknown", data: { cause: "restart" } }, FROM_ENGINE)];
      default:
        return [];
    }
  });
}
