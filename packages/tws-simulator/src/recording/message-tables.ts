import type { Layout } from "../wire/layout.ts";
import { REPLY, type ReplyName, type RequestName, requestName } from "../wire/message-ids.ts";
import { REPLY_LAYOUTS } from "../wire/reply-layouts.ts";
import { isServedRequest, REQUEST_LAYOUTS } from "../wire/request-layouts.ts";

const REPLY_NAMES = new Map<string, ReplyName>(
  (Object.entries(REPLY) as [ReplyName, number][]).map(([name, id]) => [String(id), name]),
);
const REPLIES: { readonly [Name in ReplyName]: Layout } = REPLY_LAYOUTS;

export interface KnownRequest {
  readonly name: RequestName;
  /** Null for a request that has no table. */
  readonly layout: Layout | null;
}

export interface KnownReply {
  readonly name: ReplyName;
  readonly layout: Layout;
}

/** A request by its first field; null for one that nobody knows. */
export function knownRequest(id: string | undefined): KnownRequest | null {
  const name = requestName(id);
  if (name === null) return null;
  return { name, layout: isServedRequest(name) ? REQUEST_LAYOUTS[name] : null };
}

/** A reply by its first field; null for one that has no table. */
export function knownReply(id: string | undefined): KnownReply | null {
  const name = REPLY_NAMES.get(id ?? "");
  return name === undefined ? null : { name, layout: REPLIES[name] };
}
