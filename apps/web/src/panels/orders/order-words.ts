import { formatCount } from "../../format/numbers.ts";
import { formatStrike } from "../../format/prices.ts";
import { formatExpiry } from "../../format/times.ts";
import type { Order } from "../../graphql/feeds.ts";

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
