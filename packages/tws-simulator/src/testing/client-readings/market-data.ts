import type { ReplyValues } from "../../wire/reply-layouts.ts";
import type { Event, Readings } from "./reading.ts";

function tickByTick(v: ReplyValues<"tickByTick">): readonly Event[] {
  const time = String(v.time);
  if (v.last !== null) {
    const { price, size, attributes, exchange, specialConditions } = v.last;
    const flags = { pastLimit: (attributes & 1) === 1, unreported: (attributes & 2) === 2 };
    const { requestId, tickType } = v;
    return [
      ["tickByTickAllLast", requestId, tickType, time, price, size, flags, exchange, specialConditions],
    ];
  }
  if (v.bidAsk !== null) {
    const { bidPrice, askPrice, bidSize, askSize, attributes } = v.bidAsk;
    const flags = { bidPastLow: (attributes & 1) === 1, askPastHigh: (attributes & 2) === 2 };
    return [["tickByTickBidAsk", v.requestId, time, bidPrice, askPrice, bidSize, askSize, flags]];
  }
  return v.midPoint === null ? [] : [["tickByTickMidPoint", v.requestId, time, v.midPoint.price]];
}

export const MARKET_DATA_READINGS = {
  // Of the attributes it hears only whether there are any.
  tickPrice: (v) => [["tickPrice", v.requestId, v.tickType, v.price, v.attributes !== 0]],
  tickSize: (v) => [["tickSize", v.requestId, v.tickType, v.size]],
  tickString: (v) => [["tickString", v.requestId, v.tickType, v.value]],
  tickGeneric: (v) => [["tickGeneric", v.requestId, v.tickType, v.value]],
  tickOptionComputation: (v, since) => [
    [
      "tickOptionComputation",
      v.requestId,
      v.tickType,
      since(156, v.attribute),
      v.impliedVolatility,
      v.delta,
      v.price,
      v.dividendValue,
      v.gamma,
      v.vega,
      v.theta,
      v.underlyingPrice,
    ],
  ],
  tickSnapshotEnd: (v) => [["tickSnapshotEnd", v.requestId]],
  // It reads the minimum tick as an integer: a cent becomes 0.
  tickRequestParameters: (v) => [
    ["tickReqParams", v.requestId, Math.trunc(v.minTick), v.bboExchange, v.snapshotPermissions],
  ],
  marketDataType: (v) => [["marketDataType", v.requestId, v.type]],
  tickByTick,
  realTimeBar: (v) => [
    ["realtimeBar", v.requestId, v.time, v.open, v.high, v.low, v.close, v.volume, v.wap, v.count],
  ],
  marketDepth: (v) => [["updateMktDepth", v.requestId, v.position, v.operation, v.side, v.price, v.size]],
  marketDepthByMaker: (v, since) => [
    [
      "updateMktDepthL2",
      v.requestId,
      v.position,
      v.marketMaker,
      v.operation,
      v.side,
      v.price,
      v.size,
      since(146, v.isSmartDepth),
    ],
  ],
  marketDepthExchanges: (v, since) => [
    [
      "mktDepthExchanges",
      v.exchanges.map((item) => ({
        exchange: item.exchange,
        secType: item.secType,
        listingExch: since(120, item.listingExchange) ?? "",
        serviceDataType: since(120, item.serviceDataType) ?? (item.isLevel2 ? "Deep2" : "Deep"),
        aggGroup: since(120, item.aggregateGroup),
      })),
    ],
  ],
  smartComponents: (v) => [
    [
      "smartComponents",
      v.requestId,
      new Map(v.components.map((item) => [item.bitNumber, [item.exchange, item.exchangeLetter]])),
    ],
  ],
} as const satisfies Readings;
