import { splitFields } from "../../wire/frame.ts";
import type { ReplyName } from "../../wire/message-ids.ts";
import { fieldPlaces } from "../field-places.ts";
import { knownReply } from "../message-tables.ts";
import { numberAt } from "./message.ts";
import {
  ENDS,
  LISTS,
  NEWS,
  ORDER_LISTINGS,
  ORDER_REQUESTS,
  SINGLE_ANSWERS,
  SUBSCRIPTIONS,
} from "./reply-causes.ts";
import type { ScriptRequest } from "./script.ts";

/** Which request a reply is due to; null for one that came unasked. */
export interface Cause {
  readonly request: ScriptRequest | null;
  readonly kind: "answer" | "news";
}

const SINGLY_ANSWERED: ReadonlySet<string> = new Set(Object.values(SINGLE_ANSWERS));
const UNASKED: Cause = { request: null, kind: "news" };

interface Reply {
  readonly name: ReplyName;
  readonly requestId: number | null;
  readonly orderId: number | null;
  readonly ruleId: number | null;
  readonly execId: string;
}

/** Follows one connection of a recording and tells of each reply what brought it about. */
export class CauseFinder {
  readonly #serverVersion: number;
  /** By request id, by order id, by name: the latest. */
  readonly #byRequestId = new Map<number, ScriptRequest>();
  readonly #cancelsByRequestId = new Map<number, ScriptRequest>();
  readonly #byOrderId = new Map<number, ScriptRequest>();
  readonly #byName = new Map<string, ScriptRequest>();
  /** Requests with a single answer, and listings of orders, that wait for it. */
  #waiting: ScriptRequest[] = [];
  readonly #ended = new Set<ScriptRequest>();
  readonly #executions = new Map<string, ScriptRequest | null>();
  #start: ScriptRequest | null = null;
  #latest: ScriptRequest | null = null;
  /** Of the greetings, which answer the client's start, those that are still to come. */
  readonly #greetings = new Set<ReplyName>(["managedAccounts", "nextValidId"]);

  constructor(serverVersion: number) {
    this.#serverVersion = serverVersion;
  }

  asked(request: ScriptRequest): void {
    const { name, requestId, orderId } = request;
    this.#start ??= request;
    this.#latest = request;
    this.#byName.set(name, request);
    if (requestId !== null) {
      const isCancel = name.startsWith("cancel");
      (isCancel ? this.#cancelsByRequestId : this.#byRequestId).set(requestId, request);
    }
    if (orderId !== null && ORDER_REQUESTS.has(name)) this.#byOrderId.set(orderId, request);
    const isSingle = SINGLY_ANSWERED.has(name);
    if (isSingle || ORDER_LISTINGS.has(name)) this.#waiting.push(request);
  }

  causeOf(payload: Buffer): Cause {
    const reply = this.#read(payload);
    if (reply === null) return UNASKED;
    const request = this.#requestOf(reply) ?? this.#greeted(reply.name);
    if (reply.name === "execution") this.#executions.set(reply.execId, request);
    if (request === null) return UNASKED;
    const kind = this.#isNews(request, reply.name) ? "news" : "answer";
    if (ENDS.has(reply.name)) this.#ended.add(request);
    return { request, kind };
  }

  #read(payload: Buffer): Reply | null {
    const fields = splitFields(payload);
    const known = knownReply(fields[0]);
    if (known === null) return null;
    const places = fieldPlaces(known.layout, fields, this.#serverVersion);
    const number = (name: string): number | null => numberAt(fields, places, name);
    const execPlace = places.find(({ name }) => name === "execId");
    return {
      name: known.name,
      requestId: number("requestId"),
      orderId: number("orderId"),
      ruleId: number("ruleId"),
      execId: fields[execPlace?.index ?? -1] ?? "",
    };
  }

  #greeted(name: ReplyName): ScriptRequest | null {
    return this.#greetings.delete(name) ? this.#start : null;
  }

  #requestOf(reply: Reply): ScriptRequest | null {
    const { name, requestId, orderId } = reply;
    if (name === "error") return requestId === null || requestId < 0 ? null : this.#ofErrorId(requestId);
    if (name === "openOrder" || name === "orderStatus") return this.#listing() ?? this.#ofOrder(orderId);
    if (name === "openOrderEnd") return this.#answered((waiting) => ORDER_LISTINGS.has(waiting.name));
    if (name === "commissionReport") return this.#executions.get(reply.execId) ?? null;
    if (name === "execution") {
      return (requestId !== null && this.#byRequestId.get(requestId)) || this.#ofOrder(orderId);
    }
    if (name === "marketRule") {
      return this.#answered(
        (waiting) => waiting.name === name && waiting.fields.at(-1) === String(reply.ruleId),
      );
    }
    return this.#byTable(name, requestId);
  }

  #byTable(name: ReplyName, requestId: number | null): ScriptRequest | null {
    if (requestId !== null) {
      return this.#byRequestId.get(requestId) ?? this.#cancelsByRequestId.get(requestId) ?? null;
    }
    const single = SINGLE_ANSWERS[name];
    if (single !== undefined) return this.#answered((waiting) => waiting.name === single);
    const list = LISTS[name];
    return list === undefined ? null : (this.#byName.get(list) ?? null);
  }

  /** An error's id is a request's or an order's: whichever was last spoken of. */
  #ofErrorId(id: number): ScriptRequest | null {
    const candidates = [
      this.#byRequestId.get(id),
      this.#cancelsByRequestId.get(id),
      this.#byOrderId.get(id),
    ].filter((request) => request !== undefined);
    return candidates.toSorted((a, b) => b.index - a.index)[0] ?? null;
  }

  /** The oldest listing of orders that has not ended. */
  #listing(): ScriptRequest | null {
    return this.#waiting.find(({ name }) => ORDER_LISTINGS.has(name)) ?? null;
  }

  /** A cancel of everything may be what an order's news is due to. */
  #ofOrder(orderId: number | null): ScriptRequest | null {
    const own = orderId === null ? undefined : this.#byOrderId.get(orderId);
    const everything = this.#byName.get("globalCancel");
    if (own === undefined || everything === undefined) return own ?? everything ?? null;
    return own.index > everything.index ? own : everything;
  }

  #answered(fits: (request: ScriptRequest) => boolean): ScriptRequest | null {
    const request = this.#waiting.find((waiting) => fits(waiting));
    if (request === undefined) return null;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== request);
    return request;
  }

  /** What comes before the client asks for anything else needs no further gate. */
  #isNews(request: ScriptRequest, reply: ReplyName): boolean {
    if (request === this.#start) return false;
    if (request === this.#latest && !this.#ended.has(request)) return false;
    if (this.#ended.has(request) || NEWS.has(reply)) return true;
    return SUBSCRIPTIONS.has(request.name) && !request.isSnapshot;
  }
}
