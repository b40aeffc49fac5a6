import { oneOf } from "../contract-elements.ts";
import { field, group, type Layout, list, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";

const TICK = [version(6), field("requestId", "integer"), field("tickType", "integer")] as const;

/** Greeks that are not computed yet are -2, prices and volatilities -1 [M]. */
const OPTION_COMPUTATION = [
  version(6, { before: SINCE.priceBasedVolatility }),
  field("requestId", "integer"),
  field("tickType", "integer"),
  field("attribute", "integer", { since: SINCE.priceBasedVolatility }),
  field("impliedVolatility", "number"),
  field("delta", "number"),
  field("price", "number"),
  field("dividendValue", "number"),
  field("gamma", "number"),
  field("vega", "number"),
  field("theta", "number"),
  field("underlyingPrice", "number"),
] as const;

const DEPTH_ROW = [
  field("operation", "integer"),
  field("side", "integer"),
  field("price", "number"),
  field("size", "number"),
] as const;

/**
 * `tickType`: 1 last, 2 all last, 3 bid and ask, 4 mid-point; each has its own fields after the time. Attributes of a
 * bid and ask: bit 0 is the bid below the day's low, bit 1 the ask above its high.
 */
const TICK_BY_TICK = [
  field("requestId", "integer"),
  field("tickType", "integer"),
  field("time", "long"),
  group(
    "last",
    [
      field("price", "number"),
      field("size", "number"),
      field("attributes", "integer"),
      field("exchange", "text"),
      field("specialConditions", "text"),
    ],
    oneOf("tickType", 1, 2),
  ),
  group(
    "bidAsk",
    [
      field("bidPrice", "number"),
      field("askPrice", "number"),
      field("bidSize", "number"),
      field("askSize", "number"),
      field("attributes", "integer"),
    ],
    oneOf("tickType", 3),
  ),
  group("midPoint", [field("price", "number")], oneOf("tickType", 4)),
] as const;

/** Before 120 a description has one flag ("Deep2" or not) instead of the last three fields. */
const DEPTH_EXCHANGE = [
  field("exchange", "text"),
  field("secType", "text"),
  field("isLevel2", "flag", { before: SINCE.depthServiceType }),
  field("listingExchange", "text", { since: SINCE.depthServiceType }),
  field("serviceDataType", "text", { since: SINCE.depthServiceType }),
  field("aggregateGroup", "integerOrUnset", { since: SINCE.depthServiceType }),
] as const;

export const MARKET_DATA_REPLIES = {
  tickPrice: [...TICK, field("price", "number"), field("size", "number"), field("attributes", "integer")],
  tickSize: [...TICK, field("size", "number")],
  tickString: [...TICK, field("value", "text")],
  tickGeneric: [...TICK, field("value", "number")],
  tickOptionComputation: OPTION_COMPUTATION,
  tickSnapshotEnd: [version(1), field("requestId", "integer")],
  /** @stoqey/ib 1.6.10 reads the minimum tick as an integer: a cent is 0 to it [M]. */
  tickRequestParameters: [
    field("requestId", "integer"),
    field("minTick", "number"),
    field("bboExchange", "text"),
    field("snapshotPermissions", "integer"),
  ],
  marketDataType: [version(1), field("requestId", "integer"), field("type", "integer")],
  tickByTick: TICK_BY_TICK,
  realTimeBar: [
    version(3),
    field("requestId", "integer"),
    field("time", "long"),
    field("open", "number"),
    field("high", "number"),
    field("low", "number"),
    field("close", "number"),
    field("volume", "number"),
    field("wap", "number"),
    field("count", "integer"),
  ],
  marketDepth: [version(1), field("requestId", "integer"), field("position", "integer"), ...DEPTH_ROW],
  marketDepthByMaker: [
    version(1),
    field("requestId", "integer"),
    field("position", "integer"),
    field("marketMaker", "text"),
    ...DEPTH_ROW,
    field("isSmartDepth", "flag", { since: SINCE.smartDepth }),
  ],
  marketDepthExchanges: [list("exchanges", DEPTH_EXCHANGE)],
  smartComponents: [
    field("requestId", "integer"),
    list("components", [
      field("bitNumber", "integer"),
      field("exchange", "text"),
      field("exchangeLetter", "text"),
    ]),
  ],
} as const satisfies Record<string, Layout>;
