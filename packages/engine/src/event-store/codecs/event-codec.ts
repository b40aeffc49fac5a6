import type { Message } from "@legbook/domain";
import type { z } from "zod";
import type { EventCodec, StoredEvent } from "../../ports/event-store.ts";
import { decodeJson, encodeJson } from "./json-payload.ts";

/** From the data of one schema version to the next one's. */
export type Upcast = (data: unknown) => unknown;

/** How one event type is stored. */
export interface EventFormat<Data = unknown> {
  /** What is written now; 1 for a type that never changed. */
  readonly schemaVersion: number;
  /** Of the current version. Checked before a JSON payload is written and after one was read and upcast. */
  readonly schema: z.ZodType<Data>;
  /** By the version that they start from, one for every older version. */
  readonly upcasts?: Readonly<Record<number, Upcast>>;
  /** Instead of JSON. Both ways throw for what is malformed; `schema` is not asked. */
  readonly binary?: BinaryFormat<Data>;
}

export interface BinaryFormat<Data> {
  encode(data: Data): Uint8Array;
  /** `schemaVersion` is the payload's; upcasts follow. */
  decode(payload: Uint8Array, schemaVersion: number): unknown;
}

export type EventRegistry = Readonly<Record<string, EventFormat>>;

/** An event that the log must not hold, or a payload that no version of Legbook up to this one can have written. */
export class EventCodecError extends Error {
  override readonly name = "EventCodecError";
  readonly type: string;
  readonly schemaVersion: number | null;

  constructor(type: string, schemaVersion: number | null, what: string, options?: ErrorOptions) {
    super(`${type}${schemaVersion === null ? "" : ` version ${schemaVersion}`}: ${what}`, options);
    this.type = type;
    this.schemaVersion = schemaVersion;
  }
}

/**
 * The codec of the types in `registry`. It throws `EventCodecError` for every other type, for a version that is newer
 * or has no upcast, and for data that the type's schema refuses, on the way in and on the way out.
 *
 * Throws `RangeError` when a type lacks an upcast.
 */
export function createEventCodec(registry: EventRegistry): EventCodec {
  const formats = new Map(Object.entries(registry));
  for (const [type, format] of formats) assertUpcasts(type, format);
  const formatOf = (type: string, schemaVersion: number | null): EventFormat => {
    const format = formats.get(type);
    if (format === undefined) throw new EventCodecError(type, schemaVersion, "this event type is not known");
    return format;
  };
  return {
    newest: (type) => formats.get(type)?.schemaVersion ?? null,
    encode: (event) => encode(event, formatOf(event.type, null)),
    decode: (stored) => decode(stored, formatOf(stored.type, stored.schemaVersion)),
  };
}

/** Whether decoding will refuse an event because a newer program wrote it: of an unknown type, or in a newer version. */
export function isUnreadable(
  codec: Pick<EventCodec, "newest">,
  { type, schemaVersion }: Pick<StoredEvent, "type" | "schemaVersion">,
): boolean {
  const newest = codec.newest(type);
  return newest === null || schemaVersion > newest;
}

function assertUpcasts(type: string, { schemaVersion, upcasts = {} }: EventFormat): void {
  for (let version = 1; version < schemaVersion; version += 1) {
    if (upcasts[version] === undefined) throw new RangeError(`${type} has no upcast from version ${version}`);
  }
}

function encode({ type, data }: Message, format: EventFormat): StoredEvent {
  const { schemaVersion, schema, binary } = format;
  if (binary !== undefined) {
    const payload = guarded(type, schemaVersion, () => binary.encode(data));
    return { type, schemaVersion, payload };
  }
  validate(type, schemaVersion, schema, data);
  return { type, schemaVersion, payload: encodeJson(data) };
}

function decode({ type, schemaVersion, payload }: StoredEvent, format: EventFormat): Message {
  refuseVersion(type, schemaVersion, format.schemaVersion);
  const { binary, schema } = format;
  let data = guarded(type, schemaVersion, () =>
    binary === undefined ? decodeJson(payload) : binary.decode(payload, schemaVersion),
  );
  for (let version = schemaVersion; version < format.schemaVersion; version += 1)
    data = format.upcasts?.[version]?.(data);
  return { type, data: binary === undefined ? validate(type, schemaVersion, schema, data) : data };
}

function refuseVersion(type: string, version: number, newest: number): void {
  if (!Number.isInteger(version) || version < 1) {
    throw new EventCodecError(type, version, "there is no such version");
  }
  if (version <= newest) return;
  throw new EventCodecError(
    type,
    version,
    `a newer Legbook wrote this event; this one knows versions up to ${newest}`,
  );
}

function validate(type: string, schemaVersion: number, schema: z.ZodType, data: unknown): unknown {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const findings = result.error.issues.map(({ path, message }) => `${path.join(".") || "data"}: ${message}`);
  throw new EventCodecError(type, schemaVersion, findings.join("; "));
}

/** A payload's own fault becomes the codec's error; anything but `RangeError` is a bug and stays what it is. */
function guarded<Result>(type: string, schemaVersion: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EventCodecError(type, schemaVersion, error.message, { cause: error });
  }
}
