import type { Position } from "@legbook/domain";
import { eventSummary } from "../event-words/summary.ts";
import { sessionEvidence } from "./evidence.ts";
import { eventAt, type LogReader } from "./log-reader.ts";
import type { Explanation } from "./model.ts";
import { explainOrder } from "./order.ts";
import { explainedEvents, workflowOf } from "./workflow.ts";

/**
 * Why an event is in the log: what led to it, and what followed from it in its turn. One that is about an order is
 * explained by the order as it stood then. Null when there is no event at that position.
 */
export async function explainEvent(log: LogReader, position: Position): Promise<Explanation | null> {
  const record = await eventAt(log, position);
  if (record === null) return null;
  const { event, metadata } = record;
  if ("orderRef" in event.data) {
    return explainOrder(log, event.data.orderRef, { until: position, asked: position });
  }
  const { records, incomplete } = await workflowOf(log, [record]);
  const chain = explainedEvents(records, (one) => one.position === position);
  const [first] = chain;
  const from = first === undefined || first.position === position ? null : first;
  return {
    subject: { kind: "event", position },
    answer: `${eventSummary(event)} ${from === null ? saidBy(metadata.actor) : `It follows from: ${from.words}`}`,
    chain,
    incomplete,
    phase: null,
    refusal: null,
    decision: null,
    session: await sessionEvidence(log, metadata.session),
  };
}

function saidBy(actor: string): string {
  if (actor === "gateway") return "The gateway said so.";
  if (actor === "timer") return "A timer of the engine led to it.";
  return actor === "engine" ? "The engine decided it by itself." : `${actor} asked for it.`;
}
