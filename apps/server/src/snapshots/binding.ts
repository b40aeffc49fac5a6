import type { Position } from "@legbook/domain";
import type { LogChain } from "./log-chain.ts";
import type { SnapshotStatements } from "./statements.ts";

/** How far a snapshots' file is of a log. */
export interface Binding {
  /** The last place that is in the log as it was then; null for none. What is after it is of another log. */
  readonly held: Position | null;
  /** Where the file and the log part, for people; null where they do not. */
  readonly refusal: string | null;
}

/**
 * Holds the places of a file against the log. One place that holds vouches for all before it, since its event's hash
 * covers theirs: so mostly one is looked up, and after a swapped file or a restored backup a few.
 */
export async function bindingOf(statements: SnapshotStatements, chain: LogChain): Promise<Binding> {
  const count = statements.placeCount();
  const newest = statements.placeAt(count - 1);
  if (newest === null) return { held: null, refusal: null };
  const holds = async (offset: number): Promise<boolean> => {
    const place = statements.placeAt(offset);
    const hash = place === null ? null : await chain.hashAt(place.position);
    return hash !== null && place !== null && Buffer.compare(hash, place.hash) === 0;
  };
  if (await holds(count - 1)) return { held: newest.position, refusal: null };
  let [kept, void_] = [-1, count - 1];
  while (void_ - kept > 1) {
    const middle = Math.floor((kept + void_) / 2);
    if (await holds(middle)) kept = middle;
    else void_ = middle;
  }
  const held = statements.placeAt(kept)?.position ?? null;
  const names = statements.namesBeyond(held).join(", ");
  const since = held === null ? "" : ` after ${held}`;
  return { held, refusal: `the snapshots of ${names}${since} are not of this log` };
}
