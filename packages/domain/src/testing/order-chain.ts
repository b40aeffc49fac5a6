import type { OrderChain, OrderContext } from "../order/commands.ts";
import { EXPIRY, money, option, TODAY } from "./fixtures.ts";

const STRIKES = [735, 740, 742.5, 745, 747.5, 750, 755] as const;

/** GOOG with one live expiry and one that is past, seven strikes each. */
export const GOOG_CHAIN: OrderChain = {
  symbol: "GOOG",
  expiries: ["2015-12-18" as typeof EXPIRY, EXPIRY, "2016-02-19" as typeof EXPIRY],
  strikes: (expiry) => (expiry === EXPIRY ? STRIKES.map((strike) => money(strike)) : []),
  contract: (expiry, right, strike) => {
    const listed = expiry === EXPIRY ? STRIKES.find((other) => money(other) === strike) : undefined;
    return listed === undefined ? null : option(right, listed, expiry);
  },
};

export function orderContext(changes: Partial<OrderContext> = {}): OrderContext {
  return { accountsAllowed: ["DU1"], chain: GOOG_CHAIN, today: TODAY, tick: money(0.05), ...changes };
}
