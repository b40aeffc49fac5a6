import type { Message } from "../kernel/decider.ts";
import type { IsoDate } from "../kernel/time.ts";
import type { ExDividend } from "./events.ts";

/** All dates that are known, not only new ones; empty lists when there are none. */
export type CorporateDatesCommand = Message<
  "SetCorporateDates",
  {
    symbol: string;
    earnings: readonly IsoDate[];
    exDividends: readonly ExDividend[];
    actor: string;
  }
>;

export interface CorporateDatesContext {
  /** The date in New York. */
  readonly today: IsoDate;
}
