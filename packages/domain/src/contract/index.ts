export * from "./contract.ts";
export {
  daysToExpiry,
  isMonthlyExpiry,
  lastTradingDay,
  listedMonthlyExpiry,
  monthlyExpiry,
  weeklyExpiries,
} from "./expiry.ts";
export {
  expiryInstant,
  openSettledExpiry,
  type RemainingTime,
  type Settlement,
  settlementInstant,
  timeToSettlement,
  type TimeToSettlement,
  YEAR_MS,
  yearsToExpiry,
} from "./settlement.ts";
export {
  CALENDAR_FIRST_YEAR,
  exchangeDate,
  EXCHANGE_TIME_ZONE,
  isTradingDay,
  nextTradingDay,
  previousTradingDay,
  type SessionPhase,
  sessionPhase,
  type TradingSession,
  tradingSession,
} from "./trading-calendar.ts";
