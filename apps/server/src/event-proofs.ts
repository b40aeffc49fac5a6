import type { EventProofAnswer, EventProofs } from "@legbook/api";
import type { Position, Refusal } from "@legbook/domain";
import { chainHash, type EventStore, formatProof, LogNotSound, proveEvent } from "@legbook/engine";

/** The loop shares the thread with whoever trades: a walk that takes longer belongs to the command line. */
const EVENTS_MAX = 2_000_000;

class TooLong extends Error {
  override readonly name = "TooLong";
}

/** Proofs of the log of a running server, one walk at a time; each page of it leaves the loop to others. */
export function eventProofs(store: EventStore): EventProofs {
  let last: Promise<unknown> = Promise.resolve();
  return {
    prove(position) {
      const next = last.then(() => prove(store, position));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function prove(store: EventStore, position: Position): Promise<EventProofAnswer> {
  try {
    const proven = await proveEvent({
      log: store,
      anchors: [],
      isWanted: (record) => record.position === position,
      onProgress: (events) => {
        if (events > EVENTS_MAX) throw new TooLong();
      },
    });
    if (proven === null) throw new Error(`the log has no event at ${position}`);
    const { proof, root } = proven;
    const { previousHash, day, leafIndex, treeSize } = proof;
    return {
      kind: "proven",
      proof: {
        position,
        hash: chainHash(previousHash, proof.event).toHex(),
        previousHash: previousHash.toHex(),
        day,
        root: root.toHex(),
        leafIndex,
        treeSize,
        document: formatProof(proof),
      },
    };
  } catch (error) {
    if (error instanceof TooLong) return { kind: "refused", refusal: tooLong(position) };
    if (error instanceof LogNotSound) return { kind: "refused", refusal: notSound(error) };
    throw error;
  }
}

function tooLong(position: Position): Refusal {
  return {
    code: "audit.too-long-here",
    message: `The log has more than ${EVENTS_MAX} events: proving one of them would take too long while trading.`,
    field: "position",
    inputs: { position },
    limit: `${EVENTS_MAX} events`,
    remedy: `Run "legbook audit prove" on the log.`,
  };
}

function notSound({ findings }: LogNotSound): Refusal {
  return {
    code: "audit.log-not-sound",
    message: `The log is not what it was: the audit has ${findings.length} findings, so nothing is proven of it.`,
    field: null,
    inputs: { findings: findings.length },
    limit: null,
    remedy: `Run "legbook audit verify" on the log: it names the first broken link.`,
  };
}
