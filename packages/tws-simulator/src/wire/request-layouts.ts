import type { Layout, Values } from "./layout.ts";
import type { RequestName } from "./message-ids.ts";
import { ACCOUNT_REQUESTS } from "./requests/account.ts";
import { CONTRACT_REQUESTS } from "./requests/contracts.ts";
import { HISTORY_REQUESTS } from "./requests/history.ts";
import { MARKET_DATA_REQUESTS } from "./requests/market-data.ts";
import { ORDER_REQUESTS } from "./requests/orders.ts";

/**
 * The served requests' fields in their order on the wire [M, R]. What the encoder of @stoqey/ib 1.6.10 writes for each
 * at server versions 100 to 193, and that of the official Java client (10.32) for orders, cancels, exercises and all
 * that name a contract, is read to the last field with the values that were asked.
 */
export const REQUEST_LAYOUTS = {
  ...MARKET_DATA_REQUESTS,
  ...CONTRACT_REQUESTS,
  ...ORDER_REQUESTS,
  ...ACCOUNT_REQUESTS,
  ...HISTORY_REQUESTS,
} as const satisfies Partial<Record<RequestName, Layout>>;

export type ServedRequest = keyof typeof REQUEST_LAYOUTS;
export type RequestValues<Name extends ServedRequest> = Values<(typeof REQUEST_LAYOUTS)[Name]>;

export function isServedRequest(name: RequestName): name is ServedRequest {
  return name in REQUEST_LAYOUTS;
}

/** What identifies a contract in a request: any of these may be blank. */
export type ContractQuery = Pick<
  RequestValues<"marketData">,
  | "conId"
  | "symbol"
  | "secType"
  | "expiry"
  | "strike"
  | "right"
  | "exchange"
  | "currency"
  | "localSymbol"
  | "tradingClass"
  | "multiplier"
>;
