import { formatCount, formatNumber } from "../../format/numbers.ts";
import type { SmileFieldsFragment } from "../../gql/graphql.ts";

const flagNames: Readonly<Record<string, string>> = {
  unquoted: "without a quote",
  oneSided: "one-sided",
  zero: "at zero",
  crossed: "crossed",
  locked: "locked",
  wide: "absurdly wide",
  stale: "too old",
  halted: "halted",
  expired: "expired",
};

function points(volatility: number): string {
  return formatNumber(volatility * 100, 2);
}

/** How well the curve fits, or why there is none. */
export function fitWords({ curve, failure }: Pick<SmileFieldsFragment, "curve" | "failure">): string {
  if (curve === null) return `No curve is fitted. ${failure ?? "No reason was given."}`;
  const { points: count, rmsError, maxError, strikeLow, strikeHigh } = curve;
  return `Fitted to ${formatCount(count)} quotes from ${formatNumber(strikeLow, 0)} to ${formatNumber(strikeHigh, 0)}: off by ${points(rmsError)} volatility points in the root mean square, by ${points(maxError)} at most. Beyond these strikes it is extrapolated.`;
}

/** How many quotes have something wrong, most frequent first. */
export function flagCounts(
  all: readonly Pick<SmileFieldsFragment["points"][number], "flags">[],
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { flags } of all) {
    for (const flag of flags) counts.set(flag, (counts.get(flag) ?? 0) + 1);
  }
  return [...counts]
    .map(([flag, count]) => [flagNames[flag] ?? flag, count] as const)
    .toSorted((a, b) => b[1] - a[1]);
}

/** Where an interest rate comes from. */
export function rateWords(source: string): string {
  if (source === "parity") return "from put-call parity";
  return source === "given" ? "as given" : "nothing tells it yet: taken as 0";
}
