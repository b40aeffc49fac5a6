import { client } from "../graphql/client.ts";
import { pageNow } from "./gateway-time.ts";
import { failureOf, type Failure } from "../graphql/failure.ts";
import {
  ChainQuotesDocument,
  ChainRowsAtDocument,
  type ChainQuotesSubscription,
  type ChainRowFieldsFragment,
  type UnderlyingFieldsFragment,
} from "../gql/graphql.ts";
import { reading } from "../past/reading.ts";
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

function takeWhole(
  rows: readonly ChainRowFieldsFragment[],
  underlying: UnderlyingFieldsFragment | null,
): void {
  const receivedAt = pageNow();
  const received = rows.map((row) => ({ ...row, receivedAt }));
  chainRows.replace(received);
  underlyingStore.set(underlying === null ? null : { ...underlying, receivedAt });
}

function take(quotes: ChainQuotesSubscription["chainQuotes"]): void {
  const receivedAt = pageNow();
  const rows = quotes.rows.map((row) => ({ ...row, receivedAt }));
  if (quotes.whole) chainRows.replace(rows);
  else chainRows.merge(rows);
  if (quotes.underlying) underlyingStore.receive({ ...quotes.underlying, receivedAt });
  chainState.receive({ phase: "live" });
}

/** The moment whose rows are shown, null for now, and of which expiry. */
let rowsOf: { readonly series: string; readonly position: string | null } | null = null;

/** Rows of another expiry, and rows of now under the past or the other way, are gone at once. */
function turnTo(series: string, position: string | null): void {
  const stays = rowsOf?.series === series && (rowsOf.position === null) === (position === null);
  if (!stays || position === null) {
    chainRows.replace([]);
    chainState.set({ phase: "loading" });
  }
  rowsOf = { series, position };
}

/** Shows one expiry's quotes as they were after an event; the returned function lets go of them. */
export function showChainAt(symbol: string, expiry: string, position: string): () => void {
  let left = false;
  turnTo(`${symbol} ${expiry}`, position);
  const asOf = { position };
  const asked = client.query(ChainRowsAtDocument, { symbol, expiry, asOf }).toPromise();
  void reading(asked).then(({ data, error }) => {
    if (left) return;
    if (error) {
      chainRows.replace([]);
      chainState.set({ phase: "failed", failure: failureOf(error) });
      return;
    }
    const { rows = [], underlying = null } = data?.chain ?? {};
    takeWhole(rows, underlying);
    chainState.set({ phase: "live" });
  });
  return () => {
    left = true;
  };
}

/** Follows one expiry's quotes until the returned function is called. */
export function followChain(symbol: string, expiry: string): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  turnTo(`${symbol} ${expiry}`, null);
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
