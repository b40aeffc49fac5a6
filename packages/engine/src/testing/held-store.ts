import type { AppendRequest, AppendResult, EventStore } from "../ports/event-store.ts";

/** A store whose disk a spec can make slow or broken. Order, revisions and contents are the store's own. */
export interface HeldStore extends EventStore {
  /** Appends wait, in their order, until `release`. */
  hold(): void;
  release(): void;
  /** Appends that wait. */
  readonly held: readonly AppendRequest[];
  /** The next append for which `when` holds fails with `error`, and so does every later one. */
  breakAt(when: (request: AppendRequest) => boolean, error: Error): void;
  /** Calls before each append is handed on: where another writer can be faster. */
  beforeAppend(intrude: ((request: AppendRequest) => Promise<void>) | null): void;
}

export function createHeldStore(store: EventStore): HeldStore {
  let holding = false;
  let intrude: ((request: AppendRequest) => Promise<void>) | null = null;
  let broken: { readonly when: (request: AppendRequest) => boolean; readonly error: Error } | null = null;
  let failed = false;
  let held: { readonly request: AppendRequest; readonly go: () => void }[] = [];

  async function append(request: AppendRequest): Promise<AppendResult> {
    if (broken !== null && (failed || broken.when(request))) {
      failed = true;
      throw broken.error;
    }
    if (holding) await new Promise<void>((go) => held.push({ request, go }));
    if (intrude !== null) await intrude(request);
    return store.append(request);
  }
  return {
    append,
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    subscribeAll: (options) => store.subscribeAll(options),
    head: () => store.head(),
    streamRevision: (stream) => store.streamRevision(stream),
    close: () => store.close(),
    hold() {
      holding = true;
    },
    release() {
      holding = false;
      const waiting = held;
      held = [];
      for (const { go } of waiting) go();
    },
    get held() {
      return held.map(({ request }) => request);
    },
    breakAt(when, error) {
      broken = { when, error };
    },
    beforeAppend(calls) {
      intrude = calls;
    },
  };
}
