import type { Layout, Values } from "./layout.ts";
import type { ReplyName } from "./message-ids.ts";
import { ACCOUNT_REPLIES } from "./replies/account.ts";
import { CONTRACT_REPLIES } from "./replies/contracts.ts";
import { HISTORY_REPLIES } from "./replies/history.ts";
import { MARKET_DATA_REPLIES } from "./replies/market-data.ts";
import { ORDER_REPLIES } from "./replies/orders.ts";

/**
 * The replies' fields in their order on the wire [M, R]; see `OPEN_ORDER` for what is believed only. Frames of all of
 * them were given to the decoders of the official Java client (10.32, server versions 100 to 193), the official Python
 * client (100 to 177), ib_async 2 (157 to 178) and @stoqey/ib 1.6.10 (100 to 193), which took every field and found
 * the same values. Where a client differs from the official ones, its message says so.
 */
export const REPLY_LAYOUTS = {
  ...MARKET_DATA_REPLIES,
  ...CONTRACT_REPLIES,
  ...ORDER_REPLIES,
  ...ACCOUNT_REPLIES,
  ...HISTORY_REPLIES,
} as const satisfies Record<ReplyName, Layout>;

export type ReplyValues<Name extends ReplyName> = Values<(typeof REPLY_LAYOUTS)[Name]>;
export type ContractFields = Pick<
  ReplyValues<"position">,
  | "conId"
  | "symbol"
  | "secType"
  | "expiry"
  | "strike"
  | "right"
  | "multiplier"
  | "exchange"
  | "currency"
  | "localSymbol"
  | "tradingClass"
>;
