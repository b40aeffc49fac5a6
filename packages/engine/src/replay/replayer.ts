import type { DomainRecord, OrderRef } from "@legbook/domain";
import type { LogReader } from "../ports/event-store.ts";
import { causeChain } from "./cause-chain.ts";
import { compareTurn } from "./compare-turn.ts";
import { decideAgain } from "./decide-again.ts";
import { createTurnCutter, decidedIn, type RecordedTurn } from "./recorded-turn.ts";
import { isSessionStarted, RecordedWorld } from "./recorded-world.ts";
import type { Divergence, FirstDivergence, ReplayReport } from "./report.ts";
import type { SessionRecord } from "./session-rules.ts";

export interface ReplayOptions {
  /** Called after every page of the log with the number of events so far. */
  readonly onProgress?: (events: number) => void;
  /** Hears every difference, in log order. */
  readonly onDivergence?: (divergence: Divergence) => void;
}

/**
 * Decides a whole log again: every turn's inputs, at their recorded time, on the world as the recorded events made it,
 * by today's code. Neither gateway nor clock takes part.
 *
 * Throws for a log that is torn between a session's start and its turns.
 */
export async function replayLog(store: LogReader, options: ReplayOptions = {}): Promise<ReplayReport> {
  const replay = new Replay(store, options);
  for await (const page of store.readAll({ direction: "forwards" })) {
    await replay.take(page as readonly DomainRecord[]);
  }
  return replay.end();
}

class Replay {
  readonly #store: LogReader;
  readonly #options: ReplayOptions;
  readonly #cutter = createTurnCutter();
  readonly #recorded: RecordedWorld;
  #sessionTurns = 0;
  /** The session came to its end: nothing of it is missing in the log. */
  #isOver = false;
  #first: FirstDivergence | null = null;
  readonly #counts = new Map<string, number>();
  readonly #ordersTouched = new Set<OrderRef>();
  readonly #totals = {
    sessions: 0,
    sessionsWithoutInputs: 0,
    events: 0,
    ticks: 0,
    turns: 0,
    inputs: 0,
    decisions: 0,
    overtaken: 0,
    cutShort: 0,
  };

  constructor(store: LogReader, options: ReplayOptions) {
    this.#store = store;
    this.#recorded = new RecordedWorld(store);
    this.#options = options;
  }

  async take(records: readonly DomainRecord[]): Promise<void> {
    for (const record of records) {
      const { ended, alone } = this.#cutter.push(record);
      if (ended !== null) await this.#decide(ended);
      if (alone !== null) await this.#fold(alone);
      this.#totals.events += 1;
    }
    this.#options.onProgress?.(this.#totals.events);
  }

  async end(): Promise<ReplayReport> {
    const last = this.#cutter.end();
    if (last !== null) await this.#decide(last);
    this.#endSession();
    const ordersTouched = [...this.#ordersTouched];
    return { ...this.#totals, first: this.#first, counts: this.#counts, ordersTouched };
  }

  async #decide(turn: RecordedTurn): Promise<void> {
    const started = decidedIn(turn).find(isSessionStarted);
    if (started !== undefined) await this.#beginSession(started);
    const { rules } = this.#recorded;
    if (rules === null || rules.session !== turn.inputs.metadata.session)
      throw new Error(`the turn at ${turn.inputs.position} is of a session whose start is not in the log`);
    const { decided, failure } = decideAgain(turn, rules);
    this.#isOver ||= decidedIn(turn).some(({ event }) => event.type === "SessionEnded");
    const compared = compareTurn(turn, decided, turn.isLast && !this.#isOver);
    this.#totals.turns += 1;
    this.#totals.inputs += turn.inputs.event.data.inputs.length;
    this.#totals.decisions += compared.decisions;
    this.#totals.overtaken += compared.overtaken;
    this.#totals.cutShort += compared.cutShort;
    this.#sessionTurns += 1;
    const divergences = [...(failure === null ? [] : [failed(turn, failure)]), ...compared.divergences];
    for (const divergence of divergences) await this.#tell(turn, divergence);
    for (const record of turn.records) await this.#fold(record);
  }

  async #tell(turn: RecordedTurn, divergence: Divergence): Promise<void> {
    this.#first ??= { ...divergence, causes: await causeChain(this.#store, turn, divergence) };
    const name = `${divergence.type} ${divergence.kind}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (divergence.orderRef !== null) this.#ordersTouched.add(divergence.orderRef);
    this.#options.onDivergence?.(divergence);
  }

  async #fold(record: DomainRecord): Promise<void> {
    if (record.event.type === "TicksRecorded") this.#totals.ticks += record.event.data.conIds.length;
    // Of a session that recorded no inputs: one that did began with its first turn.
    const isBegun = this.#recorded.rules?.session;
    if (isSessionStarted(record) && isBegun !== record.event.data.sessionId) await this.#beginSession(record);
    this.#recorded.fold(record);
  }

  async #beginSession(started: SessionRecord): Promise<void> {
    this.#endSession();
    await this.#recorded.beginSession(started);
    this.#sessionTurns = 0;
    this.#isOver = false;
    this.#totals.sessions += 1;
  }

  #endSession(): void {
    if (this.#recorded.rules !== null && this.#sessionTurns === 0) this.#totals.sessionsWithoutInputs += 1;
  }
}

function failed({ inputs }: RecordedTurn, message: string): Divergence {
  return {
    kind: "failed",
    type: inputs.event.type,
    stream: inputs.stream,
    position: inputs.position,
    at: inputs.metadata.occurredAt,
    orderRef: null,
    fields: [],
    message,
  };
}
