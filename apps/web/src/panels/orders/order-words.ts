import { formatCount } from "../../format/numbers.ts";
import { formatStrike } from "../../format/prices.ts";
import { formatExpiry } from "../../format/times.ts";
import type { Order } from "../../graphql/feeds.ts";

/**
 * A note beside a status that is shown already: "Cancelled: Order Canceled - reason: (202)." next to "Cancelled"
 * leaves the broker's words and code.
 */
export function noteBeside(status: string, note: string): string {
  const isCause = note.startsWith(`${status}: `);
  const rest = note === `${status}.` ? "" : isCause ? note.slice(status.length + 2) : note;
  // The gateway announces a reason also where it gives none.
  const told = rest.replace(/ - reason:\s*(?=\(\d+\)\.$)/, " ");
  return isCause ? `Broker: ${told}` : told;
}

/** An order on one line: "Sell 1 GOOG 15 Jan 27 725/720 put vertical"; its legs' words when it is no vertical. */
export function orderName(order: Order): string {
  const { side, right, expiry, shortStrike, longStrike, symbol, quantity } = order;
  if (side === null || right === null || expiry === null) {
    return order.words.length > 0 ? order.words.join(", ") : `an order of ${symbol}`;
  }
  const verb = side === "CREDIT" ? "Sell" : "Buy";
  const strikes = `${formatStrike(shortStrike)}/${formatStrike(longStrike)}`;
  return `${verb} ${formatCount(quantity)} ${symbol} ${formatExpiry(expiry)} ${strikes} ${right.toLowerCase()} vertical`;
}
