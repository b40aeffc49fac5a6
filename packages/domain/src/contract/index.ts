export * from "./contract.ts";
export {
  daysToExpiry,
  expiryInstant,
  isMonthlyExpiry,
  lastTradingDay,
  listedMonthlyExpiry,
  monthlyExpiry,
  weeklyExpiries,
  YEAR_MS,
  yearsToExpiry,
} from "./expiry.ts";
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
