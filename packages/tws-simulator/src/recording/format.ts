import { z } from "zod";

/**
 * The recording format: one JSON object a line, UTF-8. First a header, then entries in the order in which they
 * happened, at last an end line when the recording was ended and not cut off. `docs/recordings.md` specifies it.
 */
export const FORMAT = "legbook-tws-recording";
export const FORMAT_VERSION = 1;

export const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  /** The program that wrote it. */
  tool: z.string(),
  notes: z.string(),
  /** Whose time `at` of the entries is: the machine's, or the simulated market's. */
  clock: z.enum(["machine", "market"]),
  replaced: z.strictObject({
    accounts: z.literal("same-length-tokens"),
    /** How many further texts were replaced by tokens that the user chose. */
    texts: z.int().min(0),
  }),
});

const side = z.enum(["client", "server"]);
const head = {
  /** Counted from 1 over the whole recording. */
  n: z.int().min(1),
  /** Monotonic milliseconds since the recording began, with microseconds as decimals. */
  ms: z.number().min(0),
  /** The time of day by the header's clock. */
  at: z.iso.datetime(),
  /** Counted from 1 in the order of opening. */
  connection: z.int().min(1),
};

function payloads<const Event extends "frame" | "bytes", Extra extends z.ZodRawShape>(
  event: Event,
  extra: Extra,
) {
  const common = { ...head, event: z.literal(event), from: side, ...extra };
  return [
    z.strictObject({ ...common, fields: z.array(z.string()).min(1) }),
    z.strictObject({ ...common, text: z.string().min(1) }),
    z.strictObject({ ...common, base64: z.base64() }),
  ] as const;
}

/** `prefix` is what a client says before its first frame; `garbage` is no frames; `cut` a frame's part at an end. */
const bytesKind = z.enum(["prefix", "garbage", "cut"]);

export const entryLineSchema = z.union([
  ...payloads("frame", {}),
  ...payloads("bytes", { kind: bytesKind }),
  z.strictObject({ ...head, event: z.literal("opened") }),
  /** The proxy's target did not take the connection. */
  z.strictObject({ ...head, event: z.literal("refused"), reason: z.string() }),
  /** One side said that it sends no more. */
  z.strictObject({ ...head, event: z.literal("ended"), by: side }),
  z.strictObject({ ...head, event: z.literal("reset"), by: side }),
  /** Nothing can come any more. */
  z.strictObject({ ...head, event: z.literal("closed") }),
]);

/** Why the recording is complete: it was ended, or it had reached the size that it was allowed. */
export const endLineSchema = z.strictObject({
  end: z.enum(["closed", "size"]),
  entries: z.int().min(0),
  /** CRC-32 of all bytes before this line, eight hexadecimal digits. */
  crc32: z.string().regex(/^[0-9a-f]{8}$/),
});

export type RecordingHeader = z.infer<typeof headerSchema>;
export type EntryLine = z.infer<typeof entryLineSchema>;
export type EndLine = z.infer<typeof endLineSchema>;
export type Side = z.infer<typeof side>;
export type BytesKind = z.infer<typeof bytesKind>;

/** What happened, without its place and time. */
export type RecordedFact =
  | { readonly event: "frame"; readonly from: Side; readonly payload: Buffer }
  | { readonly event: "bytes"; readonly from: Side; readonly kind: BytesKind; readonly payload: Buffer }
  | { readonly event: "opened" }
  | { readonly event: "refused"; readonly reason: string }
  | { readonly event: "ended"; readonly by: Side }
  | { readonly event: "reset"; readonly by: Side }
  | { readonly event: "closed" };

export interface RecordedHead {
  readonly n: number;
  readonly ms: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly connection: number;
}

export type RecordedEntry = RecordedHead & RecordedFact;
