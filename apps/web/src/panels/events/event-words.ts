import { formatNetInWords } from "../../format/prices.ts";
import { trueMinus } from "../../format/sentences.ts";
import type { LogEvent } from "../../graphql/feeds.ts";

const comboBought = / bought (\S+) (\S+) combo at (-?[\d.]*\d)\.$/;

/**
 * What happened, for reading. A combo is always bought, at a negative price when it is a credit: its fill is told
 * by credit or debit, as the order was.
 */
export function eventWords({ type, summary }: Pick<LogEvent, "type" | "summary">): string {
  if (type !== "ExecutionReported") return trueMinus(summary);
  return trueMinus(
    summary.replace(
      comboBought,
      (_, quantity: string, symbol: string, price: string) =>
        ` filled ${quantity} ${symbol} combo at ${formatNetInWords(price)}.`,
    ),
  );
}
