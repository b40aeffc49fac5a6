import { client } from "../graphql/client.ts";
import { failureOf, type Failure } from "../graphql/failure.ts";
import { linkStore } from "../graphql/link.ts";
import { SessionDocument, type SessionQuery } from "../gql/graphql.ts";
import { useValue, ValueStore } from "../market/value-store.ts";

type Session = SessionQuery["session"];

/** Whether this page knows who it is. */
type SessionState =
  | { readonly phase: "loading" }
  | { readonly phase: "known"; readonly session: Session; readonly account: string }
  | { readonly phase: "failed"; readonly failure: Failure };

export const sessionStore = new ValueStore<SessionState>({ phase: "loading" });

const againMs = 2000;
let asking = false;

/** Asks who is signed in. What is known stays on a failure: the screen is dimmed, not emptied. */
async function askSession(): Promise<void> {
  if (asking) return;
  asking = true;
  const result = await client.query(SessionDocument, {}).toPromise();
  asking = false;
  const before = sessionStore.get();
  if (result.error) {
    const failure = failureOf(result.error);
    if (before.phase !== "known") sessionStore.set({ phase: "failed", failure });
    if (linkStore.get().phase !== "signed-out") setTimeout(() => void askSession(), againMs);
    return;
  }
  const session = result.data?.session;
  if (session === undefined) return;
  const kept = before.phase === "known" ? before.account : undefined;
  const account = kept !== undefined && session.accounts.includes(kept) ? kept : (session.accounts[0] ?? "");
  sessionStore.set({ phase: "known", session, account });
  // The gateway names its accounts a moment after it is connected.
  if (account === "") setTimeout(() => void askSession(), againMs);
}

/** Asks again whenever the line to the engine goes or comes: it may be another engine by then. */
export function followSession(): () => void {
  void askSession();
  let phase = linkStore.get().phase;
  return linkStore.subscribe(() => {
    const next = linkStore.get().phase;
    if (next !== phase && (next === "down" || next === "up")) void askSession();
    phase = next;
  });
}

/** The account that the screen shows and trades. */
export function chooseAccount(account: string): void {
  const state = sessionStore.get();
  if (state.phase === "known") sessionStore.set({ ...state, account });
}

/** The account; empty before the session is known. */
export function useAccount(): string {
  return useValue(sessionStore, (state) => (state.phase === "known" ? state.account : ""));
}

/** The session, once known. */
export function useSession(): Session | null {
  return useValue(sessionStore, (state) => (state.phase === "known" ? state.session : null));
}
