import { field, type Layout, list, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";

const BAR = [
  field("date", "text"),
  field("open", "number"),
  field("high", "number"),
  field("low", "number"),
  field("close", "number"),
  field("volume", "number"),
  field("wap", "number"),
  field("hasGaps", "text", { before: SINCE.syntheticBars }),
  field("count", "integer"),
] as const;

/** The time of historical ticks is in seconds since 1970. */
const TICK = [field("time", "long"), field("attributes", "integer")] as const;

/** Far above what one request may ask for: a day of one-second bars is 23,400. */
const itemsMax = 100_000;

export const HISTORY_REPLIES = {
  historicalData: [
    version(3, { before: SINCE.syntheticBars }),
    field("requestId", "integer"),
    field("start", "text"),
    field("end", "text"),
    list("bars", BAR, { itemsMax }),
  ],
  /** The bar that is still growing, of a request with `keepUpToDate`: close comes before high and low [M]. */
  historicalDataUpdate: [
    field("requestId", "integer"),
    field("count", "integer"),
    field("date", "text"),
    field("open", "number"),
    field("close", "number"),
    field("high", "number"),
    field("low", "number"),
    field("wap", "number"),
    field("volume", "number"),
  ],
  headTimestamp: [field("requestId", "integer"), field("timestamp", "text")],
  historicalTicks: [
    field("requestId", "integer"),
    list("ticks", [...TICK, field("price", "number"), field("size", "number")], { itemsMax }),
    field("done", "flag"),
  ],
  /**
   * Attributes: bit 0 is the ask above the day's high, bit 1 the bid below its low; in tick-by-tick they are the other
   * way round. So read the official clients, a Go client and ib_async; @stoqey/ib 1.6.10 reads both alike [M].
   */
  historicalTicksBidAsk: [
    field("requestId", "integer"),
    list(
      "ticks",
      [
        ...TICK,
        field("bidPrice", "number"),
        field("askPrice", "number"),
        field("bidSize", "number"),
        field("askSize", "number"),
      ],
      { itemsMax },
    ),
    field("done", "flag"),
  ],
  historicalTicksLast: [
    field("requestId", "integer"),
    list(
      "ticks",
      [
        ...TICK,
        field("price", "number"),
        field("size", "number"),
        field("exchange", "text"),
        field("specialConditions", "text"),
      ],
      { itemsMax },
    ),
    field("done", "flag"),
  ],
  historicalSchedule: [
    field("requestId", "integer"),
    field("start", "text"),
    field("end", "text"),
    field("timeZone", "text"),
    list("sessions", [field("start", "text"), field("end", "text"), field("referenceDate", "text")]),
  ],
} as const satisfies Record<string, Layout>;
