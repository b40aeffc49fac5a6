import { client } from "../graphql/client.ts";
import { failureOf, type Failure } from "../graphql/failure.ts";
import {
  ChainQuotesDocument,
  type ChainQuotesSubscription,
  type ChainRowFieldsFragment,
  type UnderlyingFieldsFragment,
} from "../gql/graphql.ts";
import { KeyedStore } from "./keyed-store.ts";
import { ValueStore } from "./value-store.ts";

/** One strike's quotes and when they came, from which their age is told on. */
export type ChainRow = ChainRowFieldsFragment & { readonly receivedAt: number };

export type Underlying = UnderlyingFieldsFragment & { readonly receivedAt: number };

/** What the chain's feed is doing. */
type ChainState =
  | { readonly phase: "closed" }
  | { readonly phase: "loading" }
  | { readonly phase: "live" }
  | { readonly phase: "failed"; readonly failure: Failure };

export const chainRows = new KeyedStore<ChainRow>((row) => row.strike);
export const underlyingStore = new ValueStore<Underlying | null>(null);
export const chainState = new ValueStore<ChainState>({ phase: "closed" });

const retryMs = 2000;

function take(quotes: ChainQuotesSubscription["chainQuotes"]): void {
  const receivedAt = Date.now();
  const rows = quotes.rows.map((row) => ({ ...row, receivedAt }));
  if (quotes.whole) chainRows.replace(rows);
  else chainRows.merge(rows);
  if (quotes.underlying) underlyingStore.receive({ ...quotes.underlying, receivedAt });
  chainState.receive({ phase: "live" });
}

/** Follows one expiry's quotes until the returned function is called. */
export function followChain(symbol: string, expiry: string): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  chainRows.replace([]);
  chainState.set({ phase: "loading" });
  const open = (): void => {
    const subscription = client.subscription(ChainQuotesDocument, { symbol, expiry }).subscribe((result) => {
      if (result.error) {
        chainState.receive({ phase: "failed", failure: failureOf(result.error) });
        subscription.unsubscribe();
        again = setTimeout(open, retryMs);
      } else if (result.data) take(result.data.chainQuotes);
    });
    stop = () => subscription.unsubscribe();
  };
  open();
  return () => {
    clearTimeout(again);
    stop();
  };
}
