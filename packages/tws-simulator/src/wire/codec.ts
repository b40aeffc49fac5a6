import { compileEncoder, type Encoder } from "./encoder.ts";
import { decodeFields } from "./fields.ts";
import type { Layout } from "./layout.ts";
import { REPLY, type ReplyName, REQUEST } from "./message-ids.ts";
import { REPLY_LAYOUTS, type ReplyValues } from "./reply-layouts.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "./request-layouts.ts";

/** Encoders by server version, then by message, made when first used. */
class Encoders<Name extends string> {
  readonly #ids: { readonly [N in Name]: number };
  readonly #layouts: { readonly [N in Name]: Layout };
  readonly #made = new Map<number, Map<Name, Encoder>>();

  constructor(ids: { readonly [N in Name]: number }, layouts: { readonly [N in Name]: Layout }) {
    this.#ids = ids;
    this.#layouts = layouts;
  }

  of(name: Name, serverVersion: number): Encoder {
    let encoders = this.#made.get(serverVersion);
    if (encoders === undefined) {
      encoders = new Map();
      this.#made.set(serverVersion, encoders);
    }
    let encoder = encoders.get(name);
    if (encoder === undefined) {
      encoder = compileEncoder(this.#ids[name], this.#layouts[name], serverVersion);
      encoders.set(name, encoder);
    }
    return encoder;
  }
}

const REPLIES = new Encoders<ReplyName>(REPLY, REPLY_LAYOUTS);
const REQUESTS = new Encoders<ServedRequest>(REQUEST, REQUEST_LAYOUTS);

/** A reply as a frame for a client that speaks `serverVersion`. Throws `EncodingError` for what it cannot say. */
export function encodeReply<Name extends ReplyName>(
  name: Name,
  values: ReplyValues<Name>,
  serverVersion: number,
): Buffer {
  return REPLIES.of(name, serverVersion)(values);
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

/** As `decodeRequest`, for a reply; fields after the last are an error too. */
export function decodeReply<Name extends ReplyName>(
  name: Name,
  fields: readonly string[],
  serverVersion: number,
): ReplyValues<Name> {
  const layout: Layout = REPLY_LAYOUTS[name];
  return decodeFields(layout, fields, serverVersion, true) as ReplyValues<Name>;
}

/** A request as a client of `serverVersion` would send it: for tests and for playing recordings. */
export function encodeRequest<Name extends ServedRequest>(
  name: Name,
  values: RequestValues<Name>,
  serverVersion: number,
): Buffer {
  return REQUESTS.of(name, serverVersion)(values);
}
