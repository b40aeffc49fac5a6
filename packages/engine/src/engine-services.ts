import type { EventId, EpochMs, Position, Refusal, RequestsEvent } from "@legbook/domain";
import type { AccountsAllowed } from "./accounts-allowed.ts";
import { createGatewayClock, type GatewayClock } from "./gateway-clock.ts";
import type { EngineOptions } from "./engine-options.ts";
import { assertLimits, type EngineLimits } from "./limits.ts";
import { createInbox, type Inbox } from "./loop/inbox.ts";
import type { Input } from "./loop/loop.ts";
import { createOwed, type Owed } from "./loop/owed.ts";
import { FROM_ENGINE, type Cause } from "./loop/recording.ts";
import type { Task, Work, WorkAnswer } from "./loop/work.ts";
import type { BrokerGateway, GatewaySink } from "./ports/broker-gateway.ts";
import type { Clock } from "./ports/clock.ts";
import type { EngineObserver } from "./ports/engine.ts";
import type { EventStore } from "./ports/event-store.ts";
import type { Ids } from "./ports/ids.ts";
import { createRequestCoordinator, REQUEST_ID_FIRST, type RequestCoordinator } from "./requests/index.ts";
import { streams } from "./world/streams.ts";
import type { World } from "./world/world.ts";

/** What the parts of one running engine share. Each takes what it names in its own dependencies. */
export interface EngineServices {
  readonly world: World;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly gatewayClock: GatewayClock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly observer: EngineObserver;
  readonly session: EventId;
  readonly target: EngineOptions["target"];
  readonly accountsAllowed: AccountsAllowed;
  readonly rate: number | null;
  readonly inbox: Inbox<Input>;
  readonly gateway: BrokerGateway;
  readonly coordinator: RequestCoordinator;
  /** Gateway time. */
  readonly now: () => EpochMs;
  /** The next request id by our own count, which does not know of ids that only the log names. */
  readonly requestIdNext: () => number;
  /** Takes the first request id that nothing used yet. */
  readonly nextRequestId: () => number;
  /** Hands work to the loop. It is never refused: what is owed to the engine itself may not be lost. */
  readonly enqueue: (work: readonly Work[]) => void;
  /** Promises that end with the engine. */
  readonly owed: Owed;
  /**
   * Hands one task to the loop; resolves with its answer once that is durable. Refused (`engine.busy`) for an order or
   * a risk command when too many wait. Rejects with `EngineStopped`.
   */
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly head: () => Promise<Position>;
}

export function createServices(options: EngineOptions, world: World): EngineServices {
  const { store, clock, ids, observer, target, accountsAllowed, rate } = options;
  const limits = assertLimits(options.limits);
  const inbox = createInbox<Input>(limits.inboxMax);
  const gatewayClock = createGatewayClock(clock);
  const owed = createOwed();
  const gateway = options.gateway(gatewaySink(inbox, () => gateway.disconnect()));
  const pace = { messagesPerSecondMax: limits.messagesPerSecondMax };
  const onThrottling = (event: RequestsEvent): void => {
    const task: Task = { to: "log", stream: streams.requests(target.clientId), event };
    inbox.admit({ kind: "work", work: [{ task, cause: FROM_ENGINE }] });
  };
  let lastRequestId = REQUEST_ID_FIRST - 1;
  return {
    world,
    store,
    clock,
    gatewayClock,
    ids,
    limits,
    observer,
    session: ids.next(),
    target,
    accountsAllowed,
    rate,
    inbox,
    gateway,
    coordinator: createRequestCoordinator({ gateway, clock, limits: pace, onThrottling }),
    now: () => gatewayClock.now(),
    requestIdNext: () => lastRequestId + 1,
    nextRequestId: () => (lastRequestId = Math.max(lastRequestId, world.lines.state.requestIdSeen) + 1),
    enqueue: (work) => {
      if (work.length > 0) inbox.admit({ kind: "work", work });
    },
    owed,
    perform: createPerform(inbox, owed, limits),
    async head() {
      const head = await store.head();
      if (head === null) throw new Error("the log is empty though the session began");
      return head;
    },
  };
}

/**
 * Takes the gateway's messages in. When more arrive than the engine can hold, what it knows would have gaps: the
 * session is given up and begun again, which reads everything anew.
 */
function gatewaySink(inbox: Inbox<Input>, disconnect: () => void): GatewaySink {
  let givingUp = false;
  return (message) => {
    if (givingUp || inbox.offer({ kind: "message", message }) || inbox.isClosed) return;
    givingUp = true;
    disconnect();
    givingUp = false;
    const data = {
      cause: "closed",
      code: null,
      message: "more messages arrived than the inbox holds",
    } as const;
    const task: Task = { to: "gateway", command: { type: "ReportLoss", data } };
    inbox.admit({ kind: "work", work: [{ task, cause: FROM_ENGINE }] });
  };
}

/** Commands of people and programs are counted and refused when too many wait; the kill switch is always taken in. */
function createPerform(inbox: Inbox<Input>, owed: Owed, limits: EngineLimits): EngineServices["perform"] {
  let commandsWaiting = 0;
  return async (task, cause) => {
    const counted =
      task.to === "order" ||
      task.to === "dates" ||
      task.to === "presets" ||
      (task.to === "risk" && task.command.type !== "EngageKillSwitch");
    if (counted && (commandsWaiting >= limits.inboxCommandsMax || inbox.size >= inbox.capacity))
      return { kind: "refused", refusal: busy(commandsWaiting, inbox, limits), position: null };
    if (counted) commandsWaiting += 1;
    try {
      return await owed.promise((answer) => inbox.admit({ kind: "work", work: [{ task, cause, answer }] }));
    } finally {
      if (counted) commandsWaiting -= 1;
    }
  };
}

function busy(commandsWaiting: number, inbox: Inbox<Input>, limits: EngineLimits): Refusal {
  return {
    code: "engine.busy",
    message: "The engine is behind: nothing was done.",
    field: null,
    inputs: { commandsWaiting, inputsWaiting: inbox.size },
    limit: `${limits.inboxCommandsMax} commands, ${limits.inboxMax} inputs`,
    remedy: "Send it again in a moment, under the same reference.",
  };
}
