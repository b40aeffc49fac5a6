import {
  assessOrder,
  isTerminal,
  refusesCancel,
  type EpochMs,
  type OrderCommand,
  type OrderRef,
  type OrderRequest,
  type OrderState,
  type RiskLimits,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process, Reaction } from "../loop/process.ts";
import { FROM_ENGINE, FROM_TIMER, type Cause } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type { BrokerGateway, GatewayOrder } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { riskOf, type World } from "../world/world.ts";
import { endsSession } from "./connection.ts";
import { insist } from "./insist.ts";
import { limitPriceOf, marketOf, riskInputsOf } from "./risk-view.ts";

export interface OrderPlacementDependencies {
  readonly coordinator: RequestCoordinator;
  readonly gateway: Pick<BrokerGateway, "isOpen">;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly enqueue: (work: readonly Work[]) => void;
}

/** An order's bytes and deadlines: what is sent when it is to be previewed, was intended, or is to be cancelled. */
export function createOrderPlacementProcess(dependencies: OrderPlacementDependencies): Process {
  return new OrderPlacement(dependencies);
}

class OrderPlacement implements Process {
  readonly name = "order-placement";
  readonly #dependencies: OrderPlacementDependencies;
  /** Orders whose turn to be sent has not come, with what is to be done once they are. A cancel may not overtake its order. */
  readonly #waiting = new Map<OrderRef, { cancel: boolean }>();

  constructor(dependencies: OrderPlacementDependencies) {
    this.#dependencies = dependencies;
  }

  act(placed: PlacedEvent, world: World): void {
    const { event } = placed;
    switch (event.type) {
      case "MarginPreviewRequested":
        this.#askMargin(world, event.data.orderRef, event.data.orderId);
        return;
      case "OrderPlacementIntended":
        this.#transmit(world, event.data.orderRef, event.data.orderId);
        return;
      case "OrderCancelRequested":
        this.#transmitCancel(world, event.data.orderRef, event.data.orderId);
        return;
      case "OrderReconciled": {
        const state = world.orders.get(event.data.orderRef)?.state;
        const orderId = state?.placement?.orderId;
        if (state?.cancelRequested === true && !isTerminal(state) && orderId !== undefined) {
          this.#transmitCancel(world, event.data.orderRef, orderId);
        }
        return;
      }
      default:
    }
  }

  #askMargin(world: World, orderRef: OrderRef, orderId: number): void {
    const state = world.orders.get(orderRef)?.state;
    if (state === undefined || state.phase !== "previewing") return;
    const order = gatewayOrder(state);
    this.#dependencies.coordinator.submit(
      { kind: "placeOrder", orderId, order, whatIf: true },
      "order",
      (outcome) => {
        if (outcome.kind === "refused")
          this.#dependencies.enqueue([toOrder(orderRef, failedPreview("disconnected", outcome.message))]);
      },
    );
    this.#dependencies.clock.schedule(this.#dependencies.limits.marginPreviewDeadlineMs, () => {
      const message = `no margin preview within ${this.#dependencies.limits.marginPreviewDeadlineMs} ms`;
      this.#dependencies.enqueue([toOrder(orderRef, failedPreview("timedOut", message), FROM_TIMER)]);
    });
  }

  #transmit(world: World, orderRef: OrderRef, orderId: number): void {
    const state = world.orders.get(orderRef)?.state;
    if (state === undefined) throw new Error(`intent without an order: ${orderRef}`);
    const { coordinator, enqueue } = this.#dependencies;
    const waiting = { cancel: false };
    this.#waiting.set(orderRef, waiting);
    const request = { kind: "placeOrder", orderId, order: gatewayOrder(state), whatIf: false } as const;
    coordinator.submit(request, "order", (outcome) => {
      this.#waiting.delete(orderRef);
      if (outcome.kind === "refused") {
        const { message } = outcome;
        enqueue([toOrder(orderRef, { type: "FailTransmission", data: { orderId, message } })]);
        return;
      }
      enqueue([toOrder(orderRef, { type: "ConfirmTransmission", data: { orderId } })]);
      this.#awaitAcknowledgement(orderRef);
      if (waiting.cancel) this.#transmitCancel(world, orderRef, orderId);
    });
  }

  #awaitAcknowledgement(orderRef: OrderRef): void {
    const { clock, limits, enqueue } = this.#dependencies;
    const overdue = { type: "MarkUnknown", data: { cause: "acknowledgementOverdue" } } as const;
    clock.schedule(limits.acknowledgementDeadlineMs, () => enqueue([toOrder(orderRef, overdue, FROM_TIMER)]));
  }

  #transmitCancel(world: World, orderRef: OrderRef, orderId: number): void {
    const waiting = this.#waiting.get(orderRef);
    if (waiting !== undefined) {
      waiting.cancel = true;
      return;
    }
    insist(this.#dependencies, { kind: "cancelOrder", orderId }, "cancel", {
      isWanted: () => world.orders.get(orderRef)?.state.cancelRequested === true,
      onSent: () =>
        this.#dependencies.enqueue([
          toOrder(orderRef, { type: "ConfirmCancelTransmission", data: { orderId } }),
        ]),
    });
  }
}

/** What follows from each step of an order, up to its intent; and what the kill switch and the end of a session do to it. */
export function followOrders({ limits }: Pick<OrderPlacementDependencies, "limits">): Reaction {
  return ({ event }, world, time) => {
    if (endsSession(event)) return sessionEnded(world);
    switch (event.type) {
      case "OrderRequested":
        return beginPreview(world, event.data, time.gateway, limits);
      case "MarginPreviewReported":
      case "MarginPreviewFailed":
        return judge(world, event.data.orderRef, time.gateway);
      case "RiskAssessed":
        return tripBreaker(world, event.data.orderRef);
      case "KillSwitchEngaged":
        return cancelAll(world, event.data.account, event.data.reason);
      case "OrderReconciled":
        return wasCancelRefused(world, event.data.orderRef) ? [] : cancelIfKilled(world, event.data.orderRef);
      case "OrderOpenReported":
      case "OrderStatusReported":
        return cancelIfKilled(world, event.data.orderRef);
      default:
        return [];
    }
  };
}

function beginPreview(
  world: World,
  request: OrderRequest,
  now: EpochMs,
  limits: EngineLimits,
): readonly Work[] {
  const limitPrice = limitPriceOf(request, marketOf(world, request, now));
  if (limitPrice === null) return [toOrder(request.orderRef, noPrice(request))];
  const deadlineMs = limits.marginPreviewDeadlineMs;
  const begin = toOrder(request.orderRef, {
    type: "BeginMarginPreview",
    data: { orderId: world.orderIdHighest + 1, limitPrice, deadlineMs },
  });
  if (world.gateway.state.phase === "ready") return [begin];
  return [begin, toOrder(request.orderRef, failedPreview("disconnected", "the gateway is not connected"))];
}

/** Margin is known, or known not to come: every rule is asked, and the order is intended or refused. */
function judge(world: World, orderRef: OrderRef, now: EpochMs): readonly Work[] {
  const state = world.orders.get(orderRef)?.state;
  if (state === undefined || state.request === null || state.previewPrice === null) return [];
  if (state.margin === null && state.marginFailure === null) return [];
  const { limits } = riskOf(world, state.request.account).state;
  const limitPrice = state.previewPrice;
  const inputs = riskInputsOf(world, state, state.request, limitPrice, limits, now);
  const assessment = assessOrder(inputs, limits);
  const orderId = world.orderIdHighest + 1;
  return [
    toOrder(orderRef, {
      type: "DecidePlacement",
      data: { orderId, limitPrice, quotes: inputs.quotes, limits, assessment },
    }),
  ];
}

/** A leg whose implied volatility is over the limit closes its underlying for everyone until a person resets it. */
function tripBreaker(world: World, orderRef: OrderRef): readonly Work[] {
  const state = world.orders.get(orderRef)?.state;
  if (state === undefined || state.request === null || state.assessment === null) return [];
  const { account, symbol } = state.request;
  const { limits, quotes } = state.assessment;
  const highest = Math.max(...quotes.legs.map((leg) => leg.volatility ?? 0));
  if (!(highest > limits.volatilityMax)) return [];
  return [
    {
      task: {
        to: "risk",
        account,
        command: {
          type: "TripBreaker",
          data: { account, underlying: symbol, volatility: highest, limit: limits.volatilityMax },
        },
      },
      cause: FROM_ENGINE,
    },
  ];
}

/** An order that turns out to be open while the kill switch is engaged: it was in doubt when everything else was cancelled. */
function cancelIfKilled(world: World, orderRef: OrderRef): readonly Work[] {
  const state = world.orders.get(orderRef)?.state;
  if (state === undefined || state.phase !== "working") return [];
  const { engaged, reason } = riskOf(world, state.placement.account).state.killSwitch;
  return engaged
    ? [toOrder(orderRef, { type: "CancelOrder", data: { reason: `kill switch: ${reason ?? ""}` } })]
    : [];
}

/** The broker's books were read because it refused a cancel: asked again at once, it would refuse again. */
function wasCancelRefused(world: World, orderRef: OrderRef): boolean {
  const error = world.orders.get(orderRef)?.state.lastError ?? null;
  return error !== null && refusesCancel(error.code);
}

function cancelAll(world: World, account: string, reason: string): readonly Work[] {
  return [...world.openOrders].flatMap((orderRef) => {
    const placement = world.orders.get(orderRef)?.state.placement ?? null;
    if (placement === null || placement.account !== account) return [];
    return [toOrder(orderRef, { type: "CancelOrder", data: { reason: `kill switch: ${reason}` } })];
  });
}

/** What was on its way when the session ended has no answer: previews fail, unacknowledged orders are unknown. */
function sessionEnded(world: World): readonly Work[] {
  return [...world.openOrders].flatMap((orderRef) => {
    switch (world.orders.get(orderRef)?.state.phase) {
      case "requested":
      case "previewing":
        return [toOrder(orderRef, failedPreview("disconnected", "the session with the gateway ended"))];
      case "intended":
      case "transmitted":
      case "cancelPending":
        return [toOrder(orderRef, { type: "MarkUnknown", data: { cause: "connectionLost" } })];
      default:
        return [];
    }
  });
}

function noPrice(request: OrderRequest): OrderCommand {
  return {
    type: "RefuseOrder",
    data: {
      refusal: {
        code: "order.no-live-price",
        message: `There is no two-sided quote of both legs to take the ${request.price.kind} price from.`,
        field: "price",
        inputs: { symbol: request.symbol, price: request.price.kind },
        limit: null,
        remedy: "Wait for quotes of both legs, or give a limit price.",
      },
    },
  };
}

function failedPreview(cause: "disconnected" | "timedOut", message: string): OrderCommand {
  return { type: "FailMarginPreview", data: { cause, code: null, message } };
}

function gatewayOrder(state: OrderState): GatewayOrder {
  const { request, placement, previewPrice } = state;
  const limitPrice = placement?.limitPrice ?? previewPrice;
  if (request === null || limitPrice === null) throw new Error("an order without terms cannot be sent");
  return {
    orderRef: request.orderRef,
    account: request.account,
    symbol: request.symbol,
    currency: request.legs[0]?.contract.currency ?? "USD",
    legs: request.legs,
    quantity: request.quantity,
    limitPrice,
    timeInForce: request.timeInForce,
  };
}

export function toOrder(orderRef: OrderRef, command: OrderCommand, cause: Cause = FROM_ENGINE): Work {
  return { task: { to: "order", orderRef, command }, cause };
}

/** The limits in force for an account. */
export function limitsOf(world: World, account: string): RiskLimits {
  return riskOf(world, account).state.limits;
}
