import { client } from "../graphql/client.ts";
import { failureOf, type Failure } from "../graphql/failure.ts";
import {
  OpenChainDocument,
  OpenExpiryDocument,
  type ChainFieldsFragment,
  type RefusalFieldsFragment,
} from "../gql/graphql.ts";
import { underlyingStore } from "../market/chain-store.ts";
import { ValueStore } from "../market/value-store.ts";
import { preference, textList } from "./preferences.ts";
import type { TicketSpread } from "./spread-legs.ts";

export type Opening =
  | { readonly phase: "none" }
  | { readonly phase: "opening"; readonly symbol: string }
  | { readonly phase: "open"; readonly symbol: string }
  | { readonly phase: "refused"; readonly symbol: string; readonly refusal: RefusalFieldsFragment }
  | { readonly phase: "failed"; readonly symbol: string; readonly failure: Failure };

export const openingStore = new ValueStore<Opening>({ phase: "none" });
export const chainStore = new ValueStore<ChainFieldsFragment | null>(null);
export const expiryStore = new ValueStore<string | null>(null);
export const centreTab = new ValueStore<"scanner" | "chain" | "smile">("scanner");
export const ticketStore = new ValueStore<{
  readonly spread: TicketSpread;
  readonly quantity: number;
  readonly opened: number;
} | null>(null);
export const drawerStore = new ValueStore<"none" | "left" | "right">("none");
export const recentSymbols = preference("symbols", textList, [] as readonly string[]);

export type BottomTab = "positions" | "orders" | "executions" | "risk" | "lines" | "events" | "profit";
export const bottomTab = new ValueStore<BottomTab>("positions");

const recentsKept = 8;
const firstExpiryDays = 14;

function remember(symbol: string): void {
  const others = recentSymbols.get().filter((known) => known !== symbol);
  recentSymbols.set([symbol, ...others].slice(0, recentsKept));
}

/** Opens an underlying's chain; the scanner and the chain follow it from then on. */
export async function openChain(symbol: string): Promise<void> {
  openingStore.set({ phase: "opening", symbol });
  const result = await client.mutation(OpenChainDocument, { input: { symbol } }).toPromise();
  const now = openingStore.get();
  if (now.phase !== "opening" || now.symbol !== symbol) return;
  if (result.error || !result.data) {
    const failure = result.error
      ? failureOf(result.error)
      : { message: "No answer came.", code: "graphql.empty" };
    openingStore.set({ phase: "failed", symbol, failure });
    return;
  }
  const answer = result.data.openChain;
  if (answer.__typename === "CommandRefused") {
    openingStore.set({ phase: "refused", symbol, refusal: answer });
    return;
  }
  remember(symbol);
  underlyingStore.set(null);
  chainStore.set(answer.chain);
  openingStore.set({ phase: "open", symbol });
  const days = (expiry: { readonly daysToExpiry: number }) => expiry.daysToExpiry >= firstExpiryDays;
  const first = answer.chain.expiries.find(days) ?? answer.chain.expiries.at(-1);
  expiryStore.set(first?.date ?? null);
  if (answer.chain.underlying) underlyingStore.set({ ...answer.chain.underlying, receivedAt: Date.now() });
}

/** Asks for one expiry's contracts and quotes. A refusal is told where the chain is. */
export async function openExpiry(
  symbol: string,
  expiry: string,
): Promise<RefusalFieldsFragment | Failure | null> {
  const result = await client.mutation(OpenExpiryDocument, { input: { symbol, expiry } }).toPromise();
  if (result.error) return failureOf(result.error);
  const answer = result.data?.openExpiry;
  if (answer?.__typename === "CommandRefused") return answer;
  if (answer && chainStore.get()?.symbol === symbol) chainStore.set(answer.chain);
  return null;
}

/** Puts a spread on the ticket. */
export function openTicket(spread: TicketSpread, quantity = 1): void {
  ticketStore.set({ spread, quantity, opened: Date.now() });
  drawerStore.set("right");
}
