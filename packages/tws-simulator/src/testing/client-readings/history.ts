import type { Event, Readings } from "./reading.ts";

export const HISTORY_READINGS = {
  historicalData: (v, since) => [
    ...v.bars.map((bar): Event => [
      "historicalData",
      v.requestId,
      bar.date,
      bar.open,
      bar.high,
      bar.low,
      bar.close,
      bar.volume,
      bar.count,
      bar.wap,
      since(124, true) === true ? undefined : true,
    ]),
    ["historicalData", v.requestId, `finished-${v.start}-${v.end}`, ...Array(7).fill(-1), false],
  ],
  historicalDataUpdate: (v) => [
    ["historicalDataUpdate", v.requestId, v.date, v.open, v.high, v.low, v.close, v.volume, v.count, v.wap],
  ],
  headTimestamp: (v) => [["headTimestamp", v.requestId, v.timestamp]],
  historicalTicks: (v) => [
    ["historicalTicks", v.requestId, v.ticks.map(({ time, price, size }) => ({ time, price, size })), v.done],
  ],
  // Bit 0 is the ask's in the official client and the bid's in this one; no recording decides.
  historicalTicksBidAsk: (v) => [
    [
      "historicalTicksBidAsk",
      v.requestId,
      v.ticks.map((tick) => ({
        time: tick.time,
        tickAttribBidAsk: { bidPastLow: tick.attributes % 2 === 1, askPastHigh: (tick.attributes & 2) === 2 },
        priceBid: tick.bidPrice,
        priceAsk: tick.askPrice,
        sizeBid: tick.bidSize,
        sizeAsk: tick.askSize,
      })),
      v.done,
    ],
  ],
  historicalTicksLast: (v) => [
    [
      "historicalTicksLast",
      v.requestId,
      v.ticks.map((tick) => ({
        time: tick.time,
        tickAttribLast: { pastLimit: tick.attributes % 2 === 1, unreported: (tick.attributes & 2) === 2 },
        price: tick.price,
        size: tick.size,
        exchange: tick.exchange,
        specialConditions: tick.specialConditions,
      })),
      v.done,
    ],
  ],
  historicalSchedule: (v) => [
    [
      "historicalSchedule",
      v.requestId,
      v.start,
      v.end,
      v.timeZone,
      v.sessions.map((item) => ({
        startDateTime: item.start,
        endDateTime: item.end,
        refDate: item.referenceDate,
      })),
    ],
  ],
} as const satisfies Readings;
