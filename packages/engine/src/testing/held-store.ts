import { setImmediate } from "node:timers/promises";
import type { AppendRequest, AppendResult, EventStore } from "../ports/event-store.ts";

type Intrusion = (request: AppendRequest, log: EventStore) => Promise<void>;

/** A store whose disk a spec can make slow or broken. Order, revisions and contents are the store's own. */
export interface HeldStore extends EventStore {
  /** Appends wait, in their order, until `release`. */
  hold(): void;
  release(): void;
  /** The append that waits first, if any; the others wait behind it. */
  readonly held: readonly AppendRequest[];
  /** Appends for which `when` holds fail with `error`, a moment later, as a disk does. */
  breakAt(when: (request: AppendRequest) => boolean, error: Error): void;
  /** Calls before each append is handed on, with the log behind it: where another writer can be faster. */
  beforeAppend(intrude: Intrusion | null): void;
}

export function createHeldStore(store: EventStore): HeldStore {
  let holding = false;
  let intrude: Intrusion | null = null;
  let broken: { readonly when: (request: AppendRequest) => boolean; readonly error: Error } | null = null;
  let held: { readonly request: AppendRequest; readonly go: () => void }[] = [];
  let handedOver: Promise<void> = Promise.resolve();

  async function append(request: AppendRequest): Promise<AppendResult> {
    const before = handedOver;
    const turn = (async () => {
      await before;
      if (holding) await new Promise<void>((go) => held.push({ request, go }));
      await intrude?.(request, store);
    })();
    handedOver = turn.then(
      () => {},
      () => {},
    );
    await turn;
    if (broken?.when(request) !== true) return store.append(request);
    await setImmediate();
    throw broken.error;
  }
  return {
    append,
    appendStored: (request) => store.appendStored(request),
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    readStored: (options) => store.readStored(options),
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
