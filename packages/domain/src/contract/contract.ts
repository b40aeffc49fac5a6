import type { Micros } from "../kernel/money.ts";
import type { IsoDate } from "../kernel/time.ts";

export type Right = "call" | "put";
export type Action = "buy" | "sell";

/** A share. `conId` is the broker's contract id, unique and stable. */
export interface StockContract {
  readonly kind: "stock";
  readonly conId: number;
  readonly symbol: string;
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly minTick: Micros;
}

/** One listed option series on a share. */
export interface OptionContract {
  readonly kind: "option";
  readonly conId: number;
  /** The underlying's symbol. */
  readonly symbol: string;
  readonly underlyingConId: number;
  readonly tradingClass: string;
  /** OCC symbol as the broker prints it, such as `GOOG  160115P00745000`. */
  readonly localSymbol: string;
  /** The last day on which it trades (a Friday for the old Saturday expiries too). */
  readonly expiry: IsoDate;
  readonly strike: Micros;
  readonly right: Right;
  /** Shares a contract, 100 for standard series. */
  readonly multiplier: number;
  readonly exchange: string;
  readonly currency: string;
  readonly minTick: Micros;
}

export type Contract = StockContract | OptionContract;

/** One leg of a combo, by contract id. `ratio` is positive; direction is in `action`. */
export interface ComboLeg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: Action;
  readonly exchange: string;
}

/** An order's legs traded as one: `BAG` on the wire. Buying it does each leg's `action`. */
export interface ComboContract {
  readonly kind: "combo";
  readonly symbol: string;
  readonly currency: string;
  readonly exchange: string;
  readonly legs: readonly ComboLeg[];
}
