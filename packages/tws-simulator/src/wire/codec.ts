import { decodeFields, encodeFields } from "./fields.ts";
import { encodeFrame } from "./frame.ts";
import type { Layout, Values } from "./layout.ts";
import { REPLY, type ReplyName, REQUEST } from "./message-ids.ts";
import { REPLY_LAYOUTS, type ReplyValues } from "./reply-layouts.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "./request-layouts.ts";

/** A reply as a frame for a client that speaks `serverVersion`. */
export function encodeReply<Name extends ReplyName>(
  name: Name,
  values: ReplyValues<Name>,
  serverVersion: number,
): Buffer {
  const layout: Layout = REPLY_LAYOUTS[name];
  return encodeFrame(encodeFields(REPLY[name], layout, values as Values<Layout>, serverVersion));
}

/** The values of a request's fields (its id first). Throws `FieldError` when they do not fit its layout. */
export function decodeRequest<Name extends ServedRequest>(
  name: Name,
  fields: readonly string[],
  serverVersion: number,
): RequestValues<Name> {
  const layout: Layout = REQUEST_LAYOUTS[name];
  return decodeFields(layout, fields, serverVersion) as RequestValues<Name>;
}

/** A request as a client of `serverVersion` would send it: for tests of the codec itself. */
export function encodeRequest<Name extends ServedRequest>(
  name: Name,
  values: RequestValues<Name>,
  serverVersion: number,
): Buffer {
  const layout: Layout = REQUEST_LAYOUTS[name];
  return encodeFrame(encodeFields(REQUEST[name], layout, values as Values<Layout>, serverVersion));
}
