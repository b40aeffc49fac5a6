import type { Listing } from "../venue/listing.ts";
import { markOf, type MarketSource } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { type AccountState, isPaidFor } from "./books.ts";
import { type MarginManner, marginOf, type MarginRequirement } from "./margin.ts";
import { averageCost, dailyProfit, type Position } from "./positions.ts";

/** A position and what it is worth now. */
export interface ValuedPosition {
  readonly position: Position;
  readonly listing: Listing;
  /** A share's worth of the contract. */
  readonly mark: Money;
  readonly value: Money;
  readonly averageCost: Money;
  readonly unrealised: Money;
  /** Profit since the last close. */
  readonly daily: Money;
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
    daily: dailyProfit(position, value),
  };
}

/** What a position adds to the account's worth: a future's price was not paid, so only its profit counts. */
function equityOf({ listing, value, unrealised }: ValuedPosition): Money {
  return isPaidFor(listing) ? value : unrealised;
}

function sumOf(positions: readonly ValuedPosition[], part: (position: ValuedPosition) => Money): Money {
  return positions.reduce((sum, position) => sum + part(position), 0);
}

/** Values an account by its positions' marks. What it is margined by is worked out when it is asked for. */
export function valueAccount(
  source: MarketSource,
  account: AccountState,
  at: number,
  manner: MarginManner = "strategies",
): AccountValuation {
  const positions = [...account.positions.values()].map((position) => valuePosition(source, position, at));
  const netLiquidation = account.cash + sumOf(positions, equityOf);
  let known: MarginRequirement | null = null;
  const margin = (): MarginRequirement => {
    known ??= marginOf(
      manner,
      positions.map(({ listing, position, mark }) => ({ listing, quantity: position.quantity, mark })),
      (conId) => markAt(source, conId, at),
    );
    return known;
  };
  return {
    account: account.id,
    cash: account.cash,
    positions,
    netLiquidation,
    grossPositionValue: sumOf(positions, ({ value }) => Math.abs(value)),
    get margin() {
      return margin();
    },
    get availableFunds() {
      return netLiquidation - margin().initial;
    },
    get excessLiquidity() {
      return netLiquidation - margin().maintenance;
    },
    get buyingPower() {
      return Math.max(0, netLiquidation - margin().initial) * INTRADAY_LEVERAGE;
    },
    unrealised: sumOf(positions, ({ unrealised }) => unrealised),
    realisedToday: account.realisedToday,
    daily: netLiquidation - account.dayStart,
  };
}
