import type {
  DomainEvent,
  InputsTaken,
  Position,
  SessionMoment,
  StreamName,
  TickKind,
} from "@legbook/domain";
import { applyTicks } from "@legbook/domain";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineObserver } from "../ports/engine.ts";
import type { AppendRequest, EventStore } from "../ports/event-store.ts";
import type { GatewayClock } from "../gateway-clock.ts";
import type { EngineLimits } from "../limits.ts";
import { streams } from "../world/streams.ts";
import { reloadStream } from "../world/reload.ts";
import { decideAll, type Decided, type DecideContext, type Stimulus } from "./decide.ts";
import type { Inbox } from "./inbox.ts";
import { writeDecisions } from "./log-writer.ts";
import { FROM_ENGINE, FROM_GATEWAY, recordable, type TurnTime } from "./recording.ts";
import { createTickBatcher, createTradingDates, type TickBatcher } from "./tick-batcher.ts";
import type { Work } from "./work.ts";

/** What waits for the loop: the gateway's word, work from a command or a timer, or a look at the ticks that wait. */
export type Input =
  | { readonly kind: "message"; readonly message: GatewayMessage }
  | { readonly kind: "work"; readonly work: readonly Work[] }
  | { readonly kind: "flushTicks" };

export interface LoopDependencies {
  readonly inbox: Inbox<Input>;
  readonly context: DecideContext;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly gatewayClock: GatewayClock;
  readonly limits: EngineLimits;
  readonly observer: EngineObserver;
  /** Contract of a market data request of ours; null when it is not (or no longer) open. */
  readonly lineContract: (requestId: number) => number | null;
  /** Called after ticks were taken in, at most once a turn. */
  readonly onTicks: (conIds: ReadonlySet<number>) => void;
  /** Called for each durable event of a turn, in log order, after every process acted. */
  readonly onDurable: (decided: Decided) => void;
}

export interface Loop {
  /** Runs until `stop`; rejects when the log cannot be written or a process fails: nothing is decided after that. */
  run(): Promise<void>;
  /** Lets the current turn end, records what waits, and ends `run`. */
  stop(): void;
  /** Resolves when the turn under way, if any, is durable and acted on. */
  turnEnded(): Promise<void>;
  readonly ticksTotal: number;
  readonly eventsTotal: number;
  /** What has been taken in so far. */
  readonly moment: SessionMoment;
  /** Ticks of lines that were closed a moment before. */
  readonly ticksUnclaimedTotal: number;
}

/** The one writer: takes inputs in order, records and decides, waits for the disk, then acts. */
export function createLoop(dependencies: LoopDependencies): Loop {
  return new TurnLoop(dependencies);
}

class TurnLoop implements Loop {
  readonly #parts: LoopDependencies;
  readonly #batcher: TickBatcher;
  readonly #tradingDate = createTradingDates();
  readonly #tickAppends = new Set<Promise<unknown>>();
  #tickFailure: { readonly error: unknown } | null = null;
  #flushTimer: (() => void) | null = null;
  #current: Promise<void> = Promise.resolve();
  #ticksTotal = 0;
  #ticksUnclaimedTotal = 0;
  #eventsTotal = 0;
  #turnsTotal = 0;

  constructor(dependencies: LoopDependencies) {
    this.#parts = dependencies;
    this.#batcher = createTickBatcher(dependencies.limits.tickBatchMax);
  }

  async run(): Promise<void> {
    const { inbox, limits } = this.#parts;
    for (;;) {
      const inputs = await inbox.take(limits.turnInputsMax);
      if (inputs.length === 0) break;
      this.#current = this.#turn(inputs);
      await this.#current;
      this.#assertTicksWritten();
    }
    this.#flushTicks(this.#turnTime());
    await Promise.all(this.#tickAppends);
    this.#assertTicksWritten();
  }

  stop(): void {
    this.#flushTimer?.();
    this.#parts.inbox.close();
  }

  turnEnded(): Promise<void> {
    return this.#current;
  }

  get ticksTotal(): number {
    return this.#ticksTotal;
  }

  get eventsTotal(): number {
    return this.#eventsTotal;
  }

  get moment(): SessionMoment {
    return { ticks: this.#ticksTotal, turns: this.#turnsTotal };
  }

  get ticksUnclaimedTotal(): number {
    return this.#ticksUnclaimedTotal;
  }

  #assertTicksWritten(): void {
    if (this.#tickFailure !== null) throw this.#tickFailure.error;
  }

  #turnTime(): TurnTime {
    return { gateway: this.#parts.gatewayClock.now(), machine: this.#parts.clock.now() };
  }

  async #turn(inputs: readonly Input[]): Promise<void> {
    const time = this.#turnTime();
    const stimuli = this.#takeIn(inputs, time);
    if (stimuli.length > 0 || this.#batcher.size >= this.#parts.limits.tickBatchMax) this.#flushTicks(time);
    else this.#scheduleFlush();
    if (stimuli.length > 0) await this.#decideAndAct(stimuli, time);
    while (this.#tickAppends.size > this.#parts.limits.tickBatchesPendingMax)
      await Promise.race(this.#tickAppends);
  }

  /** Ticks go to their batch and the quotes at once; everything else is decided on. */
  #takeIn(inputs: readonly Input[], time: TurnTime): Stimulus[] {
    const stimuli: Stimulus[] = [];
    const ticked = new Set<number>();
    for (const input of inputs) {
      if (input.kind === "work") {
        for (const work of input.work) stimuli.push({ kind: "work", work });
      } else if (input.kind === "flushTicks") {
        this.#flushTicks(time);
      } else if (input.message.kind === "tick") {
        const { requestId, tick, value } = input.message;
        const conId = this.#parts.lineContract(requestId);
        if (conId === null) this.#ticksUnclaimedTotal += 1;
        else this.#takeTick(conId, tick, value, time, ticked);
      } else {
        stimuli.push(input);
      }
    }
    if (ticked.size > 0) this.#parts.onTicks(ticked);
    return stimuli;
  }

  #takeTick(conId: number, kind: TickKind, value: number, time: TurnTime, ticked: Set<number>): void {
    this.#batcher.add(conId, kind, value, time.gateway);
    applyTicks(this.#parts.context.world.quotes, {
      baseTime: time.gateway,
      conIds: [conId],
      kinds: [kind],
      values: [value],
      offsetsMs: [0],
    });
    ticked.add(conId);
    this.#ticksTotal += 1;
  }

  #scheduleFlush(): void {
    if (this.#flushTimer !== null || this.#batcher.size === 0) return;
    this.#flushTimer = this.#parts.clock.schedule(this.#parts.limits.tickBatchWaitMaxMs, () => {
      this.#flushTimer = null;
      this.#parts.inbox.admit({ kind: "flushTicks" });
    });
  }

  /** Hands waiting ticks to the this.#parts.store. They keep their place before whatever is appended later. */
  #flushTicks(time: TurnTime): void {
    if (this.#batcher.size === 0) return;
    const stream: StreamName = streams.market(this.#tradingDate(time.gateway));
    for (const data of this.#batcher.drain()) {
      const event: DomainEvent = { type: "TicksRecorded", data };
      const recorded = recordable(
        event,
        FROM_GATEWAY,
        time,
        this.#parts.context.session,
        this.#parts.context.ids,
      );
      const append = this.#parts.store
        .append({ stream, events: [recorded], expectedRevision: "any" })
        .catch((error: unknown) => {
          this.#tickFailure ??= { error };
          this.#parts.inbox.admit({ kind: "flushTicks" });
        })
        .finally(() => this.#tickAppends.delete(append));
      this.#tickAppends.add(append);
      this.#eventsTotal += 1;
    }
  }

  async #decideAndAct(stimuli: readonly Stimulus[], time: TurnTime): Promise<void> {
    let remaining = stimuli;
    let lost: readonly StreamName[] = [];
    for (let attempt = 1; remaining.length > 0; attempt += 1) {
      const { decided, taken, answers } = decideAll(remaining, time, this.#parts.context);
      if (taken.length === 0) return;
      const inputs = this.#inputsOf({ attempt, overtaken: lost, inputs: taken }, time);
      const { durable, overtaken, position } = await writeDecisions(
        this.#parts.store,
        inputs,
        decided,
        this.#parts.clock,
        this.#parts.observer,
      );
      this.#eventsTotal += durable.length + 1;
      await this.#ticksBefore();
      for (const item of durable) this.#act(item);
      const again = new Set(overtaken.map(({ work }) => work));
      remaining = [...again].map((work) => ({ kind: "work", work }));
      this.#tell(answers, position, again);
      if (remaining.length === 0) return;
      if (attempt === this.#parts.limits.decideAttemptsMax) {
        throw new Error(`another writer was faster ${attempt} times on ${overtaken[0]?.stream}`);
      }
      lost = [...new Set(overtaken.map((item) => item.stream))];
      for (const stream of lost) await reloadStream(this.#parts.context.world, this.#parts.store, stream);
    }
  }

  #inputsOf(data: InputsTaken, time: TurnTime): AppendRequest {
    const { session, ids } = this.#parts.context;
    this.#turnsTotal += 1;
    const recorded = recordable({ type: "InputsTaken", data }, FROM_ENGINE, time, session, ids);
    return { stream: streams.inputs(session), events: [recorded], expectedRevision: "any" };
  }

  /** Nothing is done about a decision whose ticks are not in the log. They were handed over before it: no new wait. */
  async #ticksBefore(): Promise<void> {
    await Promise.all(this.#tickAppends);
    this.#assertTicksWritten();
  }

  #act(item: Decided): void {
    for (const process of this.#parts.context.processes) process.act?.(item, this.#parts.context.world);
    this.#parts.onDurable(item);
  }

  #tell(
    answers: ReturnType<typeof decideAll>["answers"],
    position: Position | null,
    again: ReadonlySet<Work>,
  ): void {
    const repeated = new Set([...again].map((item) => item.answer));
    for (const { answer, result } of answers) {
      if (!repeated.has(answer)) answer({ ...result, position });
    }
  }
}
