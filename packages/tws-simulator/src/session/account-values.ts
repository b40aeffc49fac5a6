import type { AccountValuation, ValuedPosition } from "../account/valuation.ts";
import { formatCents, type Money, moneyToUnits } from "../venue/money.ts";

/** One line of an account's values: name, text, currency. */
export interface AccountValue {
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

const usd = (key: string, money: Money): AccountValue => ({
  key,
  value: formatCents(money),
  currency: "USD",
});
const plain = (key: string, value: string): AccountValue => ({ key, value, currency: "" });

/** Values that the broker also states for the segments: `-S` of securities, `-C` of commodities [R]. */
function bySegment(valuation: AccountValuation): readonly (readonly [string, Money])[] {
  const { netLiquidation, margin, excessLiquidity, availableFunds, cash } = valuation;
  return [
    ["AccruedCash", 0],
    ["AccruedDividend", 0],
    ["AvailableFunds", availableFunds],
    ["Billable", 0],
    ["EquityWithLoanValue", netLiquidation],
    ["ExcessLiquidity", excessLiquidity],
    ["FullAvailableFunds", availableFunds],
    ["FullExcessLiquidity", excessLiquidity],
    ["FullInitMarginReq", margin.initial],
    ["FullMaintMarginReq", margin.maintenance],
    ["Guarantee", 0],
    ["IncentiveCoupons", 0],
    ["IndianStockHaircut", 0],
    ["InitMarginReq", margin.initial],
    ["LookAheadAvailableFunds", availableFunds],
    ["LookAheadExcessLiquidity", excessLiquidity],
    ["LookAheadInitMarginReq", margin.initial],
    ["LookAheadMaintMarginReq", margin.maintenance],
    ["MaintMarginReq", margin.maintenance],
    ["NetLiquidation", netLiquidation],
    ["PASharesValue", 0],
    ["PhysicalCertificateValue", 0],
    ["PostExpirationExcess", 0],
    ["PostExpirationMargin", 0],
    ["TotalCashValue", cash],
    ["TotalDebitCardPendingCharges", 0],
  ];
}

/** Values that exist for the securities segment alone besides the account's own. */
function ofSecurities(valuation: AccountValuation): readonly (readonly [string, Money])[] {
  const { netLiquidation, margin } = valuation;
  return [
    ["GrossPositionValue", valuation.grossPositionValue],
    ["PreviousDayEquityWithLoanValue", netLiquidation - valuation.daily],
    ["RegTEquity", netLiquidation],
    ["RegTMargin", margin.initial],
    ["SMA", valuation.availableFunds],
  ];
}

function ratios({ netLiquidation, excessLiquidity, grossPositionValue }: AccountValuation) {
  const of = (part: Money): number => (netLiquidation === 0 ? 0 : part / netLiquidation);
  return { cushion: of(excessLiquidity).toFixed(6), leverage: of(grossPositionValue).toFixed(2) };
}

/** The tags of an account summary [D]. */
export function summaryValues(valuation: AccountValuation): readonly AccountValue[] {
  const { cushion, leverage } = ratios(valuation);
  return [
    plain("AccountType", "INDIVIDUAL"),
    plain("Cushion", cushion),
    plain("DayTradesRemaining", "-1"),
    plain("LookAheadNextChange", "0"),
    usd("BuyingPower", valuation.buyingPower),
    ...bySegment(valuation).map(([key, money]) => usd(key, money)),
    ...ofSecurities(valuation).map(([key, money]) => usd(key, money)),
    usd("SettledCash", valuation.cash),
    plain("Leverage-S", leverage),
    plain("Leverage", leverage),
  ];
}

/** What account updates carry, by name, and by currency for the ledger's [R]. */
export function accountValues(valuation: AccountValuation): readonly AccountValue[] {
  const { cushion, leverage } = ratios(valuation);
  return [
    plain("AccountCode", valuation.account),
    plain("AccountReady", "true"),
    plain("AccountType", "INDIVIDUAL"),
    usd("BuyingPower", valuation.buyingPower),
    plain("ColumnPrio-C", "2"),
    plain("ColumnPrio-S", "1"),
    plain("Cushion", cushion),
    ...["", "T+1", "T+2", "T+3", "T+4"].map((day) => plain(`DayTradesRemaining${day}`, "-1")),
    plain("Leverage-S", leverage),
    plain("LookAheadNextChange", "0"),
    plain("NLVAndMarginInReview", "false"),
    usd("NetLiquidationUncertainty", 0),
    plain("SegmentTitle-C", "US Commodities"),
    plain("SegmentTitle-S", "US Securities"),
    plain("TradingType-S", "STKNOPT"),
    plain("WhatIfPMEnabled", "true"),
    ...bySegment(valuation).flatMap(([key, money]) => [
      usd(key, money),
      usd(`${key}-C`, 0),
      usd(`${key}-S`, money),
    ]),
    ...ofSecurities(valuation).flatMap(([key, money]) => [usd(key, money), usd(`${key}-S`, money)]),
    ...ledgerValues(valuation),
  ].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Cash amounts of the ledger have up to four decimals [R]. */
function exact(money: Money): string {
  const cents = formatCents(money);
  return Number(cents) === moneyToUnits(money) ? cents : moneyToUnits(money).toFixed(4);
}

function worthOf(positions: readonly ValuedPosition[], fits: (position: ValuedPosition) => boolean): Money {
  return positions.filter((position) => fits(position)).reduce((sum, { value }) => sum + value, 0);
}

function isFutureOption({ listing }: ValuedPosition): boolean {
  return listing.kind === "option" && listing.underlyingKind === "future";
}

/** The ledger of the account's one currency, also under `BASE`, which is the same [D]; the names are those of [R]. */
export function ledgerValues(valuation: AccountValuation): readonly AccountValue[] {
  const { positions, account, cash } = valuation;
  const worth = (kind: ValuedPosition["listing"]["kind"]): string =>
    formatCents(
      worthOf(positions, (position) => position.listing.kind === kind && !isFutureOption(position)),
    );
  const futuresProfit = positions
    .filter(({ listing }) => listing.kind === "future")
    .reduce((sum, { unrealised }) => sum + unrealised, 0);
  const texts: readonly (readonly [string, string])[] = [
    ["AccountOrGroup", account],
    ["AccruedCash", "0.00"],
    ["CashBalance", exact(cash)],
    ["CorporateBondValue", worth("bond")],
    ["Cryptocurrency", worth("crypto")],
    ["ExchangeRate", "1.00"],
    ["FundValue", "0.00"],
    ["FutureOptionValue", formatCents(worthOf(positions, isFutureOption))],
    ["FuturesPNL", formatCents(futuresProfit)],
    ["FxCashBalance", worth("forex")],
    ["IssuerOptionValue", "0.00"],
    ["MoneyMarketFundValue", "0.00"],
    ["MutualFundValue", "0.00"],
    ["NetDividend", "0.00"],
    ["NetLiquidationByCurrency", exact(valuation.netLiquidation)],
    ["OptionMarketValue", worth("option")],
    ["RealizedPnL", formatCents(valuation.realisedToday)],
    ["StockMarketValue", worth("stock")],
    ["TBillValue", "0.00"],
    ["TBondValue", "0.00"],
    ["TotalCashBalance", exact(cash)],
    ["UnrealizedPnL", formatCents(valuation.unrealised)],
    ["WarrantValue", "0.00"],
  ];
  return ["BASE", "USD"].flatMap((currency) =>
    [["Currency", currency] as const, ["RealCurrency", currency] as const, ...texts].map(([key, value]) => ({
      key,
      value,
      currency,
    })),
  );
}
