import { LogUnusable } from "../../ports/event-store.ts";
import { parseServerAddress, withoutPassword } from "./address.ts";
import { isWrongExpectedVersion, translateFailure } from "./failures.ts";
import { HeldLease, marginMs, now, RENEWALS } from "./held-lease.ts";
import {
  describeHolder,
  type LeaseHolder,
  leaseProposal,
  type LeaseRecord,
  leaseStream,
} from "./lease-record.ts";
import { lastLeaseRecord } from "./lease-stream.ts";
import { pause, persistently } from "./patience.ts";
import { connectToServer, type ServerConnection } from "./server-connection.ts";

export interface TakeLeaseOptions {
  readonly address: string;
  readonly holder: LeaseHolder;
  /** How long the right lasts after a renewal, in milliseconds. It is renewed four times as often. */
  readonly durationMs?: number;
  /** Called when it has to be found out whether the recorded holder is alive, with how long that may take. */
  readonly onWaiting?: (holder: LeaseHolder, waitMaxMs: number) => void;
}

const DURATION_MS = 12_000;
/** A contender waits this much longer than the right lasts: two machines' clocks do not run equally fast. */
const WAIT_FACTOR = 1.1;
/** How often a contender finds that another one was faster before it gives up. */
const ATTEMPTS_MAX = 3;
/** Records that the server keeps of a lease. */
const RECORDS_KEPT = 50;

/**
 * Takes the right to write to the log at `address`: an event in a stream of its own beside the log, renewed by further
 * ones, each on the revision before. No clocks of two machines are compared: a contender takes the right from a holder
 * only after it has itself seen no renewal for longer than the right lasts, and a holder counts from before it asked for
 * its last renewal.
 *
 * Rejects with `LogUnusable("locked")`, naming the holder, as soon as that is seen to renew.
 */
export async function takeLease(options: TakeLeaseOptions): Promise<HeldLease> {
  const { address, holder, durationMs = DURATION_MS } = options;
  const { connection: serverAddress, log } = parseServerAddress(address);
  const stream = leaseStream(log);
  const connection = await connectToServer(serverAddress);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const free = await freeRevision(connection, stream, options);
      const askedAt = now();
      if (await isTaken(connection, stream, free.revision, { holder, durationMs })) {
        await connection.keepLast(stream, RECORDS_KEPT);
        const revision = free.revision + 1;
        const lease = new HeldLease({ connection, address, stream, holder, durationMs, revision, askedAt });
        // A call that its dead holder made at the last moment may still arrive.
        await pause(free.settlingMs, new AbortController().signal);
        return lease;
      }
      const faster = await lastLeaseRecord(connection, stream);
      if (attempt === ATTEMPTS_MAX && faster !== null) throw heldBy(address, faster);
    }
  } catch (error) {
    await connection.close();
    throw translateFailure(error, address);
  }
}

/** Who holds the log at `address`, as far as is recorded; null when nobody does. */
export async function readLeaseHolder(address: string): Promise<LeaseHolder | null> {
  const { connection: serverAddress, log } = parseServerAddress(address);
  const connection = await connectToServer(serverAddress);
  try {
    const record = await lastLeaseRecord(connection, leaseStream(log));
    return record === null || record.kind === "released" ? null : record.holder;
  } catch (error) {
    throw translateFailure(error, address);
  } finally {
    await connection.close();
  }
}

/**
 * The revision that the right may be taken on, -1 when nobody ever held it, and how long to wait after that before
 * anything is read or written.
 */
async function freeRevision(
  connection: ServerConnection,
  stream: string,
  { address, onWaiting }: TakeLeaseOptions,
): Promise<{ readonly revision: number; readonly settlingMs: number }> {
  const record = await lastLeaseRecord(connection, stream);
  if (record === null) return { revision: -1, settlingMs: 0 };
  if (record.kind === "released") return { revision: record.revision, settlingMs: 0 };
  const waitMs = record.durationMs * WAIT_FACTOR;
  const settlingMs = marginMs(record.durationMs);
  onWaiting?.(record.holder, waitMs + settlingMs);
  const began = performance.now();
  while (performance.now() - began < waitMs) {
    await pause(record.durationMs / RENEWALS / 2, new AbortController().signal);
    const later = await lastLeaseRecord(connection, stream);
    if (later === null || later.revision === record.revision) continue;
    if (later.kind === "released") return { revision: later.revision, settlingMs: 0 };
    throw heldBy(address, later);
  }
  return { revision: record.revision, settlingMs };
}

async function isTaken(
  connection: ServerConnection,
  stream: string,
  free: number,
  content: { readonly holder: LeaseHolder; readonly durationMs: number },
): Promise<boolean> {
  const proposal = leaseProposal({ kind: "taken", ...content });
  const patience = { waitMaxMs: content.durationMs / 2, signal: new AbortController().signal };
  try {
    await persistently(patience, () =>
      connection.append(stream, free === -1 ? "no-stream" : free, [proposal], content.durationMs / RENEWALS),
    );
    return true;
  } catch (error) {
    if (isWrongExpectedVersion(error)) return false;
    throw error;
  }
}

function heldBy(address: string, { holder }: LeaseRecord): LogUnusable {
  return new LogUnusable(
    "locked",
    `${describeHolder(holder)} writes to ${withoutPassword(address)}`,
    "One engine at a time may write to a log: stop that one, or choose another log=NAME.",
  );
}
