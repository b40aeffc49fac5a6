import type { Position } from "@legbook/domain";
import type { LogReader } from "@legbook/engine";

/** What of a log binds snapshots to it: an event's hash covers everything before it. */
export interface LogChain {
  /** Null when the log has no event at this position. */
  hashAt(position: Position): Promise<Uint8Array | null>;
}

export function logChain(store: Pick<LogReader, "readStored" | "head">): LogChain {
  return {
    async hashAt(position) {
      const head = await store.head();
      if (head === null || position > head) return null;
      try {
        for await (const [record] of store.readStored({ direction: "forwards", from: position, limit: 1 }))
          if (record?.position === position) return record.hash;
      } catch (error) {
        // A position of another kind of log: this one has no event there.
        if (!(error instanceof RangeError)) throw error;
      }
      return null;
    },
  };
}
