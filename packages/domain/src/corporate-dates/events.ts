import type { Message } from "../kernel/decider.ts";
import type { Micros } from "../kernel/money.ts";
import type { IsoDate } from "../kernel/time.ts";

/** Stream `dates-<symbol>`: what a person says of an underlying's dates to come. Each event replaces the one before. */
export type CorporateDatesEvent = Message<
  "CorporateDatesSet",
  {
    symbol: string;
    /** Days on which earnings are published, the earliest first. */
    earnings: readonly IsoDate[];
    /** The earliest first. */
    exDividends: readonly ExDividend[];
    actor: string;
  }
>;

/** A day from which on a share is bought without the next dividend. */
export interface ExDividend {
  readonly date: IsoDate;
  /** A share; null when it is not known yet. */
  readonly amount: Micros | null;
}
