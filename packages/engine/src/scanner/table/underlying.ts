import { type Micros, microsToNumber } from "@legbook/domain";

export interface UnderlyingView {
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly last: Micros | null;
}

/** Mid of a sane two-sided quote, else the last trade; null when neither is there. In currency units. */
export function spotOf({ bid, ask, last }: UnderlyingView): number | null {
  if (bid !== null && ask !== null && bid > 0 && bid <= ask)
    return microsToNumber(bid) / 2 + microsToNumber(ask) / 2;
  return last !== null && last > 0 ? microsToNumber(last) : null;
}
