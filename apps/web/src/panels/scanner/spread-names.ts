import { formatStrike } from "../../format/prices.ts";
import type { Right, SpreadSide, StrategyKind } from "../../gql/graphql.ts";
import { strategyNames } from "./strategies.ts";

interface NamedLeg {
  readonly ratio: number;
  readonly right: Right | null;
  readonly strike: string | null;
}

/** What traders call a vertical of this side and right. */
export function verticalName(side: SpreadSide, right: Right): string {
  if (side === "CREDIT") return right === "PUT" ? "Bull put" : "Bear call";
  return right === "PUT" ? "Bear put" : "Bull call";
}

/** What traders call a spread; short for the sold side of what is mostly bought, and the other way round. */
export function spreadName(spread: {
  readonly strategy: StrategyKind;
  readonly side: SpreadSide;
  readonly legs: readonly Pick<NamedLeg, "right">[];
}): string {
  const { strategy, side, legs } = spread;
  const right = legs.find((leg) => leg.right !== null)?.right ?? "PUT";
  if (strategy === "VERTICAL") return verticalName(side, right);
  const name = strategyNames[strategy];
  const oneRight = ["BUTTERFLY", "BROKEN_WING", "CALENDAR", "DIAGONAL", "RATIO"].includes(strategy);
  return oneRight ? `${right === "PUT" ? "Put" : "Call"} ${name.toLowerCase()}` : name;
}

function legText(sign: string, { ratio, right, strike }: NamedLeg): string {
  const count = Math.abs(ratio);
  if (right === null) return `${sign}${count} shares`;
  return `${sign}${count === 1 ? "" : `${count}×`}${formatStrike(strike)}${right === "PUT" ? "P" : "C"}`;
}

/** The legs in a line: "−745P +740P". */
export function legsText({
  legs,
}: {
  readonly legs: readonly (NamedLeg & { readonly action: string })[];
}): string {
  return legs.map((leg) => legText(leg.action === "buy" ? "+" : "−", leg)).join(" ");
}
