import { decodeFields } from "../wire/fields.ts";
import type { Layout } from "../wire/layout.ts";
import { REPLY, type ReplyName } from "../wire/message-ids.ts";
import { REPLY_LAYOUTS, type ReplyValues } from "../wire/reply-layouts.ts";
import { encodeRequest } from "../wire/codec.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "../wire/request-layouts.ts";
import { blankValues } from "./layout-values.ts";
import type { RawClient } from "./raw-client.ts";

const VERSION = 193;

/** The replies of a name that a client got so far, decoded as version 193 has them, nothing left over. */
export function repliesOf<Name extends ReplyName>(client: RawClient, name: Name): ReplyValues<Name>[] {
  const layout: Layout = REPLY_LAYOUTS[name];
  return client
    .of(REPLY[name])
    .map((fields) => decodeFields(layout, fields, VERSION, true) as ReplyValues<Name>);
}

/** Sends a request of version 193; what is not given is blank. */
export function request<Name extends ServedRequest>(
  client: RawClient,
  name: Name,
  values: Partial<RequestValues<Name>>,
): void {
  const all = { ...blankValues(REQUEST_LAYOUTS[name]), ...values } as RequestValues<Name>;
  client.sendBytes(encodeRequest(name, all, VERSION));
}

/** Errors about a request: code and message. */
export function errorsOf(client: RawClient, requestId: number): string[] {
  return repliesOf(client, "error")
    .filter((error) => error.requestId === requestId)
    .map(({ code, message }) => `${code} ${message}`);
}
