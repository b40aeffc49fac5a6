import { ValueStore } from "../market/value-store.ts";

/** The state of this page's own line to the engine. */
export type Link =
  | { readonly phase: "connecting" }
  | { readonly phase: "up"; readonly since: number }
  | {
      readonly phase: "down";
      readonly since: number;
      readonly attempt: number;
      readonly retryAt: number | null;
    }
  | { readonly phase: "signed-out" };

export const linkStore = new ValueStore<Link>({ phase: "connecting" });

/** The line is up: everything shown from now on is new. */
export function markUp(): void {
  linkStore.set({ phase: "up", since: Date.now() });
}

/** The line is gone. The moment of the first loss is kept over further attempts. */
export function markDown(attempt: number, retryAt: number | null): void {
  const link = linkStore.get();
  if (link.phase === "signed-out") return;
  const since = link.phase === "down" ? link.since : Date.now();
  linkStore.set({ phase: "down", since, attempt, retryAt });
}

/** The engine does not know this page's cookie. */
export function markSignedOut(): void {
  linkStore.set({ phase: "signed-out" });
}
