import { contractRead, type Readings } from "./reading.ts";

export const ACCOUNT_READINGS = {
  error: (v) => [["error", v.message, v.code, v.requestId, undefined]],
  managedAccounts: (v) => [["managedAccounts", v.accounts]],
  currentTime: (v) => [["currentTime", v.seconds]],
  position: (v) => [["position", v.account, contractRead(v), v.quantity, v.averageCost]],
  positionEnd: () => [["positionEnd"]],
  positionMulti: (v) => [
    ["positionMulti", v.requestId, v.account, v.modelCode, contractRead(v), v.quantity, v.averageCost],
  ],
  positionMultiEnd: (v) => [["positionMultiEnd", v.requestId]],
  accountValue: (v) => [["updateAccountValue", v.key, v.value, v.currency, v.account]],
  portfolioValue: (v) => [
    [
      "updatePortfolio",
      { ...contractRead({ ...v, exchange: "" }), exchange: undefined, primaryExch: v.primaryExchange },
      v.quantity,
      v.marketPrice,
      v.marketValue,
      v.averageCost,
      v.unrealisedProfit,
      v.realisedProfit,
      v.account,
    ],
  ],
  accountUpdateTime: (v) => [["updateAccountTime", v.time]],
  accountDownloadEnd: (v) => [["accountDownloadEnd", v.account]],
  accountSummary: (v) => [["accountSummary", v.requestId, v.account, v.tag, v.value, v.currency]],
  accountSummaryEnd: (v) => [["accountSummaryEnd", v.requestId]],
  accountUpdateMulti: (v) => [
    ["accountUpdateMulti", v.requestId, v.account, v.modelCode, v.key, v.value, v.currency],
  ],
  accountUpdateMultiEnd: (v) => [["accountUpdateMultiEnd", String(v.requestId)]],
  profitAndLoss: (v, since) => [
    ["pnl", v.requestId, v.daily, since(129, v.unrealised), since(135, v.realised)],
  ],
  profitAndLossSingle: (v, since) => [
    [
      "pnlSingle",
      v.requestId,
      v.position,
      v.daily,
      since(129, v.unrealised),
      since(135, v.realised),
      v.value,
    ],
  ],
  familyCodes: (v) => [
    ["familyCodes", v.codes.map((item) => ({ accountID: item.account, familyCode: item.code }))],
  ],
  userInfo: (v) => [["userInfo", v.requestId, v.whiteBrandingId]],
} as const satisfies Readings;
