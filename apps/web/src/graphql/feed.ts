import type { AnyVariables, TypedDocumentNode } from "urql";
import { useSyncExternalStore } from "react";
import { onNextFrame } from "../market/frame.ts";
import { share } from "../market/share.ts";
import { client } from "./client.ts";
import { failureOf, isFeedEnd, type Failure } from "./failure.ts";

type Listener = () => void;

/** What a feed has: nothing yet, its newest whole, or a failure beside the last that it had. */
export type FeedState<T> =
  | { readonly phase: "loading"; readonly data: undefined; readonly at: undefined }
  | { readonly phase: "live"; readonly data: T; readonly at: number }
  | {
      readonly phase: "failed";
      readonly data: T | undefined;
      readonly at: number | undefined;
      readonly failure: Failure;
    };

const loading = { phase: "loading", data: undefined, at: undefined } as const;
const lingerMs = 3000;
const retryMs = 4000;

/** A refusal is a feed's last word: asking again unchanged gets it again. */
function isRefusal(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "__typename" in value &&
    value.__typename === "CommandRefused"
  );
}

/** What a feed asks for and how it reads the answer. */
interface FeedSource<Data, Variables extends AnyVariables, T> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables;
  /** Picks the value; `previous` lets a feed of changes build its whole. */
  readonly read: (data: Data, previous: T | undefined) => T;
}

/**
 * One subscription shared by all that look at it, outside React. It opens with its first reader, lingers a
 * moment after its last, asks again after a failure, and wakes its readers at most once a frame.
 */
export class Feed<Data, Variables extends AnyVariables, T> {
  #state: FeedState<T> = loading;
  readonly #listeners = new Set<Listener>();
  readonly #source: FeedSource<Data, Variables, T>;
  #stop: (() => void) | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(source: FeedSource<Data, Variables, T>) {
    this.#source = source;
  }

  readonly get = (): FeedState<T> => this.#state;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    clearTimeout(this.#lingering);
    this.#stop ??= this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#lingering = setTimeout(this.#close, lingerMs);
    };
  };

  readonly #close = (): void => {
    this.#stop?.();
    this.#stop = undefined;
    this.#state = loading;
  };

  #open(): () => void {
    let again: ReturnType<typeof setTimeout> | undefined;
    const { document, variables, read } = this.#source;
    const subscription = client.subscription(document, variables).subscribe((result) => {
      if (result.error && isFeedEnd(result.error) && isRefusal(this.#state.data)) return;
      if (result.error) {
        this.#fail(failureOf(result.error));
        again = setTimeout(() => {
          this.#stop?.();
          this.#stop = this.#open();
        }, retryMs);
      } else if (result.data !== undefined) {
        const data = share(this.#state.data, read(result.data, this.#state.data));
        this.#take({ phase: "live", data, at: Date.now() });
      }
    });
    return () => {
      clearTimeout(again);
      subscription.unsubscribe();
    };
  }

  #fail(failure: Failure): void {
    this.#take({ phase: "failed", data: this.#state.data, at: this.#state.at, failure });
  }

  #take(state: FeedState<T>): void {
    const same = state.phase === this.#state.phase && state.data === this.#state.data;
    if (same && state.phase === "live") return;
    this.#state = state;
    onNextFrame(this.#notify);
  }

  readonly #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

/** Anything that has a state and tells of its change. */
export interface Readable<T> {
  readonly get: () => FeedState<T>;
  readonly subscribe: (listener: Listener) => () => void;
}

/** A feed's state; its subscription is open while the component is there. */
export function useFeed<T>(feed: Readable<T>): FeedState<T> {
  return useSyncExternalStore(feed.subscribe, feed.get);
}

/** A part of a feed's newest whole; painted again only when that part is another. */
export function useFeedPart<T, Part>(feed: Readable<T>, select: (data: T | undefined) => Part): Part {
  return useSyncExternalStore(feed.subscribe, () => select(feed.get().data));
}
