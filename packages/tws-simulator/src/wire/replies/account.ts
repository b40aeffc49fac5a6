import { CONTRACT } from "../contract-elements.ts";
import { field, type Layout, list, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";

const END = [version(1), field("requestId", "integer")] as const;

const PORTFOLIO_VALUE = [
  version(8),
  field("conId", "integer"),
  field("symbol", "text"),
  field("secType", "text"),
  field("expiry", "text"),
  field("strike", "number"),
  field("right", "text"),
  field("multiplier", "text"),
  field("primaryExchange", "text"),
  field("currency", "text"),
  field("localSymbol", "text"),
  field("tradingClass", "text"),
  field("quantity", "number"),
  field("marketPrice", "numberOrUnset"),
  field("marketValue", "numberOrUnset"),
  field("averageCost", "numberOrUnset"),
  field("unrealisedProfit", "numberOrUnset"),
  field("realisedProfit", "numberOrUnset"),
  field("account", "text"),
] as const;

const PROFITS = [
  field("daily", "numberOrUnset"),
  field("unrealised", "numberOrUnset", { since: SINCE.unrealisedProfit }),
  field("realised", "numberOrUnset", { since: SINCE.realisedProfit }),
] as const;

export const ACCOUNT_REPLIES = {
  error: [
    version(2),
    field("requestId", "integer"),
    field("code", "integer"),
    field("message", "message"),
    field("advancedReject", "message", { since: SINCE.advancedReject }),
  ],
  managedAccounts: [version(1), field("accounts", "text")],
  currentTime: [version(1), field("seconds", "long")],
  position: [
    version(3),
    field("account", "text"),
    ...CONTRACT,
    field("quantity", "number"),
    field("averageCost", "number"),
  ],
  positionEnd: [version(1)],
  positionMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    ...CONTRACT,
    field("quantity", "number"),
    field("averageCost", "number"),
    field("modelCode", "text"),
  ],
  positionMultiEnd: END,
  accountValue: [
    version(2),
    field("key", "text"),
    field("value", "text"),
    field("currency", "text"),
    field("account", "text"),
  ],
  portfolioValue: PORTFOLIO_VALUE,
  accountUpdateTime: [version(1), field("time", "text")],
  accountDownloadEnd: [version(1), field("account", "text")],
  accountSummary: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("tag", "text"),
    field("value", "text"),
    field("currency", "text"),
  ],
  accountSummaryEnd: END,
  accountUpdateMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("modelCode", "text"),
    field("key", "text"),
    field("value", "text"),
    field("currency", "text"),
  ],
  accountUpdateMultiEnd: END,
  profitAndLoss: [field("requestId", "integer"), ...PROFITS],
  profitAndLossSingle: [
    field("requestId", "integer"),
    field("position", "number"),
    ...PROFITS,
    field("value", "numberOrUnset"),
  ],
  familyCodes: [list("codes", [field("account", "text"), field("code", "text")])],
  userInfo: [field("requestId", "integer"), field("whiteBrandingId", "text")],
} as const satisfies Record<string, Layout>;
