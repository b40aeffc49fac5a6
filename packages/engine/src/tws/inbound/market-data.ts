import { EventName, type IBApi } from "@stoqey/ib";
import { type MarketDataType, microsFromNumber, NO_PRICE, TICK_KINDS, type TickKind } from "@legbook/domain";
import { type Listening, reading } from "./listening.ts";
import { doubleOrNull, integer, UnreadableValue } from "./values.ts";

/** Tick types of the wire that carry prices, sizes and states used here, live and delayed alike. Others are not used. */
const PRICE_TICKS: Readonly<Record<number, TickKind>> = {
  1: TICK_KINDS.bid,
  2: TICK_KINDS.ask,
  4: TICK_KINDS.last,
  9: TICK_KINDS.close,
  66: TICK_KINDS.bid,
  67: TICK_KINDS.ask,
  68: TICK_KINDS.last,
  75: TICK_KINDS.close,
};
const SIZE_TICKS: Readonly<Record<number, TickKind>> = {
  0: TICK_KINDS.bidSize,
  3: TICK_KINDS.askSize,
  5: TICK_KINDS.lastSize,
  8: TICK_KINDS.volume,
  69: TICK_KINDS.bidSize,
  70: TICK_KINDS.askSize,
  71: TICK_KINDS.lastSize,
  74: TICK_KINDS.volume,
};
/** Open interest of calls and of puts: a line of a call is told both, one of them as zero. */
const OPEN_INTEREST_RIGHT: Readonly<Record<number, "call" | "put">> = { 27: "call", 28: "put" };
const LIVE_BID = 1;
/** Of a price tick's frame. */
const SIZE_FIELD = 5;
const HALTED = new Set([49, 90]);
const BID_COMPUTATION = new Set([10, 80]);
const ASK_COMPUTATION = new Set([11, 81]);
const MODEL_COMPUTATION = new Set([13, 83]);
const DATA_TYPES: Readonly<Record<number, MarketDataType>> = {
  1: "live",
  2: "frozen",
  3: "delayed",
  4: "delayedFrozen",
};

export function listenMarketData(api: IBApi, listening: Listening): void {
  api.on(
    EventName.tickPrice,
    reading(listening, "tickPrice", (requestId: number, type: number, price: number | undefined) => {
      readPrice(listening, requestId, type, price);
    }),
  );
  api.on(
    EventName.tickSize,
    reading(
      listening,
      "tickSize",
      (requestId: number, type: number | undefined, size: number | undefined) => {
        readSize(listening, requestId, integer(type, "tickType"), size);
      },
    ),
  );
  api.on(
    EventName.tickGeneric,
    reading(listening, "tickGeneric", (requestId: number, type: number, value: number | undefined) => {
      if (!HALTED.has(type)) return;
      const state = doubleOrNull(value, "halted");
      // -1: not known. 1 and 2: halted in general, or for volatility.
      if (state === null || state < 0) return;
      listening.report({ kind: "tick", requestId, tick: TICK_KINDS.halted, value: state > 0 ? 1 : 0 });
    }),
  );
  api.on(
    EventName.tickOptionComputation,
    reading(listening, "tickOptionComputation", readComputation(listening)),
  );
  api.on(
    EventName.marketDataType,
    reading(listening, "marketDataType", (requestId: number, code: number) => {
      const dataType = DATA_TYPES[code];
      if (dataType === undefined) throw new UnreadableValue("marketDataType", code);
      listening.report({ kind: "lineDataType", requestId, dataType });
    }),
  );
}

function readPrice(listening: Listening, requestId: number, type: number, price: number | undefined): void {
  const tick = PRICE_TICKS[type];
  if (tick === undefined) return;
  const read = doubleOrNull(price, "price");
  // -1 is the gateway's word for a side without a price; shares and options have no negative ones.
  const value = read === null || read === -1 ? NO_PRICE : microsFromNumber(read);
  listening.report({ kind: "tick", requestId, tick, value });
  if (type === LIVE_BID) readSize(listening, requestId, 0, sizeBesideBid(listening.frames.current));
}

/**
 * The size that came with a bid. The library passes on the sizes beside asks and trades as sizes of their own but
 * loses this one (its code for it is 0, which it takes for none), so it is read from the frame:
 * message id, version, request id, tick type, price, size, attributes.
 */
function sizeBesideBid(frame: string): number | undefined {
  let start = 0;
  for (let field = 0; field < SIZE_FIELD; field += 1) {
    start = frame.indexOf("\0", start) + 1;
    if (start === 0) return undefined;
  }
  const end = frame.indexOf("\0", start);
  const size = end === -1 ? frame.slice(start) : frame.slice(start, end);
  return size === "" ? undefined : Number(size.replaceAll(",", ""));
}

function readSize(listening: Listening, requestId: number, type: number, size: number | undefined): void {
  const right = OPEN_INTEREST_RIGHT[type];
  const ownOpenInterest = right !== undefined && listening.memory.lineRights.get(requestId) === right;
  const tick = ownOpenInterest ? TICK_KINDS.openInterest : SIZE_TICKS[type];
  if (tick === undefined) return;
  const value = doubleOrNull(size, "size");
  if (value !== null) listening.report({ kind: "tick", requestId, tick, value });
}

/** Doubles as the gateway gives them; what it has not computed is not reported. */
function readComputation(listening: Listening) {
  return (
    requestId: number,
    type: number,
    _attributes: number | undefined,
    volatility?: number,
    delta?: number,
    price?: number,
    _dividends?: number,
    gamma?: number,
    vega?: number,
    theta?: number,
    underlying?: number,
  ): void => {
    const report = (tick: TickKind, value: number | undefined, field: string): void => {
      const read = doubleOrNull(value, field);
      if (read !== null) listening.report({ kind: "tick", requestId, tick, value: read });
    };
    if (BID_COMPUTATION.has(type)) report(TICK_KINDS.bidVolatility, volatility, "volatility");
    else if (ASK_COMPUTATION.has(type)) report(TICK_KINDS.askVolatility, volatility, "volatility");
    else if (MODEL_COMPUTATION.has(type)) {
      report(TICK_KINDS.modelVolatility, volatility, "volatility");
      report(TICK_KINDS.modelDelta, delta, "delta");
      report(TICK_KINDS.modelGamma, gamma, "gamma");
      report(TICK_KINDS.modelVega, vega, "vega");
      report(TICK_KINDS.modelTheta, theta, "theta");
      report(TICK_KINDS.modelPrice, price, "price");
      report(TICK_KINDS.modelUnderlying, underlying, "underlying");
    }
  };
}
