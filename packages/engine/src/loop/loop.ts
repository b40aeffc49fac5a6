import type { DomainEvent, Position, StreamName, TickKind } from "@legbook/domain";
import { applyTicks } from "@legbook/domain";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineObserver } from "../ports/engine.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { GatewayClock } from "../gateway-clock.ts";
import type { EngineLimits } from "../limits.ts";
import { streams } from "../world/streams.ts";
import { reloadStream } from "../world/reload.ts";
import { decideAll, type Decided, type DecideContext, type Stimulus } from "./decide.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { writeDecisions } from "./log-writer.ts";
import { FROM_GATEWAY, recordable, type TurnTime } from "./recording.ts";
import { createTickBatcher, createTradingDates } from "./tick-batcher.ts";
import type { Work } from "./work.ts";

/** What waits for the loop: the gateway's word, work from a command or a timer, or a look at the ticks that wait. */
export type Input =
  | { readonly kind: "message"; readonly message: GatewayMessage }
  | { readonly kind: "work"; readonly work: readonly Work[] }
  | { readonly kind: "flushTicks" };

export interface LoopDependencies {
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
  readonly inbox: Inbox<Input>;
  /** Runs until `stop`; rejects when the log cannot be written or a process fails: nothing is decided after that. */
  run(): Promise<void>;
  /** Lets the current turn end, records what waits, and ends `run`. */
  stop(): void;
  /** Resolves when the turn under way, if any, is durable and acted on. */
  turnEnded(): Promise<void>;
  readonly ticksTotal: number;
  readonly eventsTotal: number;
  /** Ticks of lines that were closed a moment before. */
  readonly ticksUnclaimedTotal: number;
}

/** The one writer: takes inputs in order, records and decides, waits for the disk, then acts. */
export function createLoop(dependencies: LoopDependencies): Loop {
  const { context, store, clock, gatewayClock, limits, observer } = dependencies;
  const inbox = createInbox<Input>(limits.inboxMax);
  const batcher = createTickBatcher(limits.tickBatchMax);
  const tradingDate = createTradingDates();
  const tickAppends = new Set<Promise<unknown>>();
  let tickFailure: { readonly error: unknown } | null = null;
  let flushTimer: (() => void) | null = null;
  let current: Promise<void> = Promise.resolve();
  let ticksTotal = 0;
  let ticksUnclaimedTotal = 0;
  let eventsTotal = 0;

  return {
    inbox,
    async run() {
      for (;;) {
        const inputs = await inbox.take(limits.turnInputsMax);
        if (inputs.length === 0) break;
        current = turn(inputs);
        await current;
        if (tickFailure !== null) throw tickFailure.error;
      }
      flushTicks(turnTime());
      await Promise.all(tickAppends);
      if (tickFailure !== null) throw (tickFailure as { readonly error: unknown }).error;
    },
    stop() {
      flushTimer?.();
      inbox.close();
    },
    turnEnded: () => current,
    get ticksTotal() {
      return ticksTotal;
    },
    get eventsTotal() {
      return eventsTotal;
    },
    get ticksUnclaimedTotal() {
      return ticksUnclaimedTotal;
    },
  };

  function turnTime(): TurnTime {
    return { gateway: gatewayClock.now(), machine: clock.now() };
  }

  async function turn(inputs: readonly Input[]): Promise<void> {
    const time = turnTime();
    const stimuli = takeIn(inputs, time);
    if (stimuli.length > 0 || batcher.size >= limits.tickBatchMax) flushTicks(time);
    else scheduleFlush();
    if (stimuli.length > 0) await decideAndAct(stimuli, time);
    while (tickAppends.size > limits.tickBatchesPendingMax) await Promise.race(tickAppends);
  }

  /** Ticks go to their batch and the quotes at once; everything else is decided on. */
  function takeIn(inputs: readonly Input[], time: TurnTime): Stimulus[] {
    const stimuli: Stimulus[] = [];
    const ticked = new Set<number>();
    for (const input of inputs) {
      if (input.kind === "work") {
        for (const work of input.work) stimuli.push({ kind: "work", work });
      } else if (input.kind === "flushTicks") {
        flushTicks(time);
      } else if (input.message.kind === "tick") {
        const { requestId, tick, value } = input.message;
        const conId = dependencies.lineContract(requestId);
        if (conId === null) ticksUnclaimedTotal += 1;
        else takeTick(conId, tick, value, time, ticked);
      } else {
        stimuli.push(input);
      }
    }
    if (ticked.size > 0) dependencies.onTicks(ticked);
    return stimuli;
  }

  function takeTick(conId: number, kind: TickKind, value: number, time: TurnTime, ticked: Set<number>): void {
    batcher.add(conId, kind, value, time.gateway);
    applyTicks(context.world.quotes, {
      baseTime: time.gateway,
      conIds: [conId],
      kinds: [kind],
      values: [value],
      offsetsMs: [0],
    });
    ticked.add(conId);
    ticksTotal += 1;
  }

  function scheduleFlush(): void {
    if (flushTimer !== null || batcher.size === 0) return;
    flushTimer = clock.schedule(limits.tickBatchWaitMaxMs, () => {
      flushTimer = null;
      if (!inbox.offer({ kind: "flushTicks" })) scheduleFlush();
    });
  }

  /** Hands waiting ticks to the store. They keep their place before whatever is appended later. */
  function flushTicks(time: TurnTime): void {
    if (batcher.size === 0) return;
    const stream: StreamName = streams.market(tradingDate(time.gateway));
    for (const data of batcher.drain()) {
      const event: DomainEvent = { type: "TicksRecorded", data };
      const recorded = recordable(event, FROM_GATEWAY, time, context.session, context.ids);
      const append = store
        .append({ stream, events: [recorded], expectedRevision: "any" })
        .catch((error: unknown) => {
          tickFailure ??= { error };
        })
        .finally(() => tickAppends.delete(append));
      tickAppends.add(append);
      eventsTotal += 1;
    }
  }

  async function decideAndAct(stimuli: readonly Stimulus[], time: TurnTime): Promise<void> {
    let remaining = stimuli;
    for (let attempt = 1; remaining.length > 0; attempt += 1) {
      const { decided, answers } = decideAll(remaining, time, context);
      const { durable, overtaken, position } = await writeDecisions(store, decided, clock, observer);
      eventsTotal += durable.length;
      for (const item of durable) act(item);
      const again = new Set(overtaken.map(({ work }) => work));
      remaining = [...again].map((work) => ({ kind: "work", work }));
      tell(answers, position, again);
      if (remaining.length === 0) return;
      if (attempt === limits.decideAttemptsMax) {
        throw new Error(`another writer was faster ${attempt} times on ${overtaken[0]?.stream}`);
      }
      for (const stream of new Set(overtaken.map((item) => item.stream)))
        await reloadStream(context.world, store, stream);
    }
  }

  function act(item: Decided): void {
    for (const process of context.processes) process.act?.(item, context.world);
    dependencies.onDurable(item);
  }

  function tell(
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
