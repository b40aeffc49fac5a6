import { CONTRACT_QUERY, DELTA_NEUTRAL } from "../contract-elements.ts";
import { field, type Layout, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";
import { BY_ID, COMBO_LEGS } from "./request-elements.ts";

/** Without its primary exchange before 149. */
const MARKET_DEPTH = [
  version(5),
  field("requestId", "integer"),
  field("conId", "integer"),
  field("symbol", "text"),
  field("secType", "text"),
  field("expiry", "text"),
  field("strike", "number"),
  field("right", "text"),
  field("multiplier", "text"),
  field("exchange", "text"),
  field("primaryExchange", "text", { since: SINCE.depthPrimaryExchange }),
  field("currency", "text"),
  field("localSymbol", "text"),
  field("tradingClass", "text"),
  field("rows", "integer"),
  field("isSmartDepth", "flag", { since: SINCE.smartDepth }),
  field("options", "text"),
] as const;

export const MARKET_DATA_REQUESTS = {
  marketData: [
    version(11),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    COMBO_LEGS,
    ...DELTA_NEUTRAL,
    field("genericTicks", "text"),
    field("snapshot", "flag"),
    field("regulatorySnapshot", "flag", { since: SINCE.smartComponents }),
    field("options", "text"),
  ],
  cancelMarketData: BY_ID,
  marketDataType: [version(1), field("type", "integer")],
  impliedVolatility: [
    version(2),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("optionPrice", "number"),
    field("underlyingPrice", "number"),
    field("options", "text"),
  ],
  optionPrice: [
    version(2),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("volatility", "number"),
    field("underlyingPrice", "number"),
    field("options", "text"),
  ],
  cancelImpliedVolatility: BY_ID,
  cancelOptionPrice: BY_ID,
  realTimeBars: [
    version(3),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("barSeconds", "integer"),
    field("whatToShow", "text"),
    field("regularHours", "flag"),
    field("options", "text"),
  ],
  cancelRealTimeBars: BY_ID,
  tickByTick: [
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("tickType", "text"),
    field("tickCount", "integer", { since: SINCE.tickByTickLimits }),
    field("ignoreSize", "flag", { since: SINCE.tickByTickLimits }),
  ],
  cancelTickByTick: [field("requestId", "integer")],
  marketDepth: MARKET_DEPTH,
  cancelMarketDepth: [...BY_ID, field("isSmartDepth", "flag", { since: SINCE.smartDepth })],
  marketDepthExchanges: [],
  smartComponents: [field("requestId", "integer"), field("bboExchange", "text")],
} as const satisfies Record<string, Layout>;
