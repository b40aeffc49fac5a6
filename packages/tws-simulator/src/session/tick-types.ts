/** Tick types of live and frozen data [D]. */
export const LIVE_TICKS = {
  bidSize: 0,
  bid: 1,
  ask: 2,
  askSize: 3,
  last: 4,
  lastSize: 5,
  high: 6,
  low: 7,
  volume: 8,
  close: 9,
  bidComputation: 10,
  askComputation: 11,
  lastComputation: 12,
  modelComputation: 13,
  open: 14,
  lastTimestamp: 45,
} as const;

export type TickTypes = Readonly<Record<keyof typeof LIVE_TICKS, number>>;

/** The same for data of a quarter of an hour ago [D]. */
export const DELAYED_TICKS: TickTypes = {
  bid: 66,
  ask: 67,
  last: 68,
  bidSize: 69,
  askSize: 70,
  lastSize: 71,
  high: 72,
  low: 73,
  volume: 74,
  close: 75,
  open: 76,
  bidComputation: 80,
  askComputation: 81,
  lastComputation: 82,
  modelComputation: 83,
  lastTimestamp: 88,
};

/** Ticks that come for a generic tick of the request only; some without one, where the type says so [D]. */
export const GENERIC_TICKS = {
  low13Weeks: 15,
  high13Weeks: 16,
  low26Weeks: 17,
  high26Weeks: 18,
  low52Weeks: 19,
  high52Weeks: 20,
  averageVolume: 21,
  historicalVolatility: 23,
  impliedVolatility: 24,
  callOpenInterest: 27,
  putOpenInterest: 28,
  callVolume: 29,
  putVolume: 30,
  markPrice: 37,
  shortable: 46,
  timeAndSales: 48,
  dividends: 59,
  tradeTimeAndSales: 77,
  shortableShares: 89,
} as const;
