import { ValueStore } from "../market/value-store.ts";

/** The one dialog that is open, if any. */
type OpenDialog =
  | { readonly kind: "shortcuts" }
  | { readonly kind: "palette" }
  | { readonly kind: "kill-switch" }
  | { readonly kind: "why"; readonly stream: string; readonly title: string };

export const dialogStore = new ValueStore<OpenDialog | null>(null);

/** Closes whichever is open. */
export function closeDialog(): void {
  dialogStore.set(null);
}

/** Opens the chain of events behind an order. */
export function askWhy(orderRef: string, words: string): void {
  dialogStore.set({ kind: "why", stream: `order-${orderRef}`, title: words });
}
