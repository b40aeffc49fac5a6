import {
  applyTicks,
  corporateDates,
  gatewayConnection,
  isTerminal,
  order,
  riskControl,
  scanPresets,
  subscriptionLines,
  unreachable,
  withVolatility,
  type AccountEvent,
  type ChainEvent,
  type CorporateDatesEvent,
  type DomainEvent,
  type EventMetadata,
  type GatewayConnectionEvent,
  type OrderEvent,
  type RiskEvent,
  type ScanPresetsEvent,
  type StreamName,
  type SubscriptionLinesEvent,
} from "@legbook/domain";
import { accountOf, chainOf, corporateDatesOf, RECENT_INTENTS_MAX, riskOf, type World } from "./world.ts";

/** An event with its place: on its way into the log, or out of it. */
export interface PlacedEvent {
  readonly stream: StreamName;
  /** -1 where the writer does not follow the stream's revision. */
  readonly revision: number;
  readonly event: DomainEvent;
  readonly metadata: EventMetadata;
}

/** Folds one event into what the engine knows. Throws when the event does not belong where it stands. */
export function applyToWorld(world: World, placed: PlacedEvent): void {
  const { stream, revision, event } = placed;
  switch (stream.slice(0, stream.indexOf("-"))) {
    case "gateway":
      world.gateway = {
        state: gatewayConnection.evolve(world.gateway.state, event as GatewayConnectionEvent),
        revision,
      };
      if (event.type === "NextOrderIdReported") raiseOrderId(world, event.data.orderId - 1);
      if (event.type === "GatewayTimeReported" && world.gateway.state.phase === "ready")
        world.readyBeats = { before: world.readyBeats.last, last: placed.metadata.occurredAt };
      return;
    case "lines":
      world.lines = {
        state: subscriptionLines.evolve(world.lines.state, event as SubscriptionLinesEvent),
        revision,
      };
      // What the gateway quotes no longer is no market, however young its last word is.
      if (event.type === "LineRejectionReported") world.quotes.rows.delete(event.data.conId);
      return;
    case "order":
      applyOrder(world, placed, event as OrderEvent);
      return;
    case "risk": {
      const risk = event as RiskEvent;
      const { account } = risk.data;
      world.risk.set(account, { state: riskControl.evolve(riskOf(world, account).state, risk), revision });
      return;
    }
    case "market":
      if (event.type !== "TicksRecorded") throw new Error(`${event.type} in ${stream}`);
      applyTicks(world.quotes, event.data);
      return;
    case "chain":
      applyChain(world, event as ChainEvent);
      return;
    case "dates": {
      const dates = event as CorporateDatesEvent;
      const { symbol } = dates.data;
      const state = corporateDates.evolve(corporateDatesOf(world, symbol).state, dates);
      world.corporateDates.set(symbol, { state, revision });
      return;
    }
    case "scan":
      world.scanPresets = {
        state: scanPresets.evolve(world.scanPresets.state, event as ScanPresetsEvent),
        revision,
      };
      return;
    case "account":
      applyAccount(world, event as AccountEvent);
      return;
    case "session":
    case "inputs":
    case "requests":
      return;
    default:
      throw new Error(`no fold for stream ${stream}`);
  }
}

function raiseOrderId(world: World, seen: number): void {
  world.orderIdHighest = Math.max(world.orderIdHighest, seen);
}

function applyOrder(world: World, placed: PlacedEvent, event: OrderEvent): void {
  const { orderRef } = event.data;
  const before = world.orders.get(orderRef);
  const state = order.evolve(before?.state ?? order.initial, event);
  world.orders.set(orderRef, {
    state,
    revision: placed.revision,
    correlationId: before?.correlationId ?? placed.metadata.correlationId,
    intendedAt:
      event.type === "OrderPlacementIntended" ? placed.metadata.occurredAt : (before?.intendedAt ?? null),
  });
  if (isTerminal(state)) world.openOrders.delete(orderRef);
  else world.openOrders.add(orderRef);
  if (event.type === "OrderPlacementIntended") {
    world.recentIntents.push(orderRef);
    if (world.recentIntents.length > RECENT_INTENTS_MAX) world.recentIntents.shift();
  }
  if (event.type === "OrderPlacementIntended" || event.type === "MarginPreviewRequested") {
    const whatIf = event.type === "MarginPreviewRequested";
    world.orderIds.set(event.data.orderId, { orderRef, whatIf });
    raiseOrderId(world, event.data.orderId);
  } else if (event.type === "ExecutionReported") {
    world.execIds.set(event.data.execId, orderRef);
  }
}

function applyChain(world: World, event: ChainEvent): void {
  const chain = chainOf(world, event.data.symbol);
  switch (event.type) {
    case "ChainRequested":
    case "ChainRequestRefused":
      return;
    case "UnderlyingReported":
      chain.underlying = event.data.contract;
      return;
    case "ChainParametersReported":
      chain.parameters = event.data;
      return;
    case "ExpiryContractsReported":
      chain.contracts.set(event.data.expiry, event.data.contracts);
      for (const contract of event.data.contracts) world.options.set(contract.conId, contract);
      return;
    case "UnderlyingVolatilityRecorded": {
      const { date, volatility, at } = event.data;
      chain.volatilities = withVolatility(chain.volatilities, { date, volatility, at });
      return;
    }
    default:
      unreachable(event);
  }
}

function applyAccount(world: World, event: AccountEvent): void {
  const known = accountOf(world, event.data.account);
  switch (event.type) {
    case "AccountSummaryReported":
      known.summary = event.data;
      return;
    case "PositionReported":
      if (event.data.quantity === 0) known.positions.delete(event.data.contract.conId);
      else known.positions.set(event.data.contract.conId, event.data);
      return;
    case "AccountProfitAndLossReported":
      known.daily = event.data.daily;
      known.unrealised = event.data.unrealised;
      known.realised = event.data.realised;
      return;
    case "PositionProfitAndLossReported":
      return;
    default:
      unreachable(event);
  }
}
