import type { AsOf, MomentFieldsFragment } from "../gql/graphql.ts";
import { useValue, ValueStore } from "../market/value-store.ts";

/** The moment of the past that the whole screen shows. */
export type Past = MomentFieldsFragment;

/** Null while the screen shows now. */
export const pastStore = new ValueStore<Past | null>(null);

/** What a query of the past is asked with; undefined for now. */
export function asOfNow(): AsOf | undefined {
  const past = pastStore.get();
  return past === null ? undefined : { position: past.position };
}

/** The position that is shown; null for now. */
export function usePastPosition(): string | null {
  return useValue(pastStore, (past) => past?.position ?? null);
}

/** Why nothing can be traded or changed while the past is shown; null for now. */
export function usePastObstacle(): string | null {
  return useValue(pastStore, (past) =>
    past === null ? null : "the screen shows the past; go back to now first",
  );
}
