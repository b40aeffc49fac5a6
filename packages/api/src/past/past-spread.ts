import { spreadOf } from "@legbook/domain";
import { namedLegs, type NamedLegsResult, type SpreadLegInput } from "@legbook/engine/ports";
import type { SpreadFigures } from "../models/spread.ts";
import { quantityRefusal, spreadFiguresAt, type SpreadRequest } from "../models/spread-at.ts";
import type { PricingAssumptions } from "../models/spread-market.ts";
import { engineLegs } from "../schema/spread-legs.ts";
import { optionsOf, type PastChains } from "./past-chain.ts";
import type { Viewpoint } from "./viewpoint.ts";

/** The contracts that legs name among those that were known then. */
export function pastLegs(
  { views }: Viewpoint,
  symbol: string,
  legs: readonly SpreadLegInput[],
): NamedLegsResult {
  const underlying = views.optionChain.chains.get(symbol)?.underlying ?? null;
  return namedLegs({ symbol, underlying, options: (expiry) => optionsOf(views, symbol, expiry) }, legs);
}

/** The figures of a spread as its recorded quotes give them; nothing is opened for it. */
export function pastSpread(
  chains: PastChains,
  viewpoint: Viewpoint,
  pricing: PricingAssumptions,
  input: SpreadRequest,
): SpreadFigures {
  const { symbol, quantity } = input;
  const { views, now } = viewpoint;
  if (quantity < 1) return { kind: "refused", refusal: quantityRefusal(quantity) };
  const named = pastLegs(viewpoint, symbol, engineLegs(input.legs));
  if (named.kind === "refused") return named;
  const result = spreadOf(named.legs);
  if (result.kind === "refused") return result;
  const smile = chains.at(views, symbol, now)?.smile ?? (() => null);
  return spreadFiguresAt({ views, now, pricing, smile }, input, result.spread, result.changes.count);
}
