import { field, group, type Layout, list, type UntypedValues, type Values, version } from "./layout.ts";
import type { RequestName } from "./message-ids.ts";
import { PLACE_ORDER } from "./place-order-layout.ts";
import { SINCE } from "./server-version.ts";

const isCombo = (values: UntypedValues): boolean => values["secType"] === "BAG";

/** A contract as market data, implied volatility and historical requests carry it. */
const CONTRACT = [
  field("conId", "integer"),
  field("symbol", "text"),
  field("secType", "text"),
  field("expiry", "text"),
  field("strike", "number"),
  field("right", "text"),
  field("multiplier", "text"),
  field("exchange", "text"),
  field("primaryExchange", "text"),
  field("currency", "text"),
  field("localSymbol", "text"),
  field("tradingClass", "text"),
] as const;

const COMBO_LEGS = list(
  "comboLegs",
  [field("conId", "integer"), field("ratio", "integer"), field("action", "text"), field("exchange", "text")],
  { when: isCombo },
);

const DELTA_NEUTRAL = [
  field("hasDeltaNeutral", "flag"),
  group(
    "deltaNeutral",
    [field("conId", "integer"), field("delta", "number"), field("price", "number")],
    (values) => values["hasDeltaNeutral"] === true,
  ),
] as const;

const BY_ID = [version(1), field("requestId", "integer")] as const;
const BARE = [version(1)] as const;
const ID_ONLY = [field("requestId", "integer")] as const;

/**
 * The served requests' fields in their order on the wire. Read in the encoders of @stoqey/ib 1.6.10 and ib_async 2
 * and in recorded traffic [M, R].
 */
export const REQUEST_LAYOUTS = {
  startApi: [version(2), field("clientId", "integer"), field("capabilities", "text")],
  marketData: [
    version(11),
    field("requestId", "integer"),
    ...CONTRACT,
    COMBO_LEGS,
    ...DELTA_NEUTRAL,
    field("genericTicks", "text"),
    field("snapshot", "flag"),
    field("regulatorySnapshot", "flag", { since: SINCE.smartComponents }),
    field("options", "text"),
  ],
  cancelMarketData: BY_ID,
  marketDataType: [version(1), field("type", "integer")],
  placeOrder: PLACE_ORDER,
  cancelOrder: [
    version(1, { before: SINCE.taggingFields }),
    field("orderId", "integer"),
    field("manualCancelTime", "text", { since: SINCE.manualOrderTime }),
    field("externalOperator", "text", { since: SINCE.taggingFields }),
    field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFields }),
  ],
  globalCancel: [
    version(1, { before: SINCE.taggingFields }),
    field("externalOperator", "text", { since: SINCE.taggingFields }),
    field("manualOrderIndicator", "integerOrUnset", { since: SINCE.taggingFields }),
  ],
  openOrders: BARE,
  allOpenOrders: BARE,
  autoOpenOrders: [version(1), field("bind", "flag")],
  completedOrders: [field("apiOnly", "flag")],
  executions: [
    version(3),
    field("requestId", "integer"),
    field("clientId", "integer"),
    field("account", "text"),
    field("time", "text"),
    field("symbol", "text"),
    field("secType", "text"),
    field("exchange", "text"),
    field("side", "text"),
  ],
  ids: [version(1), field("count", "integer")],
  managedAccounts: BARE,
  currentTime: BARE,
  setServerLogLevel: [version(1), field("level", "integer")],
  contractDetails: [
    version(8),
    field("requestId", "integer"),
    ...CONTRACT,
    field("includeExpired", "flag"),
    field("secIdType", "text"),
    field("secId", "text"),
    field("issuerId", "text", { since: SINCE.bondIssuer }),
  ],
  optionParameters: [
    field("requestId", "integer"),
    field("symbol", "text"),
    field("futuresExchange", "text"),
    field("secType", "text"),
    field("conId", "integer"),
  ],
  matchingSymbols: [field("requestId", "integer"), field("pattern", "text")],
  marketRule: [field("ruleId", "integer")],
  accountUpdates: [version(2), field("subscribe", "flag"), field("account", "text")],
  accountSummary: [version(1), field("requestId", "integer"), field("group", "text"), field("tags", "text")],
  cancelAccountSummary: BY_ID,
  positions: BARE,
  cancelPositions: BARE,
  positionsMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
  ],
  cancelPositionsMulti: BY_ID,
  accountUpdatesMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
    field("ledgerAndNetLiquidation", "flag"),
  ],
  cancelAccountUpdatesMulti: BY_ID,
  profitAndLoss: [field("requestId", "integer"), field("account", "text"), field("model", "text")],
  cancelProfitAndLoss: ID_ONLY,
  profitAndLossSingle: [
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
    field("conId", "integer"),
  ],
  cancelProfitAndLossSingle: ID_ONLY,
  historicalData: [
    version(6, { before: SINCE.syntheticBars }),
    field("requestId", "integer"),
    ...CONTRACT,
    field("includeExpired", "flag"),
    field("endDateTime", "text"),
    field("barSize", "text"),
    field("duration", "text"),
    field("regularHours", "flag"),
    field("whatToShow", "text"),
    field("dateFormat", "integer"),
    COMBO_LEGS,
    field("keepUpToDate", "flag", { since: SINCE.syntheticBars }),
    field("options", "text"),
  ],
  cancelHistoricalData: BY_ID,
  impliedVolatility: [
    version(2),
    field("requestId", "integer"),
    ...CONTRACT,
    field("optionPrice", "number"),
    field("underlyingPrice", "number"),
    field("options", "text"),
  ],
  optionPrice: [
    version(2),
    field("requestId", "integer"),
    ...CONTRACT,
    field("volatility", "number"),
    field("underlyingPrice", "number"),
    field("options", "text"),
  ],
  cancelImpliedVolatility: BY_ID,
  cancelOptionPrice: BY_ID,
  familyCodes: [],
  userInfo: ID_ONLY,
} as const satisfies Partial<Record<RequestName, Layout>>;

export type ServedRequest = keyof typeof REQUEST_LAYOUTS;
export type RequestValues<Name extends ServedRequest> = Values<(typeof REQUEST_LAYOUTS)[Name]>;

export function isServedRequest(name: RequestName): name is ServedRequest {
  return name in REQUEST_LAYOUTS;
}

/** What identifies a contract in a request: any of these may be blank. */
export type ContractQuery = Pick<
  RequestValues<"marketData">,
  | "conId"
  | "symbol"
  | "secType"
  | "expiry"
  | "strike"
  | "right"
  | "exchange"
  | "currency"
  | "localSymbol"
  | "tradingClass"
  | "multiplier"
>;
