import type { Money } from "../venue/money.ts";

/** What an account holds of one contract. */
export interface Position {
  readonly conId: number;
  /** Negative when short. */
  readonly quantity: number;
  /** What the open quantity cost, commissions included; negative when short (what it brought in). */
  readonly cost: Money;
  /** Realised today on this contract. */
  readonly realisedToday: Money;
  /** What it was worth at the last close; nothing when it was not held then. */
  readonly dayStartValue: Money;
  /** Paid for it today with commissions, less what it brought in. */
  readonly paidToday: Money;
}

/** A trade's effect on a position. */
export interface PositionChange {
  readonly position: Position;
  /** Profit on what it closed, commission included; null when it closed nothing. */
  readonly realised: Money | null;
}

/**
 * Average cost with commissions, as the broker states it [D]: a trade that opens adds its cost, one that closes takes
 * out the average and realises the difference, one that does both is split.
 */
export function trade(
  position: Position,
  fill: { readonly quantity: number; readonly value: Money; readonly commission: Money },
): PositionChange {
  const { quantity: held, cost } = position;
  const cashPaid = fill.value + fill.commission;
  if (held === 0 || Math.sign(held) === Math.sign(fill.quantity)) {
    return {
      position: {
        ...position,
        quantity: held + fill.quantity,
        cost: cost + cashPaid,
        paidToday: position.paidToday + cashPaid,
      },
      realised: null,
    };
  }
  const closing = Math.min(Math.abs(held), Math.abs(fill.quantity));
  const costOut = Math.round((cost * closing) / Math.abs(held));
  const paidForClosing = Math.round((cashPaid * closing) / Math.abs(fill.quantity));
  const realised = -paidForClosing - costOut;
  return {
    position: {
      ...position,
      quantity: held + fill.quantity,
      cost: cost - costOut + (cashPaid - paidForClosing),
      realisedToday: position.realisedToday + realised,
      paidToday: position.paidToday + cashPaid,
    },
    realised,
  };
}

/** Cost of one contract (multiplier included), 0 when flat. */
export function averageCost(position: Position): Money {
  return position.quantity === 0 ? 0 : position.cost / position.quantity;
}

export function emptyPosition(conId: number): Position {
  return { conId, quantity: 0, cost: 0, realisedToday: 0, dayStartValue: 0, paidToday: 0 };
}

/** A position that is held over a night, with what it was worth at the close. */
export function startDay(position: Position, value: Money): Position {
  return { ...position, realisedToday: 0, dayStartValue: value, paidToday: 0 };
}

/** Profit since the last close on a position that is worth so much now. */
export function dailyProfit(position: Position, value: Money): Money {
  return value - position.dayStartValue - position.paidToday;
}
