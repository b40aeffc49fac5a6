import type { Outcome } from "./jest-files.ts";

/** Tests by file below `dist/tests/unit` of the client library's package, in the order in which they are run. */
export const OUTCOMES: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
  "api-next-live/get-contract-details.test.js": {
    "Stock contract details": "passes",
    "Future contract details": "passes",
    "Crypto contract details": "passes",
    "Option contract details": "passes",
    "Bond contract details": "passes",
  },
  "api-next-live/get-current-time.test.js": {
    "getCurrentTime once": "passes",
    "getCurrentTime twice": "passes",
    "getCurrentTime n times": "passes",
  },
  "api-next-live/get-historical-ticks.test.js": {
    "ETF historical ticks last": "passes",
    "ETF historical bid/ask ticks": "passes",
  },
  "api-next-live/get-managed-accounts.test.js": {
    "getManagedAccounts once": "passes",
    "getManagedAccounts n times": "passes",
  },
  "api-next-live/get-market-rule.test.js": {
    "getMarketRule once": "passes",
    "getMarketRule n times": "passes",
  },
  "api-next-live/get-user-info.test.js": {
    "getUserInfo once": "passes",
    "getUserInfo n times": "passes",
  },
  "api-next-live/subscription-registry.test.js": {
    "Twice the same event callback bug": "passes",
  },
  "api/connect.test.js": {
    Connect: "passes",
    Disconnect: "passes",
    "Connect / disconnect": "passes",
  },
  "api/contract-api.test.js": {
    "exports Crypto from the package API": "passes",
    "uses exchange before currency for Index constructor arguments": "passes",
  },
  "api/contract-details.test.js": {
    Forex: "passes",
    Stock: "passes",
    Option: "passes",
    "Option chain": "passes",
  },
  "api/head-timestamp.test.js": {
    "Returns the correct head timestamp": "passes",
  },
  "api/histogram-data.test.js": {
    "Histogram market data": { outOfScope: 321 },
  },
  "api/historical-data.test.js": {
    "Stock market data": "passes",
    "Option market data": "passes",
    "Weekly market data": "passes",
    "Monthly market data": "passes",
    "Test request tick history": "passes",
  },
  "api/historical-news.test.js": {
    "Get news providers": { outOfScope: 321 },
    "Get PLTR news data with BRFG": { outOfScope: 321 },
  },
  "api/market-data.test.js": {
    "ETF market data": "passes",
    "Stock market data": "passes",
    "Option market data": "passes",
    "Future market data": "passes",
    "DAX market data": "passes",
    "Index market data": "passes",
    "Crypto market data": "passes",
  },
  "api/market-scanner.test.js": {
    "Scanner parameters": { outOfScope: 321 },
    "Most active US stocks": { outOfScope: 321 },
  },
  "api/matching-symbols.test.js": {
    SPY: "passes",
    META: "passes",
    AMC: "passes",
  },
  "api/order/cancelOrder.test.js": {
    cancelOrder: "passes",
    "cancelOrder immediate": "passes",
    "cancelOrder later": "passes",
  },
  "api/order/placeConditionalOrder.test.js": {
    "placeOrder with PriceCondition": "passes",
    "placeOrder with ExecutionCondition": "passes",
    "placeOrder with MarginCondition": "passes",
    "placeOrder with PercentChangeCondition": "passes",
    "placeOrder with TimeCondition": "passes",
    "placeOrder with VolumeCondition": "passes",
    "placeOrder with all conditions": "passes",
  },
  "api/order/placeOrder.test.js": {
    "Stock placeOrder": "passes",
    "What if Order": "passes",
    "Crypto placeOrder": "passes",
    "Option placeOrder": "passes",
  },
  "api/order/reqAllOpenOrders.test.js": {
    "Test reqAllOpenOrders": "passes",
  },
  "api/order/reqCompletedOrders.test.js": {
    "Test reqCompletedOrders": "passes",
  },
  "api/pnl.test.js": {
    "Test reqPositions / cancelPositions": "passes",
    "Test reqPnL / cancelPnL": "passes",
    "Test reqPnLSingle / cancelPnLSingle": "passes",
  },
  "api/positions.test.js": {
    "Test reqPositions / cancelPositions": "passes",
    "Test reqPositionsMulti / cancelPositionsMulti": "passes",
  },
  "api/wsh-event-data.test.js": {
    reqWshMetaData: { outOfScope: 321 },
    "reqWshEventData deprecated": { outOfScope: 321 },
    reqWshEventData: { outOfScope: 321 },
  },
};
