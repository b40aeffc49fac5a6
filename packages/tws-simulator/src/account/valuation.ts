import { type AccountState } from "../ledger/state.ts";
import type { Listing } from "../venue/listing.ts";
import { markOf, type MarketSource } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { accountMargin, type MarginRequirement, type MarkedHolding } from "./margin.ts";
import { averageCost, type Position } from "./positions.ts";

/** A position and what it is worth now. */
export interface ValuedPosition {
  readonly position: Position;
  readonly listing: Listing;
  /** A share's worth of the contract. */
  readonly mark: Money;
  readonly value: Money;
  readonly averageCost: Money;
  readonly unrealised: Money;
}

/** An account at a moment. */
export interface AccountValuation {
  readonly account: string;
  readonly cash: Money;
  readonly positions: readonly ValuedPosition[];
  readonly netLiquidation: Money;
  readonly grossPositionValue: Money;
  readonly margin: MarginRequirement;
  readonly availableFunds: Money;
  readonly excessLiquidity: Money;
  readonly buyingPower: Money;
  readonly unrealised: Money;
  readonly realisedToday: Money;
  readonly daily: Money;
}

/** Regulation T lets a margin account buy shares for four times its excess within the day [D]. */
const INTRADAY_LEVERAGE = 4;

function listingOf(source: MarketSource, conId: number): Listing {
  const listing = source.book.get(conId);
  if (listing === undefined) throw new RangeError(`no contract ${conId}`);
  return listing;
}

/** A contract's worth now; 0 when nothing at all is known of it. */
export function markAt(source: MarketSource, conId: number, at: number): Money {
  return markOf(source.quote(conId, at)) ?? 0;
}

function valuePosition(source: MarketSource, position: Position, at: number): ValuedPosition {
  const listing = listingOf(source, position.conId);
  const mark = markAt(source, position.conId, at);
  const value = mark * position.quantity * listing.multiplier;
  return {
    position,
    listing,
    mark,
    value,
    averageCost: averageCost(position),
    unrealised: value - position.cost,
  };
}

/** Values an account by its positions' marks. */
export function valueAccount(source: MarketSource, account: AccountState, at: number): AccountValuation {
  const positions = [...account.positions.values()].map((position) => valuePosition(source, position, at));
  const positionValue = positions.reduce((sum, { value }) => sum + value, 0);
  const holdings: MarkedHolding[] = positions.map(({ listing, position, mark }) => ({
    listing,
    quantity: position.quantity,
    mark,
  }));
  const margin = accountMargin(holdings, (conId) => markAt(source, conId, at));
  const netLiquidation = account.cash + positionValue;
  const availableFunds = netLiquidation - margin.initial;
  return {
    account: account.id,
    cash: account.cash,
    positions,
    netLiquidation,
    grossPositionValue: positions.reduce((sum, { value }) => sum + Math.abs(value), 0),
    margin,
    availableFunds,
    excessLiquidity: netLiquidation - margin.maintenance,
    buyingPower: Math.max(0, availableFunds) * INTRADAY_LEVERAGE,
    unrealised: positions.reduce((sum, { unrealised }) => sum + unrealised, 0),
    realisedToday: account.realisedToday,
    daily: netLiquidation - account.dayStart,
  };
}
