import type { Right } from "@legbook/domain";
import { SCAN_STRATEGIES, type ScanStrategy } from "./strategies.ts";

/**
 * How a leg's strike lies to the one before it: `wing`: above, by at most the width filter; `above`: above by anything;
 * `same`; `apart`: another one, by at most the width filter.
 */
export type Link = "wing" | "above" | "same" | "apart";

/** One leg: `weight` contracts, negative when sold. */
export interface TemplateSlot {
  readonly right: Right;
  readonly weight: number;
  /** Of the later series. */
  readonly back: boolean;
}

/** The legs of one direction of a strategy, in a spread's order: expiry, strike, put before call. */
export interface Template {
  readonly strategy: ScanStrategy;
  /** Place of the strategy and of the template among all: ties are listed in this order. */
  readonly strategyIndex: number;
  readonly index: number;
  readonly slots: readonly TemplateSlot[];
  /** Between a slot and the next: one fewer than slots. */
  readonly links: readonly Link[];
  /** Whether both wings must be equally wide, must not be, or may be either. */
  readonly wings: "equal" | "unequal" | "any";
  /** One lot of the underlying is bought beside the options. */
  readonly withShares: boolean;
  /** Null for strategies that have no right of their own to choose. */
  readonly right: Right | null;
  readonly spansExpiries: boolean;
}

type Plan = readonly [strategy: ScanStrategy, rights: string, links: readonly Link[], weights: string];

/**
 * Rights: `p`, `c`, or `x` for either (a template of each); a capital letter is of the later series. Weights: one
 * alternative a word, the bought legs first where strikes are the same.
 */
const PLANS: readonly Plan[] = [
  ["vertical", "xx", ["wing"], "1,-1 -1,1"],
  ["ironCondor", "ppcc", ["wing", "above", "wing"], "1,-1,-1,1 -1,1,1,-1"],
  ["ironButterfly", "ppcc", ["wing", "same", "wing"], "1,-1,-1,1 -1,1,1,-1"],
  ["butterfly", "xxx", ["wing", "wing"], "1,-2,1 -1,2,-1"],
  ["brokenWing", "xxx", ["wing", "wing"], "1,-2,1 -1,2,-1"],
  ["calendar", "xX", ["same"], "1,-1 -1,1"],
  ["diagonal", "xX", ["apart"], "1,-1 -1,1"],
  ["straddle", "pc", ["same"], "1,1 -1,-1"],
  ["strangle", "pc", ["wing"], "1,1 -1,-1"],
  ["ratio", "xx", ["wing"], "2,-1 1,-2 -1,2 -2,1"],
  ["coveredCall", "c", [], "-1"],
  ["cashSecuredPut", "p", [], "-1"],
];

function slotsOf(rights: string, weights: readonly number[], either: Right): readonly TemplateSlot[] {
  return rights.split("").map((letter, slot) => {
    const lower = letter.toLowerCase();
    const right = lower === "x" ? either : lower === "p" ? "put" : "call";
    return { right, weight: weights[slot] ?? 0, back: lower !== letter };
  });
}

function templatesOf([strategy, rights, links, weights]: Plan): readonly Omit<Template, "index">[] {
  const eithers: readonly Right[] = /x/i.test(rights) ? ["call", "put"] : ["call"];
  return eithers.flatMap((either) =>
    weights.split(" ").map((words) => ({
      strategy,
      strategyIndex: SCAN_STRATEGIES.indexOf(strategy),
      slots: slotsOf(rights, words.split(",").map(Number), either),
      links,
      wings: strategy === "butterfly" ? "equal" : strategy === "brokenWing" ? "unequal" : "any",
      withShares: strategy === "coveredCall",
      right: /x/i.test(rights) ? either : null,
      spansExpiries: /[A-Z]/.test(rights),
    })),
  );
}

/** Every leg pattern that is scanned for; ratios are one to two. */
export const TEMPLATES: readonly Template[] = PLANS.flatMap(templatesOf).map((template, index) =>
  Object.assign(template, { index }),
);
