import {
  type IsoDate,
  isoDate,
  micros,
  type OptionContract,
  type OrderLeg,
  type Right,
  type StockContract,
} from "@legbook/domain";

export const GOOG: StockContract = {
  kind: "stock",
  conId: 100,
  symbol: "GOOG",
  exchange: "SMART",
  primaryExchange: "NASDAQ",
  currency: "USD",
  minTick: micros(10_000),
};

export const JANUARY: IsoDate = isoDate("2016-01-15");

/** Whole currency units as micros. */
export function units(amount: number): ReturnType<typeof micros> {
  return micros(Math.round(amount * 1_000_000));
}

/** A GOOG option of January 2016: contract id 2,000 + strike for puts, 1,000 + strike for calls. */
export function googOption(strike: number, right: Right = "put", expiry: IsoDate = JANUARY): OptionContract {
  const code = `${expiry.slice(2, 4)}${expiry.slice(5, 7)}${expiry.slice(8, 10)}`;
  return {
    kind: "option",
    conId: (right === "put" ? 2000 : 1000) + strike,
    symbol: "GOOG",
    underlyingConId: GOOG.conId,
    tradingClass: "GOOG",
    localSymbol: `GOOG  ${code}${right === "put" ? "P" : "C"}${String(strike * 1000).padStart(8, "0")}`,
    expiry,
    strike: units(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: micros(50_000),
  };
}

export const PUT_740 = googOption(740);
export const PUT_745 = googOption(745);
export const PUT_750 = googOption(750);

/** Buys `long` and sells `short`, one each. */
export function verticalLegs(long: OptionContract, short: OptionContract): readonly OrderLeg[] {
  return [
    { contract: long, ratio: 1, action: "buy" },
    { contract: short, ratio: 1, action: "sell" },
  ];
}
