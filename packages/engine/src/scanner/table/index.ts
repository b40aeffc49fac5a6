export { ChainTable, type ChainTableSettings } from "./chain-table.ts";
export { type ChainColumns, GREEKS_SOURCES, type GreeksSourceName, UNKNOWN_COUNT } from "./columns.ts";
export {
  flagNames,
  isWide,
  MIDLESS_FLAGS,
  NO_SIDE,
  QUOTE_FLAGS,
  type QuoteFlag,
  UNUSABLE_FLAGS,
} from "./flags.ts";
export type { SeriesRange } from "./order.ts";
export type { TableQuote } from "./quote.ts";
export { spotOf, type UnderlyingView } from "./underlying.ts";
export type { ExpiryWorld } from "./world.ts";
