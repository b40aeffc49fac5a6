import type { DomainRecord, EventId, TakenInput } from "@legbook/domain";
import type { LogReader } from "../ports/event-store.ts";
import { streams } from "../world/streams.ts";
import type { RecordedTurn } from "./recorded-turn.ts";
import type { CauseStep, Divergence } from "./report.ts";

/** Of an order's earlier events, so many of the newest. */
const EARLIER_EVENTS_MAX = 20;

/**
 * What led to a difference: the order's events before the turn, the input of the turn that concerns it, and the recorded
 * events that caused one another from there.
 */
export async function causeChain(
  store: LogReader,
  turn: RecordedTurn,
  divergence: Divergence,
): Promise<readonly CauseStep[]> {
  const { inputs } = turn;
  const within = causesWithin(turn, divergence);
  const earlier = divergence.orderRef === null ? [] : await earlierEvents(store, turn, divergence);
  const causing = inputsOf(turn, divergence, within[0]).map((input) => ({
    position: inputs.position,
    at: inputs.metadata.occurredAt,
    stream: inputs.stream,
    what: `${nameOf(input)} (${input.cause.actor})`,
  }));
  return [...earlier, ...causing, ...within.map(step)];
}

function step({ position, metadata, stream, event }: DomainRecord): CauseStep {
  return { position, at: metadata.occurredAt, stream, what: event.type };
}

/** Recorded events of the turn from its input to the difference, each the cause of the next. */
function causesWithin(turn: RecordedTurn, { position, stream }: Divergence): readonly DomainRecord[] {
  const byId = new Map<EventId, DomainRecord>(turn.records.map((record) => [record.metadata.id, record]));
  const differing = turn.records.find((record) => record.position === position);
  // What is decided newly has no place in the log: the turn's last event of its stream is the nearest.
  let next = differing ?? turn.records.findLast((record) => record.stream === stream);
  const chain: DomainRecord[] = [];
  while (next !== undefined) {
    chain.unshift(next);
    next = next.metadata.causationId === null ? undefined : byId.get(next.metadata.causationId);
  }
  return chain;
}

async function earlierEvents(
  store: LogReader,
  { inputs }: RecordedTurn,
  { orderRef }: Divergence,
): Promise<readonly CauseStep[]> {
  if (orderRef === null) return [];
  const steps: CauseStep[] = [];
  for await (const page of store.readStream(streams.order(orderRef), { direction: "forwards" })) {
    for (const record of page as readonly DomainRecord[]) {
      if (record.position >= inputs.position) return steps.slice(-EARLIER_EVENTS_MAX);
      steps.push(step(record));
    }
  }
  return steps.slice(-EARLIER_EVENTS_MAX);
}

/** The inputs that concern the difference: those of its order, else of its stream's part of the engine, else all. */
function inputsOf(
  { inputs }: RecordedTurn,
  { orderRef }: Divergence,
  first: DomainRecord | undefined,
): readonly TakenInput[] {
  const all = inputs.event.data.inputs;
  const ofOrder = all.filter(({ task }) => task.to === "order" && task.orderRef === orderRef);
  if (ofOrder.length > 0) return ofOrder;
  const category = first?.stream.slice(0, first.stream.indexOf("-"));
  const ofPart = all.filter(({ task }) => task.to === category);
  return (ofPart.length > 0 ? ofPart : all).slice(0, EARLIER_EVENTS_MAX);
}

function nameOf({ task }: TakenInput): string {
  if (task.to === "log") return `a fact for ${task.stream}`;
  return task.to === "optionLine" ? "RequestLine" : task.command.type;
}
