import {
  comboMarketView,
  connectionHealth,
  isLive,
  sideOfLegs,
  toTick,
  type ComboMarketView,
  type EpochMs,
  type Micros,
  type OrderRequest,
  type OrderState,
  type RiskInputs,
  type RiskLimits,
} from "@legbook/domain";
import { accountOf, chainOf, riskOf, type World } from "../world/world.ts";

/** The market of an order's legs as the engine sees it at `at`. */
export function marketOf(world: World, request: OrderRequest, at: EpochMs): ComboMarketView {
  const underlying = chainOf(world, request.symbol).underlying?.conId ?? null;
  return comboMarketView(world.quotes, request.legs, underlying, at);
}

/**
 * The limit price that an order's policy means on this market, signed (a credit is negative) and on the tick: the
 * mid is moved in our favour, the natural price so that it crosses. Null when a leg has no quote to price from.
 */
export function limitPriceOf(request: OrderRequest, quotes: ComboMarketView): Micros | null {
  switch (request.price.kind) {
    case "limit":
      return request.price.price;
    case "natural":
      return quotes.ask === null ? null : toTick(quotes.ask, request.tick, "up");
    case "mid": {
      if (quotes.bid === null || quotes.ask === null) return null;
      const mid = Math.floor((quotes.bid + quotes.ask) / 2) as Micros;
      return toTick(mid, request.tick, "down");
    }
    default:
      return request.price satisfies never;
  }
}

/** Everything that the risk rules look at, for one order at one moment. What is not known is null: rules fail closed. */
export function riskInputsOf(
  world: World,
  state: OrderState,
  request: OrderRequest,
  limitPrice: Micros,
  limits: RiskLimits,
  now: EpochMs,
): RiskInputs {
  const account = accountOf(world, request.account);
  const risk = riskOf(world, request.account).state;
  const health = connectionHealth(world.gateway.state);
  const quotes = marketOf(world, request, now);
  const volatilities = quotes.legs.flatMap((leg) => (leg.volatility === null ? [] : [leg.volatility]));
  return {
    now,
    account: request.account,
    killSwitch: { engaged: risk.killSwitch.engaged, reason: risk.killSwitch.reason },
    connection: health,
    quotes,
    limitPrice,
    width: request.width,
    tick: request.tick,
    side: sideOfLegs(request),
    quantity: request.quantity,
    multiplier: request.legs[0]?.contract.multiplier ?? 0,
    margin: state.margin,
    marginFailure: state.marginFailure,
    position: { existing: heldContracts(world, request), working: workingContracts(world, request) },
    dailyProfit: account.daily,
    buyingPower: account.summary?.buyingPower ?? null,
    breaker: {
      tripped: risk.breakers.has(request.symbol),
      volatility: volatilities.length < request.legs.length ? null : Math.max(...volatilities),
    },
    duplicates: duplicatesOf(world, request, limits, now),
  };
}

/** Largest holding in any leg, in contracts, whatever its direction. */
function heldContracts(world: World, request: OrderRequest): number {
  const { positions } = accountOf(world, request.account);
  return Math.max(...request.legs.map((leg) => Math.abs(positions.get(leg.contract.conId)?.quantity ?? 0)));
}

/** What live orders of the account may still add in any of these legs, in contracts. */
function workingContracts(world: World, request: OrderRequest): number {
  const conIds = new Set(request.legs.map((leg) => leg.contract.conId));
  let contracts = 0;
  for (const orderRef of world.openOrders) {
    const other = world.orders.get(orderRef)?.state;
    if (other === undefined || orderRef === request.orderRef || !isLive(other)) continue;
    const { placement } = other;
    if (placement === null || placement.account !== request.account) continue;
    if (placement.legs.some((leg) => conIds.has(leg.contract.conId))) contracts += other.remaining;
  }
  return contracts;
}

function duplicatesOf(
  world: World,
  request: OrderRequest,
  limits: RiskLimits,
  now: EpochMs,
): RiskInputs["duplicates"] {
  const key = legsKey(request);
  return world.recentIntents.flatMap((orderRef) => {
    const entry = world.orders.get(orderRef);
    const other = entry?.state.request ?? null;
    if (entry === undefined || entry.intendedAt === null || other === null || orderRef === request.orderRef)
      return [];
    const ageMs = now - entry.intendedAt;
    const same =
      other.account === request.account && other.quantity === request.quantity && legsKey(other) === key;
    return same && ageMs < limits.duplicateWindowMs ? [{ orderRef, ageMs }] : [];
  });
}

function legsKey(request: OrderRequest): string {
  return request.legs.map((leg) => `${leg.action}${leg.ratio}x${leg.contract.conId}`).join(",");
}
