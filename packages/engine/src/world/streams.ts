import { streamName, type IsoDate, type OrderRef, type StreamName } from "@legbook/domain";

/** The names of the log's streams, in one place. */
export const streams = {
  session: (id: string): StreamName => streamName("session", id),
  inputs: (session: string): StreamName => streamName("inputs", session),
  gateway: (clientId: number): StreamName => streamName("gateway", String(clientId)),
  lines: (clientId: number): StreamName => streamName("lines", String(clientId)),
  requests: (clientId: number): StreamName => streamName("requests", String(clientId)),
  market: (tradingDate: IsoDate): StreamName => streamName("market", tradingDate),
  chain: (symbol: string): StreamName => streamName("chain", symbol),
  dates: (symbol: string): StreamName => streamName("dates", symbol),
  scanPresets: streamName("scan", "presets"),
  order: (orderRef: OrderRef): StreamName => streamName("order", orderRef),
  risk: (account: string): StreamName => streamName("risk", account),
  account: (account: string): StreamName => streamName("account", account),
} as const;
