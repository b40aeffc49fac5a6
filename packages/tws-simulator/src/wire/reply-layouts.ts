import type { Layout, Values } from "./layout.ts";
import type { ReplyName } from "./message-ids.ts";
import { ACCOUNT_REPLIES } from "./replies/account.ts";
import { CONTRACT_REPLIES } from "./replies/contracts.ts";
import { HISTORY_REPLIES } from "./replies/history.ts";
import { MARKET_DATA_REPLIES } from "./replies/market-data.ts";
import { ORDER_REPLIES } from "./replies/orders.ts";

/**
 * The replies' fields in their order on the wire, read in the decoders of the official Java client, @stoqey/ib
 * 1.6.10, ib_async 2 and a Go client, and in recorded traffic [M, R]; see `OPEN_ORDER` for what is believed only.
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
