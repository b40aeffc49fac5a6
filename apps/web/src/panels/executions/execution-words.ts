import type { ExecutionsSubscription } from "../../gql/graphql.ts";

export type Execution = ExecutionsSubscription["executions"]["nodes"][number];

const sides: Readonly<Record<string, string>> = { BOT: "Bought", BUY: "Bought", SLD: "Sold", SELL: "Sold" };

/** A combo is always bought, at a credit too, where the order says "Sell": its price says which it was. */
export function sideWord(row: Pick<Execution, "side" | "of">): string {
  const word = sides[row.side.toUpperCase()] ?? row.side;
  return row.of === "combo" && word === "Bought" ? "Filled" : word;
}
