import type { Order } from "./orders/order.ts";
import { moneyToUnits } from "./venue/money.ts";
import type { Venue } from "./venue/venue.ts";

/** One position, in whole units of USD. */
export interface PositionSnapshot {
  readonly conId: number;
  readonly symbol: string;
  readonly localSymbol: string;
  readonly quantity: number;
  /** Of one contract, multiplier and commissions included. */
  readonly averageCost: number;
  readonly marketPrice: number;
  readonly marketValue: number;
  readonly unrealised: number;
  readonly realisedToday: number;
  /** Since the last close. */
  readonly daily: number;
}

/** The simulator's own view of an account, in whole units of USD. */
export interface AccountSnapshot {
  readonly account: string;
  readonly cash: number;
  readonly netLiquidation: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  readonly availableFunds: number;
  readonly unrealised: number;
  readonly realisedToday: number;
  readonly daily: number;
  readonly positions: readonly PositionSnapshot[];
  readonly activeOrders: readonly Order[];
}

export function accountSnapshot(venue: Venue, id: string): AccountSnapshot {
  const valuation = venue.valuation(id);
  return {
    account: id,
    cash: moneyToUnits(valuation.cash),
    netLiquidation: moneyToUnits(valuation.netLiquidation),
    initialMargin: moneyToUnits(valuation.margin.initial),
    maintenanceMargin: moneyToUnits(valuation.margin.maintenance),
    availableFunds: moneyToUnits(valuation.availableFunds),
    unrealised: moneyToUnits(valuation.unrealised),
    realisedToday: moneyToUnits(valuation.realisedToday),
    daily: moneyToUnits(valuation.daily),
    positions: valuation.positions
      .filter(({ position }) => position.quantity !== 0)
      .map(({ position, listing, mark, value, averageCost, unrealised, daily }) => ({
        conId: position.conId,
        symbol: listing.symbol,
        localSymbol: listing.localSymbol,
        quantity: position.quantity,
        averageCost: moneyToUnits(averageCost),
        marketPrice: moneyToUnits(mark),
        marketValue: moneyToUnits(value),
        unrealised: moneyToUnits(unrealised),
        realisedToday: moneyToUnits(position.realisedToday),
        daily: moneyToUnits(daily),
      })),
    activeOrders: [...venue.state.active].filter((order) => order.terms.account === id),
  };
}
