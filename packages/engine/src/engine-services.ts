import type { EventId, EpochMs, Position } from "@legbook/domain";
import type { AccountsAllowed } from "./accounts-allowed.ts";
import { createGatewayClock, type GatewayClock } from "./gateway-clock.ts";
import type { EngineOptions } from "./engine-options.ts";
import { assertLimits, type EngineLimits } from "./limits.ts";
import { createInbox, type Inbox } from "./loop/inbox.ts";
import type { Input } from "./loop/loop.ts";
import { FROM_TIMER, type Cause } from "./loop/recording.ts";
import type { Task, Work, WorkAnswer } from "./loop/work.ts";
import type { BrokerGateway } from "./ports/broker-gateway.ts";
import type { Clock } from "./ports/clock.ts";
import type { EngineObserver } from "./ports/engine.ts";
import type { EventStore } from "./ports/event-store.ts";
import type { Ids } from "./ports/ids.ts";
import { createRequestCoordinator, REQUEST_ID_FIRST, type RequestCoordinator } from "./requests/index.ts";
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
  readonly rate: number;
  readonly inbox: Inbox<Input>;
  readonly gateway: BrokerGateway;
  readonly coordinator: RequestCoordinator;
  /** Gateway time. */
  readonly now: () => EpochMs;
  /** The first request id that nothing used yet; `nextRequestId` takes it. */
  readonly freeRequestId: () => number;
  readonly nextRequestId: () => number;
  /** Hands work to the loop. */
  readonly enqueue: (work: readonly Work[]) => void;
  /** Hands one task to the loop; resolves with its answer once that is durable. */
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly head: () => Promise<Position>;
}

export function createServices(options: EngineOptions, world: World): EngineServices {
  const { store, clock, ids, observer, target, accountsAllowed, rate } = options;
  const limits = assertLimits(options.limits);
  const inbox = createInbox<Input>(limits.inboxMax);
  const gatewayClock = createGatewayClock(clock);
  const gateway = options.gateway((message) => {
    if (!inbox.offer({ kind: "message", message })) overflow(gateway, inbox, clock);
  });
  const pace = { messagesPerSecondMax: limits.messagesPerSecondMax };
  let lastRequestId = REQUEST_ID_FIRST - 1;
  const freeRequestId = () => Math.max(lastRequestId, world.lines.state.requestIdSeen) + 1;
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
    coordinator: createRequestCoordinator({ gateway, clock, limits: pace }),
    now: () => gatewayClock.now(),
    freeRequestId,
    nextRequestId: () => (lastRequestId = freeRequestId()),
    enqueue: (work) => {
      if (work.length > 0 && !inbox.offer({ kind: "work", work })) overflow(gateway, inbox, clock);
    },
    perform: (task, cause) =>
      new Promise((resolve, reject) => {
        const work: Work = { task, cause, answer: resolve };
        if (!inbox.offer({ kind: "work", work: [work] })) {
          reject(new Error("the engine has stopped or its inbox is full"));
        }
      }),
    async head() {
      const head = await store.head();
      if (head === null) throw new Error("the log is empty though the session began");
      return head;
    },
  };
}

/** More arrived than the engine can hold: what it knows would have gaps, so the session is given up and begun again. */
function overflow(gateway: BrokerGateway, inbox: Inbox<Input>, clock: Clock): void {
  gateway.disconnect();
  const data = { cause: "closed", code: null, message: "the inbox overflowed" } as const;
  const work: Work = { task: { to: "gateway", command: { type: "ReportLoss", data } }, cause: FROM_TIMER };
  clock.schedule(1_000, () => inbox.offer({ kind: "work", work: [work] }));
}
