/** The parts of a client library's contracts and orders that the specs use, for any library of the same shape. */
export const ACCOUNT = "DU1234567";

export function comboOf(
  symbol: string,
  legs: readonly { readonly conId: number; readonly action: "BUY" | "SELL"; readonly ratio?: number }[],
) {
  return {
    symbol,
    secType: "BAG",
    exchange: "SMART",
    currency: "USD",
    comboLegs: legs.map(({ conId, action, ratio = 1 }) => ({ conId, ratio, action, exchange: "SMART" })),
  };
}

export function limitOrder(
  action: "BUY" | "SELL",
  totalQuantity: number,
  lmtPrice: number,
  extra: object = {},
) {
  return {
    action,
    totalQuantity,
    orderType: "LMT",
    lmtPrice,
    tif: "DAY",
    transmit: true,
    account: ACCOUNT,
    orderRef: "spec",
    ...extra,
  };
}
