import type { ReplyName, RequestName } from "../../wire/message-ids.ts";

/** Replies without an id of their request: of several requests that wait, the oldest is answered by one of them. */
export const SINGLE_ANSWERS: Readonly<Partial<Record<ReplyName, RequestName>>> = {
  nextValidId: "ids",
  managedAccounts: "managedAccounts",
  currentTime: "currentTime",
  marketRule: "marketRule",
  familyCodes: "familyCodes",
  marketDepthExchanges: "marketDepthExchanges",
};

/** Replies without an id that go on for as long as the request stands. */
export const LISTS: Readonly<Partial<Record<ReplyName, RequestName>>> = {
  position: "positions",
  positionEnd: "positions",
  accountValue: "accountUpdates",
  portfolioValue: "accountUpdates",
  accountUpdateTime: "accountUpdates",
  accountDownloadEnd: "accountUpdates",
  completedOrder: "completedOrders",
  completedOrdersEnd: "completedOrders",
};

/** Their answer is orders and statuses up to openOrderEnd. */
export const ORDER_LISTINGS: ReadonlySet<string> = new Set<RequestName>([
  "openOrders",
  "allOpenOrders",
  "autoOpenOrders",
]);

/** What such a request has brought about is its whole answer; all that comes later is news. */
export const ENDS: ReadonlySet<string> = new Set<ReplyName>([
  "contractDetailsEnd",
  "openOrderEnd",
  "accountDownloadEnd",
  "executionEnd",
  "tickSnapshotEnd",
  "positionEnd",
  "accountSummaryEnd",
  "positionMultiEnd",
  "accountUpdateMultiEnd",
  "optionParametersEnd",
  "completedOrdersEnd",
]);

/** Requests whose replies are news from the first on. */
export const SUBSCRIPTIONS: ReadonlySet<string> = new Set<RequestName>([
  "marketData",
  "marketDepth",
  "tickByTick",
  "realTimeBars",
  "profitAndLoss",
  "profitAndLossSingle",
  "placeOrder",
  "cancelOrder",
  "globalCancel",
]);

/** News whatever the request. */
export const NEWS: ReadonlySet<string> = new Set<ReplyName>(["historicalDataUpdate"]);

/** Requests that are about an order, by its id. */
export const ORDER_REQUESTS: ReadonlySet<string> = new Set<RequestName>(["placeOrder", "cancelOrder"]);
