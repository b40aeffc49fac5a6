import { type Micros, micros } from "../../kernel/money.ts";

/** What a payoff is made of: `weight` options, lots of shares (the underlying itself), or amounts of cash. */
export type PayoffPart =
  | { readonly type: "call" | "put"; readonly strike: Micros; readonly weight: number }
  | { readonly type: "share"; readonly weight: number }
  | { readonly type: "cash"; readonly amount: Micros; readonly weight: number };

/** A straight piece of a payoff, between prices of the underlying. */
export interface PayoffPiece {
  readonly from: Micros;
  /** Null for the last piece, which goes on for ever. */
  readonly to: Micros | null;
  /** What is paid at `from`, a share. */
  readonly value: Micros;
  /** What is paid at `to`; null for the last piece. */
  readonly end: Micros | null;
  /** A whole number: the change of the payoff for a change of one of the underlying. */
  readonly slope: number;
}

/** A continuous, piecewise linear payoff of the underlying's price: pieces from 0 up, cut at the strikes. */
export type PayoffShape = readonly PayoffPiece[];

/** The sum of parts as one shape. Exact: integers throughout. */
export function payoffShape(parts: readonly PayoffPart[]): PayoffShape {
  const strikes: Micros[] = [];
  let value = 0;
  let slope = 0;
  for (const part of parts) {
    const { type, weight } = part;
    if (type === "cash") value += weight * part.amount;
    else if (type === "share") slope += weight;
    else {
      if (type === "put") {
        value += weight * part.strike;
        slope -= weight;
      }
      if (!strikes.includes(part.strike)) strikes.push(part.strike);
    }
  }
  const pieces: PayoffPiece[] = [];
  let from = micros(0);
  for (const strike of strikes.sort((a, b) => a - b)) {
    const end = micros(value + slope * (strike - from));
    pieces.push({ from, to: strike, value: micros(value), end, slope });
    for (const part of parts) {
      if ((part.type === "call" || part.type === "put") && part.strike === strike) slope += part.weight;
    }
    from = strike;
    value = end;
  }
  pieces.push({ from, to: null, value: micros(value), end: null, slope });
  return pieces;
}

/** The payoff at any price of the underlying at or above 0, in micros: exact for whole ones. */
export function payoffAt(shape: PayoffShape, underlying: number): number {
  for (const { from, to, value, slope } of shape) {
    if (to === null || underlying < to) return value + slope * (underlying - from);
  }
  throw new Error("a payoff without a last piece");
}

/** The least and the most that is ever paid; null where there is no limit. */
export function payoffRange(shape: PayoffShape): {
  readonly least: Micros | null;
  readonly most: Micros | null;
} {
  let least: number = Infinity;
  let most: number = -Infinity;
  let last = 0;
  for (const { value, slope } of shape) {
    if (value < least) least = value;
    if (value > most) most = value;
    last = slope;
  }
  return { least: last < 0 ? null : micros(least), most: last > 0 ? null : micros(most) };
}
