import {
  corporateDates,
  exchangeDate,
  gatewayConnection,
  order,
  riskControl,
  scanPresets,
  subscriptionLines,
  termsRecord,
  unreachable,
  type DomainEvent,
  type EpochMs,
  type OrderContext,
  type Outcome,
  type StreamName,
  type TakenInput,
  type TakenTask,
} from "@legbook/domain";
import type { Ids } from "../ports/ids.ts";
import { isAccountAllowed, type AccountsAllowed } from "../accounts-allowed.ts";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { ExpectedRevision } from "../ports/event-store.ts";
import { applyToWorld, type PlacedEvent } from "../world/apply.ts";
import { streams } from "../world/streams.ts";
import { SCAN_PRESETS } from "../scanner/index.ts";
import { corporateDatesOf, riskOf, type World } from "../world/world.ts";
import type { Process, Reaction } from "./process.ts";
import { causedBy, recordable, type Cause, type TurnTime } from "./recording.ts";
import type { Task, Work, WorkAnswer } from "./work.ts";

/** What a turn decides with. All of it is given: the same work on the same world gives the same events. */
export interface DecideContext {
  readonly world: World;
  /** They give the gateway's messages their meaning. */
  readonly processes: readonly Process[];
  readonly reactions: readonly Reaction[];
  readonly ids: Ids;
  readonly session: string;
  readonly clientId: number;
  readonly accountsAllowed: AccountsAllowed;
  readonly orderContext: (symbol: string, now: EpochMs) => OrderContext;
  /** Told of each event before the world moves on with it. */
  readonly beforeEvent?: (placed: PlacedEvent) => void;
  /** The next request id by the engine's own count; the log may know of later ones. */
  readonly requestIdNext: () => number;
}

/** An event to append, with the work that led to it (to decide again when another writer was faster). */
export interface Decided extends PlacedEvent {
  readonly expectedRevision: ExpectedRevision;
  readonly work: Work;
}

export interface Decisions {
  readonly decided: readonly Decided[];
  /** What was decided on, whether anything came of it or not. */
  readonly taken: readonly TakenInput[];
  /** To be told once everything is durable. */
  readonly answers: readonly { readonly answer: NonNullable<Work["answer"]>; readonly result: AnswerDraft }[];
}

type AnswerDraft =
  | { readonly kind: "done" }
  | Extract<Omit<WorkAnswer & { kind: "refused" }, "position">, { kind: "refused" }>;

/** What a turn takes in: work that was asked for, or a message whose meaning depends on all that came before it. */
export type Stimulus =
  | { readonly kind: "work"; readonly work: Work }
  | { readonly kind: "message"; readonly message: GatewayMessage };

/**
 * Decides everything in `stimuli`, each with all that follows from it before the next. The world moves on with each
 * event; nothing has left the engine yet, and nothing may before the events are durable.
 */
export function decideAll(stimuli: readonly Stimulus[], time: TurnTime, context: DecideContext): Decisions {
  const decided: Decided[] = [];
  const taken: TakenInput[] = [];
  const answers: Decisions["answers"][number][] = [];
  for (const stimulus of stimuli) {
    const work = stimulus.kind === "work" ? [stimulus.work] : hear(stimulus.message, time, context);
    for (const item of work) {
      const requestIdNext = context.requestIdNext();
      const first = decided.length;
      run(item);
      taken.push({
        task: taskTaken(item.task, decided[first], context.world),
        cause: item.cause,
        requestIdNext,
      });
    }
  }
  return { decided, taken, answers };

  function run(item: Work): void {
    const outcome = decideOne(item.task, time, context);
    const events = outcome.kind === "emitted" ? outcome.events : refusalEvents(item.task, outcome);
    const placed = events.map((event) => place(event, item));
    const result: AnswerDraft =
      outcome.kind === "emitted" ? { kind: "done" } : { kind: "refused", refusal: outcome.refusal };
    if (item.answer !== undefined) answers.push({ answer: item.answer, result });
    for (const one of placed) {
      for (const react of context.reactions) {
        for (const follow of react(one, context.world, time)) run({ ...follow, cause: causedBy(one) });
      }
    }
  }

  function place(event: DomainEvent, item: Work): Decided {
    const recorded = recordable(event, causeOf(item, context.world), time, context.session, context.ids);
    const { stream, revision } = placeOf(item.task, context);
    const placed: Decided = {
      stream,
      revision: revision === null ? -1 : revision + 1,
      expectedRevision: revision === null ? "any" : revision === -1 ? "no-stream" : revision,
      event,
      metadata: recorded.metadata,
      work: item,
    };
    context.beforeEvent?.(placed);
    applyToWorld(context.world, placed);
    decided.push(placed);
    return placed;
  }
}

/** A task as the log keeps it. The event that records a fact is in the log itself, and so are listed options. */
function taskTaken(task: Task, first: Decided | undefined, world: World): TakenTask {
  if (task.to === "lines" && task.command.type === "RequestLine") {
    const { contract, purpose, usedAt } = task.command.data;
    const { conId } = contract;
    return world.options.get(conId) === contract ? { to: "optionLine", conId, purpose, usedAt } : task;
  }
  if (task.to !== "log") return task;
  if (first === undefined) throw new Error("a fact was taken in and not recorded");
  return { to: "log", stream: task.stream, eventId: first.metadata.id };
}

function hear(message: GatewayMessage, time: TurnTime, context: DecideContext): readonly Work[] {
  for (const process of context.processes) {
    const work = process.hear?.(message, context.world, time) ?? null;
    if (work !== null) return work;
  }
  throw new Error(`no process hears ${message.kind}`);
}

/** Events about an order carry the order's correlation, whoever reports them. */
function causeOf(item: Work, world: World): Cause {
  if (item.task.to !== "order" || item.cause.correlationId !== null) return item.cause;
  const correlationId = world.orders.get(item.task.orderRef)?.correlationId ?? null;
  return { ...item.cause, correlationId };
}

/** A refused request for an order is remembered as such; other refusals are answered only. */
function refusalEvents(
  task: Task,
  outcome: Extract<Outcome<never>, { kind: "refused" }>,
): readonly DomainEvent[] {
  if (task.to !== "order" || task.command.type !== "RequestOrder") return [];
  if (outcome.refusal.code === "order.ref-reused") return [];
  const { data } = task.command;
  const terms = termsRecord(data);
  return [{ type: "OrderRefused", data: { orderRef: data.orderRef, refusal: outcome.refusal, terms } }];
}

const BUILT_IN_PRESETS = SCAN_PRESETS.map(({ name }) => name);

function decideOne(task: Task, time: TurnTime, context: DecideContext): Outcome<DomainEvent> {
  const { world } = context;
  const now = time.gateway;
  switch (task.to) {
    case "gateway":
      return gatewayConnection.decide(world.gateway.state, task.command, {
        now,
        accountsAllowed: allowedOf(task, context),
      });
    case "lines":
      return subscriptionLines.decide(world.lines.state, task.command, {
        nextRequestId: Math.max(context.requestIdNext(), world.lines.state.requestIdSeen + 1),
      });
    case "order": {
      const state = world.orders.get(task.orderRef)?.state ?? order.initial;
      const symbol = task.command.type === "RequestOrder" ? task.command.data.symbol : "";
      const outcome = order.decide(state, task.command, context.orderContext(symbol, now));
      const { unavailable } = task;
      const isUninformed = outcome.kind === "refused" && state.phase === "none" && unavailable !== undefined;
      return isUninformed ? { kind: "refused", refusal: unavailable } : outcome;
    }
    case "risk":
      return riskControl.decide(riskOf(world, task.account).state, task.command, { now });
    case "dates":
      return corporateDates.decide(corporateDatesOf(world, task.symbol).state, task.command, {
        today: exchangeDate(now),
      });
    case "presets":
      return scanPresets.decide(world.scanPresets.state, task.command, { builtIn: BUILT_IN_PRESETS });
    case "log":
      return { kind: "emitted", events: [task.event] };
    default:
      return unreachable(task);
  }
}

function allowedOf(
  { command }: Extract<Task, { to: "gateway" }>,
  { world, accountsAllowed }: DecideContext,
): readonly string[] {
  const managed =
    command.type === "ReportManagedAccounts" ? command.data.accounts : world.gateway.state.accounts;
  return managed.filter((account) => isAccountAllowed(accountsAllowed, account));
}

/** Where an event of this task goes, and the stream's revision as known; null where it is not followed. */
function placeOf(task: Task, context: DecideContext): { stream: StreamName; revision: number | null } {
  const { world, clientId } = context;
  switch (task.to) {
    case "gateway":
      return { stream: streams.gateway(clientId), revision: world.gateway.revision };
    case "lines":
      return { stream: streams.lines(clientId), revision: world.lines.revision };
    case "order":
      return {
        stream: streams.order(task.orderRef),
        revision: world.orders.get(task.orderRef)?.revision ?? -1,
      };
    case "risk":
      return { stream: streams.risk(task.account), revision: riskOf(world, task.account).revision };
    case "dates":
      return { stream: streams.dates(task.symbol), revision: corporateDatesOf(world, task.symbol).revision };
    case "presets":
      return { stream: streams.scanPresets, revision: world.scanPresets.revision };
    case "log":
      return { stream: task.stream, revision: null };
    default:
      return unreachable(task);
  }
}
