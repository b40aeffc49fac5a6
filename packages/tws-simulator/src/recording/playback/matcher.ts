import { type OrderIdentities, Pairs } from "./identities.ts";
import type { Request } from "./message.ts";
import type { ScriptRequest } from "./script.ts";

const DIFFERENCES_TOLD_MAX = 3;

export type Match =
  | { readonly match: "found"; readonly request: ScriptRequest }
  /** Asked before, and answered before: the answers may be given again. */
  | { readonly match: "again"; readonly request: ScriptRequest }
  | { readonly match: "none"; readonly why: string };

/** Finds for each request of a client the one of the recording that asks for the same. */
export class Matcher {
  readonly #clientId: number;
  readonly #recordedOrders: ReadonlySet<number>;
  readonly #recordedIds: ReadonlySet<number>;
  readonly #identities: OrderIdentities;
  readonly #requestIds = new Pairs();
  readonly #waiting = new Map<string, ScriptRequest[]>();
  readonly #found = new Map<string, ScriptRequest>();
  readonly #requests: readonly ScriptRequest[];

  constructor(parts: {
    readonly requests: readonly ScriptRequest[];
    /** As recorded. */
    readonly clientId: number;
    /** The ids of the orders that this client placed in the whole recording. */
    readonly orderIds: ReadonlySet<number>;
    readonly identities: OrderIdentities;
  }) {
    const { requests, clientId, orderIds, identities } = parts;
    this.#requests = requests;
    this.#clientId = clientId;
    this.#recordedOrders = orderIds;
    this.#recordedIds = new Set(
      requests.filter(({ name }) => !name.startsWith("cancel")).map(({ requestId }) => requestId ?? -1),
    );
    this.#identities = identities;
    for (const request of requests) {
      const same = this.#waiting.get(request.key);
      if (same === undefined) this.#waiting.set(request.key, [request]);
      else same.push(request);
    }
  }

  /** Those that the client has not made so far. */
  get unmatched(): ScriptRequest[] {
    return [...this.#waiting.values()].flat().toSorted((a, b) => a.index - b.index);
  }

  match(live: Request): Match {
    const request = this.#best(
      (this.#waiting.get(live.key) ?? []).filter((it) => this.#agrees(it, live)),
      live,
    );
    if (request !== undefined) {
      this.#take(request, live);
      return { match: "found", request };
    }
    const before = this.#found.get(live.key);
    const mayRepeat = live.orderId === null && !live.name.startsWith("cancel");
    if (before !== undefined && mayRepeat) return { match: "again", request: before };
    return { match: "none", why: this.#nearest(live) };
  }

  /**
   * Where a request names what an earlier one began, it must be the same thing in both. What the recording never
   * began, because it is older, may have any id.
   */
  #agrees(recorded: ScriptRequest, live: Request): boolean {
    if (recorded.orderId !== null && live.orderId !== null) {
      const isNew = recorded.name === "placeOrder" || !this.#recordedOrders.has(recorded.orderId);
      return agree(this.#identities.ordersOf(this.#clientId), recorded.orderId, live.orderId, isNew);
    }
    if (!live.name.startsWith("cancel") || recorded.requestId === null || live.requestId === null)
      return true;
    const isNew = !this.#recordedIds.has(recorded.requestId);
    return agree(this.#requestIds, recorded.requestId, live.requestId, isNew);
  }

  /** The one whose account and names agree, and among such the first. */
  #best(candidates: readonly ScriptRequest[], live: Request): ScriptRequest | undefined {
    const score = (recorded: ScriptRequest): number =>
      Number(recorded.account === live.account) +
      [...recorded.references].filter(
        ([name, text]) =>
          this.#identities.reference(name, text, recorded.orderId) === live.references.get(name),
      ).length;
    return candidates.toSorted((a, b) => score(b) - score(a) || a.index - b.index)[0];
  }

  #take(request: ScriptRequest, live: Request): void {
    const left = (this.#waiting.get(request.key) ?? []).filter((other) => other !== request);
    this.#waiting.set(request.key, left);
    this.#found.set(request.key, request);
    if (request.requestId !== null && live.requestId !== null) {
      this.#requestIds.pair(request.requestId, live.requestId);
    }
    this.#identities.learn(this.#clientId, request, live);
  }

  /** In what the recording's most similar request differs. */
  #nearest(live: Request): string {
    const same = this.#requests.filter(({ name }) => name === live.name);
    if (same.length === 0) return `the recording has no ${live.name} on this connection`;
    if (same.some(({ key }) => key === live.key)) {
      return `the recording has no further ${live.name} like this (or of another id)`;
    }
    const differences = same
      .map((recorded) => differencesOf(recorded, live))
      .toSorted((a, b) => a.length - b.length)[0];
    const told = differences?.slice(0, DIFFERENCES_TOLD_MAX).join(", ") ?? "";
    return `the recording has no ${live.name} like this; the nearest has ${told}`;
  }
}

/** Whether two ids stand for each other already, or may do so from now on. */
function agree(pairs: Pairs, recorded: number, live: number, mayBeNew: boolean): boolean {
  const known = pairs.recordedOf(live);
  return known === undefined ? mayBeNew && pairs.liveOf(recorded) === undefined : known === recorded;
}

function differencesOf(recorded: Request, live: Request): string[] {
  const length = Math.max(recorded.content.length, live.content.length);
  return Array.from(
    { length },
    (_, index) => [recorded.content[index], live.content[index]] as const,
  ).flatMap(([before, now]) =>
    before?.name === now?.name && before?.text === now?.text
      ? []
      : [
          `${(before ?? now)?.name} ${JSON.stringify(before?.text ?? "")}, not ${JSON.stringify(now?.text ?? "")}`,
        ],
  );
}
