import type { AnyVariables, TypedDocumentNode } from "urql";
import type { AsOf } from "../gql/graphql.ts";
import { client } from "../graphql/client.ts";
import { failureOrNone } from "../graphql/failure.ts";
import type { FeedState, Readable } from "../graphql/feed.ts";
import { share } from "../market/share.ts";
import { pastStore } from "./past-store.ts";
import { reading } from "./reading.ts";

type Listener = () => void;

const loading = { phase: "loading", data: undefined, at: undefined } as const;

/** How the past is asked for the same that a feed tells of now. */
export interface PastSource<Data, Variables extends AnyVariables, T> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly variables: (asOf: AsOf) => Variables;
  readonly read: (data: Data) => T;
}

/**
 * What a panel shows: the live feed, or its one answer of the past while the screen looks back. The answer of one moment
 * stays until that of the next is there; figures of now never stay under a moment of the past.
 */
export class Shown<Data, Variables extends AnyVariables, T> implements Readable<T> {
  /** Of now, whatever the screen shows: for what must not be missed. */
  readonly live: Readable<T>;
  readonly #source: PastSource<Data, Variables, T>;
  readonly #listeners = new Set<Listener>();
  #state: FeedState<T> = loading;
  /** The moment that was asked for last. */
  #position: string | null = null;
  #stopLive: (() => void) | undefined;
  #stopPast: (() => void) | undefined;

  constructor(live: Readable<T>, source: PastSource<Data, Variables, T>) {
    this.live = live;
    this.#source = source;
  }

  readonly get = (): FeedState<T> => (pastStore.get() === null ? this.live.get() : this.#state);

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    this.#stopPast ??= pastStore.subscribe(this.#turn);
    this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stopPast?.();
      this.#stopPast = undefined;
      this.#stopLive?.();
      this.#stopLive = undefined;
    };
  };

  readonly #turn = (): void => {
    this.#follow();
    this.#notify();
  };

  readonly #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };

  #follow(): void {
    const position = pastStore.get()?.position ?? null;
    if (position === null) {
      this.#stopLive ??= this.live.subscribe(this.#notify);
      this.#position = null;
      this.#state = loading;
      return;
    }
    this.#stopLive?.();
    this.#stopLive = undefined;
    if (this.#position === position) return;
    this.#position = position;
    void this.#ask(position);
  }

  async #ask(position: string): Promise<void> {
    const { document, variables, read } = this.#source;
    const asked = client.query(document, variables({ position })).toPromise();
    const { data, error } = await reading(asked);
    if (this.#position !== position) return;
    if (error || data === undefined) {
      const failure = failureOrNone(error);
      this.#state = { phase: "failed", data: undefined, at: undefined, failure };
    } else {
      this.#state = { phase: "live", data: share(this.#state.data, read(data)), at: Date.now() };
    }
    this.#notify();
  }
}
