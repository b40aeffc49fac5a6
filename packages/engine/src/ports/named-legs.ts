import {
  type Contract,
  type IsoDate,
  type OptionContract,
  parseIsoDate,
  parseMicros,
  type Refusal,
  SPREAD_LEGS_MAX,
  type SpreadLeg,
  type StockContract,
} from "@legbook/domain";
import type { SpreadLegInput } from "./market-analysis.ts";

/** The contracts of one underlying, as far as they are known. */
export interface ListedContracts {
  readonly symbol: string;
  readonly underlying: StockContract | null;
  readonly options: (expiry: IsoDate) => readonly OptionContract[];
}

export type NamedLegsResult =
  | { readonly kind: "found"; readonly legs: readonly SpreadLeg[] }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** The contracts that legs name, in their order. Refused for a leg that is not listed, and for none or too many legs. */
export function namedLegs(listed: ListedContracts, legs: readonly SpreadLegInput[]): NamedLegsResult {
  const count = legCountRefusal(legs.length);
  if (count !== null) return { kind: "refused", refusal: count };
  const found: SpreadLeg[] = [];
  for (const [index, leg] of legs.entries()) {
    const contract = contractOf(listed, leg);
    if (contract === null) return { kind: "refused", refusal: legUnknown(listed.symbol, leg, index) };
    found.push({ contract, ratio: leg.ratio });
  }
  return { kind: "found", legs: found };
}

/** The option or shares that a leg names; null when nothing such is listed. */
function contractOf(
  { underlying, options }: ListedContracts,
  { expiry, right, strike }: SpreadLegInput,
): Contract | null {
  if (expiry === null && right === null && strike === null) return underlying;
  const date = expiry === null ? null : parseIsoDate(expiry);
  const price = strike === null ? null : parseMicros(strike);
  const contracts = date === null ? [] : options(date);
  return contracts.find((contract) => contract.strike === price && contract.right === right) ?? null;
}

function legUnknown(symbol: string, { expiry, right, strike }: SpreadLegInput, index: number): Refusal {
  const name = [expiry, right, strike].map((part) => (part ?? "?").slice(0, 20)).join(" ");
  return {
    code: "spread.leg-not-in-chain",
    message: `${symbol} lists no ${name}.`,
    field: `legs.${index}`,
    inputs: { symbol, leg: name },
    limit: null,
    remedy: "Choose expiry, right and strike of the chain, or none of them for shares.",
  };
}

/** Null for a number of legs that can be looked at. */
export function legCountRefusal(count: number): Refusal | null {
  if (count >= 1 && count <= SPREAD_LEGS_MAX) return null;
  return {
    code: "spread.leg-count",
    message: `A spread of ${count} legs cannot be looked at.`,
    field: "legs",
    inputs: { legs: count },
    limit: `1 to ${SPREAD_LEGS_MAX} legs`,
    remedy: `Give 1 to ${SPREAD_LEGS_MAX} legs.`,
  };
}
