import type { Schedule } from "../../venue/schedule.ts";
import type { ConnectionScript, ScriptAct, ScriptRequest } from "./script.ts";

/** A client that does not read is asked again after this. */
const BUSY_MS = 5;

/** What follows from one request, or from none. */
interface Thread {
  readonly cause: ScriptRequest | null;
  readonly liveRequestId: number | null;
  readonly acts: readonly ScriptAct[];
  /** When the request was made. */
  readonly at: number;
  next: number;
}

/** Where a player's acts go. */
export interface Stage {
  readonly isBusy: boolean;
  perform(act: ScriptAct, cause: ScriptRequest | null, liveRequestId: number | null): void;
}

/** An act's turn: now, at a time, or not before the client has asked for more. */
type Turn =
  | { readonly turn: "now" }
  | { readonly turn: "at"; readonly due: number }
  | { readonly turn: "gated" };

/**
 * Plays one connection's script. An answer comes at its recorded distance after its request was made. News comes at
 * its distance after the last request that came before it in the recording, and not before all of these were made:
 * what a client does in between must have been possible. A client that does not make one for `patienceMs` is no
 * longer waited for. What follows from one request keeps its order.
 */
export class Player {
  readonly #script: ConnectionScript;
  readonly #schedule: Schedule;
  readonly #speed: number;
  readonly #patienceMs: number;
  readonly #stage: Stage;
  readonly #threads = new Set<Thread>();
  readonly #madeAt = new Map<ScriptRequest, number>();
  readonly #givenUp = new Set<ScriptRequest>();
  /** So many requests from the first on were made or given up. */
  #settled = 0;
  #wakeAt = Infinity;
  /** Until when the earliest gated act waits; null when none does. */
  #patienceEnds: number | null = null;
  #isOver = false;

  constructor(parts: {
    readonly script: ConnectionScript;
    readonly schedule: Schedule;
    /** Infinity plays as fast as requests allow. */
    readonly speed: number;
    readonly patienceMs: number;
    readonly stage: Stage;
  }) {
    this.#script = parts.script;
    this.#schedule = parts.schedule;
    this.#speed = parts.speed;
    this.#patienceMs = parts.patienceMs;
    this.#stage = parts.stage;
  }

  /** Begins with what the server did unasked. */
  start(): void {
    this.#begin(null, null, this.#script.unasked);
  }

  /** The client made a request of the recording. */
  made(request: ScriptRequest, liveRequestId: number | null): void {
    this.#madeAt.set(request, this.#schedule.now());
    this.#settle();
    this.#patienceEnds = null;
    this.#begin(request, liveRequestId, this.#script.actsOf.get(request) ?? []);
  }

  /** Gives the answers of a request again. False when there are none, or when news followed from it. */
  again(request: ScriptRequest, liveRequestId: number | null): boolean {
    const acts = this.#script.actsOf.get(request) ?? [];
    if (acts.length === 0 || acts.some(({ kind }) => kind === "news")) return false;
    this.#begin(request, liveRequestId, acts);
    return true;
  }

  close(): void {
    this.#isOver = true;
  }

  /** Acts whose turn has not come so far. */
  get left(): number {
    const waiting = [...this.#threads].reduce((sum, { acts, next }) => sum + acts.length - next, 0);
    const unmade = this.#script.requests.filter((request) => !this.#madeAt.has(request));
    return (
      waiting + unmade.reduce((sum, request) => sum + (this.#script.actsOf.get(request)?.length ?? 0), 0)
    );
  }

  #begin(cause: ScriptRequest | null, liveRequestId: number | null, acts: readonly ScriptAct[]): void {
    if (acts.length > 0) this.#threads.add({ cause, liveRequestId, acts, at: this.#schedule.now(), next: 0 });
    this.#pump();
  }

  #settle(): void {
    const { requests } = this.#script;
    const isSettled = (request: ScriptRequest | undefined): boolean =>
      request !== undefined && (this.#madeAt.has(request) || this.#givenUp.has(request));
    while (isSettled(requests[this.#settled])) this.#settled += 1;
  }

  /** Performs what is due, the earliest of the recording first, and plans the next look. */
  #pump(): void {
    while (!this.#isOver) {
      if (this.#stage.isBusy) {
        this.#wake(this.#schedule.now() + BUSY_MS);
        return;
      }
      const { thread, due, gated } = this.#look();
      if (thread === null) {
        if (due < Infinity) this.#wake(due);
        this.#watchPatience(gated);
        return;
      }
      const act = thread.acts[thread.next] as ScriptAct;
      thread.next += 1;
      if (thread.next === thread.acts.length) this.#threads.delete(thread);
      this.#stage.perform(act, thread.cause, thread.liveRequestId);
    }
  }

  /** The thread whose act is next now, else when the next one is, and the earliest act that waits for a request. */
  #look(): { thread: Thread | null; due: number; gated: ScriptAct | null } {
    const now = this.#schedule.now();
    let thread: Thread | null = null;
    let earliest = Infinity;
    let due = Infinity;
    let gated: ScriptAct | null = null;
    for (const candidate of this.#threads) {
      const act = candidate.acts[candidate.next];
      if (act === undefined) continue;
      const turn = this.#turnOf(act, candidate, now);
      if (turn.turn === "at") due = Math.min(due, turn.due);
      else if (turn.turn === "gated") gated = gated === null || act.n < gated.n ? act : gated;
      else if (act.n < earliest) {
        earliest = act.n;
        thread = candidate;
      }
    }
    return { thread, due, gated };
  }

  #turnOf(act: ScriptAct, thread: Thread, now: number): Turn {
    const due = act.kind === "answer" ? this.#answerDue(act, thread) : this.#newsDue(act, thread);
    if (due > now) return { turn: "at", due };
    if (act.kind === "news" && this.#settled < act.requestsBefore) return { turn: "gated" };
    // An end takes with it whatever is on its way: it comes after all that came before it.
    const isEnd = act.act === "end" || act.act === "reset";
    if (isEnd && this.#isPending(act.n)) return { turn: "at", due: Infinity };
    return { turn: "now" };
  }

  #isPending(n: number): boolean {
    return [...this.#threads].some(({ acts, next }) => (acts[next]?.n ?? Infinity) < n);
  }

  #answerDue(act: ScriptAct, thread: Thread): number {
    return thread.at + (act.ms - (thread.cause?.ms ?? 0)) / this.#speed;
  }

  #newsDue(act: ScriptAct, thread: Thread): number {
    for (let index = act.requestsBefore - 1; index >= 0; index -= 1) {
      const request = this.#script.requests[index] as ScriptRequest;
      const madeAt = this.#madeAt.get(request);
      if (madeAt !== undefined) return Math.max(thread.at, madeAt + (act.ms - request.ms) / this.#speed);
    }
    return thread.at + (act.ms - this.#script.openedMs) / this.#speed;
  }

  #watchPatience(gated: ScriptAct | null): void {
    if (gated === null) {
      this.#patienceEnds = null;
      return;
    }
    const now = this.#schedule.now();
    this.#patienceEnds ??= now + this.#patienceMs;
    if (now < this.#patienceEnds) {
      this.#wake(this.#patienceEnds);
      return;
    }
    this.#patienceEnds = null;
    for (const request of this.#script.requests.slice(0, gated.requestsBefore)) {
      if (!this.#madeAt.has(request)) this.#givenUp.add(request);
    }
    this.#settle();
    this.#wake(now);
  }

  #wake(at: number): void {
    const now = this.#schedule.now();
    if (at >= this.#wakeAt && this.#wakeAt > now) return;
    this.#wakeAt = at;
    this.#schedule.after(at - now, () => {
      if (this.#wakeAt === at) this.#wakeAt = Infinity;
      this.#pump();
    });
  }
}
