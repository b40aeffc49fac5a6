import type { OptionContract, Right, StockContract } from "../contract/contract.ts";
import { parseOrderRef, type OrderRef } from "../kernel/ids.ts";
import { type Micros, microsFromNumber } from "../kernel/money.ts";
import { type EpochMs, epochMs, isoDate, type IsoDate } from "../kernel/time.ts";
import type { ComboMarketView, MarginPreview, OrderLeg } from "../order/events.ts";
import type { RiskInputs } from "../risk/inputs.ts";

/** 2015-12-24 10:00 in New York. */
export const TEN_O_CLOCK: EpochMs = epochMs(1_450_969_200_000);
export const TODAY: IsoDate = isoDate("2015-12-24");
export const EXPIRY: IsoDate = isoDate("2016-01-15");

/** Currency units as `Micros`, for literals in specifications. */
export function money(units: number): Micros {
  return microsFromNumber(units);
}

/** Throws for a text that is no order reference. */
export function ref(text: string): OrderRef {
  const orderRef = parseOrderRef(text);
  if (orderRef === null) throw new RangeError(`not an order reference: ${text}`);
  return orderRef;
}

export function stock(conId: number, symbol = "GOOG"): StockContract {
  return {
    kind: "stock",
    conId,
    symbol,
    exchange: "SMART",
    primaryExchange: "NASDAQ",
    currency: "USD",
    minTick: money(0.01),
  };
}

/** A GOOG option; its contract id follows from right and strike. */
export function option(right: Right, strike: number, expiry: IsoDate = EXPIRY): OptionContract {
  const letter = right === "call" ? "C" : "P";
  const compact = expiry.slice(2).replaceAll("-", "");
  return {
    kind: "option",
    conId: (right === "call" ? 1_000_000 : 2_000_000) + Math.round(strike * 10),
    symbol: "GOOG",
    underlyingConId: 208_813_720,
    tradingClass: "GOOG",
    localSymbol: `GOOG  ${compact}${letter}${String(Math.round(strike * 1_000)).padStart(8, "0")}`,
    expiry,
    strike: money(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: money(0.05),
  };
}

/** The legs of a vertical, the long one first. */
export function verticalLegs(right: Right, longStrike: number, shortStrike: number): readonly OrderLeg[] {
  return [
    { contract: option(right, longStrike), ratio: 1, action: "buy" },
    { contract: option(right, shortStrike), ratio: 1, action: "sell" },
  ];
}

/** Both legs quoted now; the combo 2.00 to 2.20. */
export function market(legs: readonly OrderLeg[], changes: Partial<ComboMarketView> = {}): ComboMarketView {
  return {
    legs: legs.map(({ contract }, index) => ({
      conId: contract.conId,
      bid: money(10 - 2 * index - 0.05),
      ask: money(10 - 2 * index + 0.05),
      volatility: 0.25,
      delta: 0.5 - 0.1 * index,
      quotedAt: TEN_O_CLOCK,
    })),
    bid: money(2),
    ask: money(2.2),
    underlying: money(748.4),
    at: TEN_O_CLOCK,
    ...changes,
  };
}

/** A complete what-if: 300 more margin on an account of 100,000. */
export function marginPreview(changes: Partial<MarginPreview> = {}): MarginPreview {
  return {
    initialBefore: money(0),
    initialAfter: money(300),
    maintenanceBefore: money(0),
    maintenanceAfter: money(300),
    equityBefore: money(100_000),
    equityAfter: money(99_790),
    commission: money(1.4),
    commissionMax: null,
    warning: "",
    ...changes,
  };
}

/** The first of the two answers that a gateway may give: a warning and nothing else. */
export function unsetMargin(warning: string): MarginPreview {
  return {
    initialBefore: null,
    initialAfter: null,
    maintenanceBefore: null,
    maintenanceAfter: null,
    equityBefore: null,
    equityAfter: null,
    commission: null,
    commissionMax: null,
    warning,
  };
}

/** A debit of 2.05 on a call vertical 5 wide, on which every rule passes under the default limits. */
export function riskInputs(changes: Partial<RiskInputs> = {}): RiskInputs {
  return {
    now: epochMs(TEN_O_CLOCK + 1_000),
    account: "DU1",
    killSwitch: { engaged: false, reason: null },
    connection: { ready: true, reasons: [] },
    quotes: market(verticalLegs("call", 745, 750)),
    limitPrice: money(2.05),
    width: money(5),
    tick: money(0.05),
    side: "debit",
    quantity: 2,
    multiplier: 100,
    margin: marginPreview(),
    marginFailure: null,
    position: { existing: 0, working: 0 },
    dailyProfit: money(0),
    buyingPower: money(50_000),
    breaker: { tripped: false, volatility: 0.25 },
    duplicates: [],
    ...changes,
  };
}
