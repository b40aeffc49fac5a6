import { client } from "../graphql/client.ts";
import { failureOf, failureOrNone, type Failure } from "../graphql/failure.ts";
import {
  ChainsAtDocument,
  OpenChainDocument,
  OpenExpiryDocument,
  type ChainFieldsFragment,
  type RefusalFieldsFragment,
} from "../gql/graphql.ts";
import { underlyingStore } from "../market/chain-store.ts";
import { pageNow } from "../market/gateway-time.ts";
import { ValueStore } from "../market/value-store.ts";
import { pastStore } from "../past/past-store.ts";
import { reading } from "../past/reading.ts";
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

export type BottomTab =
  | "positions"
  | "orders"
  | "executions"
  | "risk"
  | "lines"
  | "events"
  | "profit"
  | "changes";
export const bottomTab = new ValueStore<BottomTab>("positions");

const recentsKept = 8;
const firstExpiryDays = 14;

function remember(symbol: string): void {
  const others = recentSymbols.get().filter((known) => known !== symbol);
  recentSymbols.set([symbol, ...others].slice(0, recentsKept));
}

/** Opens an underlying's chain; the scanner and the chain follow it from then on. Of the past it is read, not opened. */
export async function openChain(symbol: string): Promise<void> {
  const position = pastStore.get()?.position;
  if (position !== undefined) return readChain(symbol, position);
  openingStore.set({ phase: "opening", symbol });
  const result = await client.mutation(OpenChainDocument, { input: { symbol } }).toPromise();
  const now = openingStore.get();
  if (now.phase !== "opening" || now.symbol !== symbol) return;
  if (result.error || !result.data) {
    const failure = failureOrNone(result.error);
    openingStore.set({ phase: "failed", symbol, failure });
    return;
  }
  const answer = result.data.openChain;
  if (answer.__typename === "CommandRefused") {
    openingStore.set({ phase: "refused", symbol, refusal: answer });
    return;
  }
  remember(symbol);
  showChain(answer.chain);
}

/** Puts a chain on the screen; the expiry that was chosen stays where it is listed. */
function showChain(chain: ChainFieldsFragment): void {
  const { symbol, expiries, underlying } = chain;
  const kept = chainStore.get()?.symbol === symbol ? expiryStore.get() : null;
  underlyingStore.set(underlying === null ? null : { ...underlying, receivedAt: pageNow() });
  chainStore.set(chain);
  openingStore.set({ phase: "open", symbol });
  const far = expiries.filter(({ daysToExpiry }) => daysToExpiry >= firstExpiryDays);
  // Of the past none is opened by looking at it: one that was then says more.
  const wasOpened = pastStore.get() === null ? undefined : far.find(({ opened }) => opened);
  const first = wasOpened ?? far[0] ?? expiries.at(-1);
  expiryStore.set(expiries.find(({ date }) => date === kept)?.date ?? first?.date ?? null);
}

/** Shows a chain as it was known after an event; without a symbol the first that was. */
async function readChain(symbol: string | null, position: string): Promise<void> {
  const asked = client.query(ChainsAtDocument, { asOf: { position } }).toPromise();
  const { data, error } = await reading(asked);
  if (pastStore.get()?.position !== position) return;
  const chains = data?.chains ?? [];
  const chain = symbol === null ? chains[0] : chains.find((each) => each.symbol === symbol);
  if (chain !== undefined) {
    showChain(chain);
    return;
  }
  chainStore.set(null);
  expiryStore.set(null);
  underlyingStore.set(null);
  if (symbol === null) openingStore.set({ phase: "none" });
  else if (error) openingStore.set({ phase: "failed", symbol, failure: failureOf(error) });
  else openingStore.set({ phase: "refused", symbol, refusal: notOpenThen(symbol, chains) });
}

function notOpenThen(symbol: string, chains: readonly ChainFieldsFragment[]): RefusalFieldsFragment {
  const others = chains.map((chain) => chain.symbol).join(", ");
  return {
    code: "past.chain-not-open",
    message: `The chain of ${symbol} was not open at that moment.`,
    field: "symbol",
    inputs: {},
    limit: null,
    remedy: others === "" ? "Go on to a later moment." : `Open then: ${others}.`,
  };
}

/** Reads the chain anew for each moment that is shown, and opens it again on the way back to now. */
export function followMoment(): () => void {
  let position = pastStore.get()?.position ?? null;
  const turn = (): void => {
    const opening = openingStore.get();
    const symbol = opening.phase === "none" ? null : opening.symbol;
    if (position !== null) void readChain(symbol, position);
    else if (symbol !== null) void openChain(symbol);
  };
  if (position !== null) turn();
  return pastStore.subscribe(() => {
    const next = pastStore.get()?.position ?? null;
    if (next === position) return;
    position = next;
    turn();
  });
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
