import type { BrokerLinkStatus, FarmKind, FarmStatus } from "@legbook/domain";

/** What a code speaks of. `unlisted` codes are passed on as they came and must be taken seriously. */
export type ErrorCodeKind =
  /** The gateway's own link to the broker, reported as `brokerLink`. */
  | "link"
  /** A data farm, reported as `farmStatus`. */
  | "farm"
  /** This session: it is about to end, or never came up. */
  | "session"
  /** Bytes that could not be read. Never normal: an alarm. */
  | "corrupt"
  | "order"
  | "request"
  | "pacing"
  | "notice"
  | "unlisted";

export interface ErrorCodeDescription {
  readonly kind: ErrorCodeKind;
  /** Whether the request or order that it names has come to its end. */
  readonly ends: boolean;
  readonly meaning: string;
}

const entry = (kind: ErrorCodeKind, ends: boolean, meaning: string): ErrorCodeDescription => ({
  kind,
  ends,
  meaning,
});

/** A message of the gateway, or of this client's own library, that could not be read. The library's code for it. */
export const UNREADABLE_MESSAGE_CODE = 505;
/** The library's code for every failure of the socket. */
export const SOCKET_FAILURE_CODE = 502;
/** The gateway could not read us, or we not it: frames no longer begin where they should. */
export const BROKEN_FRAMING_CODE = 507;

/**
 * Codes of the gateway's error message, with what they mean for this product. Source: the broker's list of message
 * codes; 501 to 509 are made by client libraries, except 507, which the gateway sends too.
 */
export const ERROR_CODES: Readonly<Record<number, ErrorCodeDescription>> = {
  100: entry("pacing", true, "more messages a second than the gateway allows"),
  101: entry("request", true, "more market data lines than the account has"),
  102: entry("request", true, "request id in use"),
  103: entry("order", true, "order id in use"),
  104: entry("order", false, "a filled order cannot be modified"),
  105: entry("order", false, "the modification does not match the order"),
  106: entry("order", true, "the order cannot be transmitted"),
  109: entry("order", true, "the price is out of the range that the precautions allow"),
  110: entry("order", true, "the price is not on the contract's tick"),
  135: entry("order", true, "no order has this id"),
  136: entry("order", false, "the order is in no state to be cancelled"),
  161: entry("order", false, "the order is in no state to be cancelled"),
  162: entry("request", true, "historical data service, among it pacing violations"),
  200: entry("request", true, "no such contract"),
  201: entry("order", true, "the order was rejected"),
  202: entry("order", true, "the order was cancelled"),
  300: entry("request", true, "no market data line has this id"),
  321: entry("request", true, "the gateway found the request invalid"),
  322: entry("request", true, "the gateway could not process the request"),
  326: entry("session", true, "the client id is in use by another connection"),
  354: entry("request", true, "no subscription to this market data"),
  366: entry("request", true, "no historical request has this id"),
  399: entry("order", false, "a warning about an order, such as that it waits for the session to open"),
  404: entry("order", false, "the order waits for shares to be borrowed"),
  420: entry("request", true, "an invalid real-time query"),
  501: entry("session", false, "already connected"),
  502: entry("session", true, "the socket failed or could not be opened"),
  503: entry("session", false, "the gateway is too old for the request"),
  504: entry("session", true, "not connected"),
  505: entry("corrupt", false, "a message could not be read"),
  506: entry("session", true, "the gateway speaks a version that is not supported"),
  507: entry("corrupt", true, "a frame's length is impossible"),
  508: entry("corrupt", false, "a message could not be read"),
  1100: entry("link", false, "the gateway lost the broker"),
  1101: entry("link", false, "the gateway has the broker again, market data must be requested anew"),
  1102: entry("link", false, "the gateway has the broker again, market data was kept"),
  1300: entry("session", true, "the gateway's port was reset, the connection is being dropped"),
  2100: entry("notice", false, "account data now goes to another client"),
  2103: entry("farm", false, "a market data farm is broken"),
  2104: entry("farm", false, "a market data farm is connected"),
  2105: entry("farm", false, "a historical data farm is broken"),
  2106: entry("farm", false, "a historical data farm is connected"),
  2107: entry("farm", false, "a historical data farm is idle and connects on demand"),
  2108: entry("farm", false, "a market data farm is idle and connects on demand"),
  2109: entry("order", false, "the attribute outside regular hours was ignored"),
  2110: entry("link", false, "the gateway lost the broker and restores the link by itself"),
  2119: entry("notice", false, "a market data farm is connecting"),
  2137: entry("order", false, "the order opposes a position or order in the same contract"),
  2157: entry("farm", false, "a security definition farm is broken"),
  2158: entry("farm", false, "a security definition farm is connected"),
  2161: entry("order", false, "price management was applied to the order"),
  10058: entry("order", true, "leg prices are allowed on non-guaranteed combos of two legs only"),
  10089: entry("request", true, "the market data needs a further subscription"),
  10090: entry("request", false, "part of the market data is not subscribed to"),
  10091: entry("request", false, "part of the market data needs a further subscription"),
  10147: entry("order", true, "the order to cancel is not known"),
  10148: entry("order", false, "the order cannot be cancelled in its state"),
  10167: entry("request", false, "not subscribed, delayed market data is shown"),
  10168: entry("request", true, "not subscribed, and delayed market data is not enabled"),
  10186: entry("request", true, "not subscribed, and delayed market data is not enabled"),
  10197: entry("request", false, "another session of the same user takes the live market data"),
};

const UNLISTED = entry("unlisted", false, "not in the table");

export function describeErrorCode(code: number): ErrorCodeDescription {
  return ERROR_CODES[code] ?? UNLISTED;
}

/** Which farm a code speaks of and how it is. */
export const FARM_CODES: Readonly<
  Record<number, { readonly farmKind: FarmKind; readonly status: FarmStatus }>
> = {
  2103: { farmKind: "marketData", status: "broken" },
  2104: { farmKind: "marketData", status: "ok" },
  2105: { farmKind: "historicalData", status: "broken" },
  2106: { farmKind: "historicalData", status: "ok" },
  2107: { farmKind: "historicalData", status: "inactive" },
  2108: { farmKind: "marketData", status: "inactive" },
  2157: { farmKind: "securityDefinition", status: "broken" },
  2158: { farmKind: "securityDefinition", status: "ok" },
};

export const LINK_CODES: Readonly<Record<number, BrokerLinkStatus>> = {
  1100: "lost",
  1101: "restoredDataLost",
  1102: "restoredDataKept",
  2110: "lost",
};
