import { formatMicros, type IsoDate, type Micros, type Right } from "@legbook/domain";
import type { SpreadLegInput } from "@legbook/engine/ports";
import { builder } from "./builder.ts";
import { rightEnum } from "./enums.ts";

/** A leg as a client names it; shares have neither expiry, right nor strike. */
export interface NamedLeg {
  readonly expiry?: IsoDate | null | undefined;
  readonly right?: Right | null | undefined;
  readonly strike?: Micros | null | undefined;
  readonly ratio: number;
}

export const spreadLegInput = builder.inputType("SpreadLegInput", {
  description: "An option, or shares of the underlying when expiry, right and strike are left out.",
  fields: (t) => ({
    expiry: t.field({ type: "Date" }),
    right: t.field({ type: rightEnum }),
    strike: t.field({ type: "Price" }),
    ratio: t.int({
      required: true,
      description: "Contracts, or shares, of one spread: above 0 is bought, below 0 is sold.",
    }),
  }),
});

/** Legs as the engine takes them. */
export function engineLegs(legs: readonly NamedLeg[]): readonly SpreadLegInput[] {
  return legs.map(({ expiry, right, strike, ratio }) => ({
    expiry: expiry ?? null,
    right: right ?? null,
    strike: strike === null || strike === undefined ? null : formatMicros(strike),
    ratio,
  }));
}
