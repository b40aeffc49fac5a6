import { gunzipSync, gzipSync } from "node:zlib";
import type { EventCodec, EventMetadata, EventStore, LogReader } from "../ports/event-store.ts";
import { createMemoryEventStore } from "../event-store/index.ts";
import type { StreamName } from "@legbook/domain";
import { z } from "zod";

/**
 * A recording: a small log as one file that is kept with the code. A line an event, as JSON, in the order of the log,
 * compressed (gzip); payloads are the stored bytes, as text where they are JSON and in base 64 elsewhere.
 */
const line = z.strictObject({
  stream: z.string(),
  type: z.string(),
  schemaVersion: z.int(),
  metadata: z.strictObject({
    id: z.string(),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    actor: z.string(),
    session: z.string(),
    occurredAt: z.int(),
    recordedAt: z.int(),
  }),
  payload: z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.string() })]),
});

type Line = z.infer<typeof line>;

export async function writeRecording(log: LogReader): Promise<Uint8Array> {
  const lines: string[] = [];
  for await (const page of log.readStored({ direction: "forwards" })) {
    for (const { stream, metadata, stored } of page) {
      const { type, schemaVersion, payload } = stored;
      const told: Line = {
        stream,
        type,
        schemaVersion,
        metadata: metadataOf(metadata),
        payload: text(payload),
      };
      lines.push(JSON.stringify(told));
    }
  }
  return gzipSync(`${lines.join("\n")}\n`, { level: 9 });
}

/** The log that a recording holds, in memory. Throws `RangeError` for what is no recording, with the line at fault. */
export async function readRecording(bytes: Uint8Array, codec: EventCodec): Promise<EventStore> {
  const store = createMemoryEventStore({ codec });
  const lines = unzipped(bytes).trimEnd().split("\n");
  for (const [index, told] of lines.entries()) {
    const { stream, type, schemaVersion, metadata, payload } = parsed(told, index + 1);
    const bytesOf = "text" in payload ? Buffer.from(payload.text) : Buffer.from(payload.base64, "base64");
    await store.appendStored({
      stream: stream as StreamName,
      events: [{ metadata: metadata as EventMetadata, stored: { type, schemaVersion, payload: bytesOf } }],
      expectedRevision: "any",
    });
  }
  return store;
}

function unzipped(bytes: Uint8Array): string {
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (error) {
    throw new RangeError("not a recording: it is not compressed by gzip, or is cut off", { cause: error });
  }
}

function parsed(told: string, number: number): Line {
  let json: unknown;
  try {
    json = JSON.parse(told);
  } catch (error) {
    throw new RangeError(`line ${number} of the recording is no JSON`, { cause: error });
  }
  const result = line.safeParse(json);
  if (!result.success)
    throw new RangeError(`line ${number} of the recording: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** Fields in one order, whatever the store's. */
function metadataOf(metadata: EventMetadata): Line["metadata"] {
  const { id, correlationId, causationId, actor, session, occurredAt, recordedAt } = metadata;
  return { id, correlationId, causationId, actor, session, occurredAt, recordedAt };
}

/** Text where the bytes are the text's own. */
function text(payload: Uint8Array): Line["payload"] {
  const told = Buffer.from(payload).toString("utf8");
  if (Buffer.from(told).equals(payload)) return { text: told };
  return { base64: Buffer.from(payload).toString("base64") };
}
