import type { AccountValuation } from "../account/valuation.ts";
import { formatCents } from "../venue/money.ts";

/** One line of an account's values: name, text, currency. */
export interface AccountValue {
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

const usd = (key: string, money: number): AccountValue => ({
  key,
  value: formatCents(money),
  currency: "USD",
});
const plain = (key: string, value: string): AccountValue => ({ key, value, currency: "" });

/** The tags of an account summary, and what account updates carry as well [D]. */
export function summaryValues(valuation: AccountValuation): readonly AccountValue[] {
  const { netLiquidation, margin, excessLiquidity } = valuation;
  const cushion = netLiquidation === 0 ? 0 : excessLiquidity / netLiquidation;
  const leverage = netLiquidation === 0 ? 0 : valuation.grossPositionValue / netLiquidation;
  return [
    plain("AccountType", "INDIVIDUAL"),
    plain("Cushion", cushion.toFixed(6)),
    plain("DayTradesRemaining", "-1"),
    plain("LookAheadNextChange", "0"),
    usd("AccruedCash", 0),
    usd("AvailableFunds", valuation.availableFunds),
    usd("BuyingPower", valuation.buyingPower),
    usd("EquityWithLoanValue", netLiquidation),
    usd("ExcessLiquidity", excessLiquidity),
    usd("FullAvailableFunds", valuation.availableFunds),
    usd("FullExcessLiquidity", excessLiquidity),
    usd("FullInitMarginReq", margin.initial),
    usd("FullMaintMarginReq", margin.maintenance),
    usd("GrossPositionValue", valuation.grossPositionValue),
    usd("InitMarginReq", margin.initial),
    usd("LookAheadAvailableFunds", valuation.availableFunds),
    usd("LookAheadExcessLiquidity", excessLiquidity),
    usd("LookAheadInitMarginReq", margin.initial),
    usd("LookAheadMaintMarginReq", margin.maintenance),
    usd("MaintMarginReq", margin.maintenance),
    usd("NetLiquidation", netLiquidation),
    usd("PreviousDayEquityWithLoanValue", netLiquidation - valuation.daily),
    usd("RegTEquity", netLiquidation),
    usd("RegTMargin", margin.initial),
    usd("SMA", valuation.availableFunds),
    usd("SettledCash", valuation.cash),
    usd("TotalCashValue", valuation.cash),
    plain("Leverage-S", leverage.toFixed(2)),
  ];
}

/** The ledger of the account's one currency, also under `BASE`, which is the same [D]. */
export function ledgerValues(valuation: AccountValuation): readonly AccountValue[] {
  const positionValue = valuation.netLiquidation - valuation.cash;
  const stockValue = valuation.positions
    .filter(({ listing }) => listing.kind === "stock")
    .reduce((sum, { value }) => sum + value, 0);
  const money: readonly (readonly [string, number])[] = [
    ["CashBalance", valuation.cash],
    ["TotalCashBalance", valuation.cash],
    ["NetLiquidationByCurrency", valuation.netLiquidation],
    ["StockMarketValue", stockValue],
    ["OptionMarketValue", positionValue - stockValue],
    ["UnrealizedPnL", valuation.unrealised],
    ["RealizedPnL", valuation.realisedToday],
  ];
  return ["BASE", "USD"].flatMap((currency) =>
    [
      ["Currency", currency] as const,
      ...money.map(([key, amount]) => [key, formatCents(amount)] as const),
      ["ExchangeRate", "1.00"] as const,
    ].map(([key, value]) => ({ key, value, currency })),
  );
}
