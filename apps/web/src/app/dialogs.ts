import type { ExplainInput, RiskFieldsFragment } from "../gql/graphql.ts";
import { ValueStore } from "../market/value-store.ts";

/** The one dialog that is open, if any. */
type OpenDialog =
  | { readonly kind: "shortcuts" }
  | { readonly kind: "palette" }
  | { readonly kind: "kill-switch" }
  | { readonly kind: "stream"; readonly stream: string; readonly title: string }
  | { readonly kind: "missing-trade"; readonly symbol: string }
  | { readonly kind: "what-if"; readonly limits: RiskFieldsFragment["limits"] }
  | { readonly kind: "explain"; readonly of: ExplainInput; readonly title: string };

export const dialogStore = new ValueStore<OpenDialog | null>(null);

/** Closes whichever is open. */
export function closeDialog(): void {
  dialogStore.set(null);
}

/** Asks why an order or an event is as it is. */
export function askWhy(of: ExplainInput, title: string): void {
  dialogStore.set({ kind: "explain", of, title });
}
