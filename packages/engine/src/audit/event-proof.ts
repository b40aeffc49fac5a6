import type { EpochMs, EventId, IsoDate, Position, StreamName } from "@legbook/domain";
import { z } from "zod";
import { chainHash } from "../event-store/hash-chain.ts";
import type { StoredRecord } from "../ports/event-store.ts";
import { sameHash } from "./broken-link.ts";
import { createDays } from "./day-trees.ts";
import { rootOfPath } from "./merkle.ts";

/** One event with all that ties it to its day's root; checked without the log. */
export interface EventProof {
  readonly event: Omit<StoredRecord, "hash">;
  /** Hash of the event before it in the log. */
  readonly previousHash: Uint8Array;
  readonly day: IsoDate;
  /** Of the event among its day's, from 0. */
  readonly leafIndex: number;
  /** Events of the day that the root is of. */
  readonly treeSize: number;
  readonly path: readonly Uint8Array[];
}

export type ProofCheck =
  | { readonly proven: true; readonly eventHash: Uint8Array }
  | { readonly proven: false; readonly reason: string };

/** Whether the proof's event is, byte for byte, one of those that `root` was made of. Needs nothing but the two. */
export function checkProof(proof: EventProof, root: Uint8Array): ProofCheck {
  const { event, previousHash, day, leafIndex, treeSize, path } = proof;
  if (createDays()(event.metadata.occurredAt) !== day)
    return { proven: false, reason: `the event did not occur on ${day}` };
  const eventHash = chainHash(previousHash, event);
  const reached = rootOfPath({ eventHash, leafIndex, treeSize, path });
  if (reached === null)
    return { proven: false, reason: `the path does not fit a tree of ${treeSize} events` };
  return sameHash(reached, root)
    ? { proven: true, eventHash }
    : { proven: false, reason: `the event leads to the root ${reached.toHex()}, not to ${root.toHex()}` };
}

const FORMAT = "legbook-proof-1";

/** JSON, hashes in hexadecimal, the payload in base64. */
export function formatProof({ event, previousHash, path, ...place }: EventProof): string {
  const { metadata, stored, ...placeOfEvent } = event;
  const { payload, ...typeOfEvent } = stored;
  const fields = { ...placeOfEvent, ...typeOfEvent, ...metadata, payload: payload.toBase64() };
  const hashes = { previousHash: previousHash.toHex(), path: path.map((hash) => hash.toHex()) };
  return JSON.stringify({ format: FORMAT, event: fields, ...place, ...hashes }, null, 2);
}

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "a hash is 64 hexadecimal digits")
  .transform((text) => Uint8Array.fromHex(text));
const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "an event id is a UUID in small letters")
  .transform((text) => text as EventId);
const time = z.int().transform((milliseconds) => milliseconds as EpochMs);

const proofSchema = z.strictObject({
  format: z.literal(FORMAT),
  event: z.strictObject({
    position: z.string().transform((text) => text as Position),
    stream: z.string().transform((text) => text as StreamName),
    revision: z.int().nonnegative(),
    type: z.string(),
    schemaVersion: z.int().positive().max(0xffff_ffff),
    id: uuid,
    correlationId: uuid,
    causationId: uuid.nullable(),
    actor: z.string(),
    session: z.string(),
    occurredAt: time,
    recordedAt: time,
    payload: z.base64().transform((text) => Uint8Array.fromBase64(text)),
  }),
  day: z.iso.date().transform((text) => text as IsoDate),
  leafIndex: z.int().nonnegative(),
  treeSize: z.int().positive(),
  previousHash: hash,
  path: z.array(hash).max(64),
});

/** The reverse of `formatProof`. Throws `RangeError` that names what is wrong. */
export function parseProof(text: string): EventProof {
  const parsed = proofSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
    throw new RangeError(`not a proof: ${faults.join("; ")}`);
  }
  const { event, day, leafIndex, treeSize, previousHash, path } = parsed.data;
  const { position, stream, revision, type, schemaVersion, payload, ...metadata } = event;
  const stored = { type, schemaVersion, payload };
  return {
    event: { position, stream, revision, metadata, stored },
    previousHash,
    day,
    leafIndex,
    treeSize,
    path,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RangeError(`not a proof: ${error.message}`, { cause: error });
    throw error;
  }
}
