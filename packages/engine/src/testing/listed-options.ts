import {
  epochMs,
  isoDate,
  micros,
  TICK_KINDS,
  type ChainParameters,
  type Contract,
  type MarginPreview,
  type Micros,
  type OptionContract,
  type StockContract,
  type TickKind,
} from "@legbook/domain";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { VerticalOrderInput } from "../ports/engine.ts";

/** Monday, 2026-11-16, 10:00 in New York. */
export const MONDAY_TEN = epochMs(Date.UTC(2026, 10, 16, 15));
export const CLIENT_ID = 17;
export const ACCOUNT = "DU1";
export const EXPIRED = isoDate("2026-11-13");
export const EXPIRY = isoDate("2026-12-18");
const STRIKES = [90, 95, 100, 105, 110];

export const units = (amount: number): Micros => micros(Math.round(amount * 1_000_000));

/** The share of the specs' one chain; it trades at 100. */
export const STOCK: StockContract = {
  kind: "stock",
  conId: 1,
  symbol: "LBX",
  exchange: "SMART",
  primaryExchange: "NYSE",
  currency: "USD",
  minTick: units(0.01),
};

export const PARAMETERS: Omit<ChainParameters, "symbol"> = {
  exchange: "SMART",
  tradingClass: "LBX",
  multiplier: 100,
  expiries: [EXPIRED, EXPIRY],
  strikes: STRIKES.map(units),
};

export const CONTRACTS: readonly OptionContract[] = [EXPIRED, EXPIRY].flatMap((expiry, series) =>
  STRIKES.flatMap((strike) =>
    (["call", "put"] as const).map((right, side) => ({
      kind: "option" as const,
      conId: (series + 1) * 1_000 + strike * 2 + side,
      symbol: "LBX",
      underlyingConId: STOCK.conId,
      tradingClass: "LBX",
      localSymbol: `LBX ${expiry} ${right} ${strike}`,
      expiry,
      strike: units(strike),
      right,
      multiplier: 100,
      exchange: "SMART",
      currency: "USD",
      minTick: units(0.01),
    })),
  ),
);

/** The listed option of `EXPIRY` at a strike. Throws when there is none. */
export function listed(right: "call" | "put", strike: number): OptionContract {
  const found = CONTRACTS.find(
    (one) => one.expiry === EXPIRY && one.right === right && one.strike === units(strike),
  );
  if (found === undefined) throw new RangeError(`no ${right} at ${strike}`);
  return found;
}

/** What a gateway says at once when a line is opened: both sides, sizes and the model's values. */
export function quotesOf(requestId: number, contract: Contract): readonly GatewayMessage[] {
  const says = (tick: TickKind, value: number): GatewayMessage => ({ kind: "tick", requestId, tick, value });
  const { bid, ask, bidSize, askSize, modelVolatility, modelDelta } = TICK_KINDS;
  if (contract.kind === "stock") return [says(bid, units(99.99)), says(ask, units(100.01))];
  const middle = worth(contract);
  return [
    says(bid, units(middle - 0.02)),
    says(ask, units(middle + 0.02)),
    says(bidSize, 10),
    says(askSize, 10),
    says(modelVolatility, 0.25),
    says(modelDelta, contract.right === "call" ? 0.4 : -0.4),
  ];
}

/** Intrinsic value and a hump of time value at the money: 2.00 at 100, about 1.56 five away. */
export function worth({ strike, right }: OptionContract): number {
  const distance = strike / 1_000_000 - 100;
  const intrinsic = Math.max(right === "call" ? -distance : distance, 0);
  return intrinsic + Math.round(200 * Math.exp(-((distance / 10) ** 2))) / 100;
}

/** A complete answer to a what-if. */
export function complete(changes: Partial<MarginPreview> = {}): MarginPreview {
  return {
    initialBefore: units(0),
    initialAfter: units(500),
    maintenanceBefore: units(0),
    maintenanceAfter: units(500),
    equityBefore: units(100_000),
    equityAfter: units(100_000),
    commission: units(1.3),
    commissionMax: null,
    warning: "",
    ...changes,
  };
}

/** One 100/105 call spread at its natural price, about 0.48. */
export function vertical(orderRef: string, changes: Partial<VerticalOrderInput> = {}): VerticalOrderInput {
  return {
    orderRef,
    account: ACCOUNT,
    symbol: "LBX",
    expiry: EXPIRY,
    right: "call",
    longStrike: "100",
    shortStrike: "105",
    quantity: 1,
    price: { kind: "natural" },
    timeInForce: "day",
    ...changes,
  };
}
