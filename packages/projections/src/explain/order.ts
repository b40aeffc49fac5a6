import {
  type DomainRecord,
  formatMicros,
  isPlaced,
  type OrderRef,
  type OrderState,
  type Position,
  streamName,
} from "@legbook/domain";
import { orders, type OrderEntry } from "../orders/fold.ts";
import { orderNote } from "../orders/note.ts";
import { decisionEvidence, sessionEvidence } from "./evidence.ts";
import { type LogReader, streamOf } from "./log-reader.ts";
import type { Explanation } from "./model.ts";
import { EXPLAIN_LIMITS, explainedEvents, workflowOf } from "./workflow.ts";

/**
 * Why an order is as it is, or was at `until` (inclusive; null: at the end of the log). Null when the log, up to there,
 * has no such order. Reads the order's stream and the turns of its events; no quotes.
 */
export async function explainOrder(
  log: LogReader,
  orderRef: OrderRef,
  { until = null, asked = null }: { readonly until?: Position | null; readonly asked?: Position | null } = {},
): Promise<Explanation | null> {
  const own: DomainRecord[] = [];
  for await (const record of streamOf(log, streamName("order", orderRef))) {
    if (until !== null && record.position > until) break;
    if (own.length === EXPLAIN_LIMITS.chainEventsMax) break;
    own.push(record);
  }
  const [first] = own;
  if (first === undefined) return null;
  const folded = orders.init();
  for (const record of own) orders.apply(folded, record);
  const entry = folded.orders.get(orderRef);
  if (entry === undefined || entry.state.phase === "none")
    throw new Error(`${orderRef} has events and is none`);
  const workflow = await workflowOf(log, own);
  const records =
    until === null ? workflow.records : workflow.records.filter(({ position }) => position <= until);
  const assessed = own.findLast((record) => record.event.type === "RiskAssessed");
  return {
    subject: asked === null ? { kind: "order", orderRef } : { kind: "event", position: asked },
    answer: answerOf(entry),
    chain: explainedEvents(records, ({ position }) => position === asked),
    incomplete: workflow.incomplete || own.length === EXPLAIN_LIMITS.chainEventsMax,
    phase: entry.state.phase,
    refusal: entry.state.refusal,
    decision:
      assessed?.event.type === "RiskAssessed"
        ? await decisionEvidence(log, assessed as Parameters<typeof decisionEvidence>[1], entry.state)
        : null,
    session: await sessionEvidence(log, first.metadata.session),
  };
}

function blockers({ assessment }: OrderState): string {
  const rules = (assessment?.verdicts ?? []).filter(({ verdict }) => verdict === "block");
  return rules.map(({ rule, reason, limit }) => `${rule}: ${reason} Limit: ${limit}.`).join(" ");
}

function filledWords(state: OrderState): string {
  if (!isPlaced(state)) return "";
  const { filled, averageFillPrice, placement } = state;
  const price = averageFillPrice === null ? "" : ` at ${formatMicros(averageFillPrice)}`;
  return `${filled} of ${placement.quantity} filled${price}, limit ${formatMicros(placement.limitPrice)}`;
}

/** What became of an order, and why, in a sentence or two. */
function answerOf(entry: OrderEntry): string {
  const { state } = entry;
  const note = orderNote(entry);
  if (state.phase === "refused") {
    const blocked = blockers(state);
    const { message = "", remedy = "" } = state.refusal ?? {};
    return `Refused, nothing was sent. ${blocked === "" ? message : blocked} ${remedy}`.trim();
  }
  if (state.phase === "assessed") {
    return state.assessment?.passed === true
      ? `A preview: it passed all ${state.assessment.verdicts.length} risk rules, and nothing was sent.`
      : `A preview that would be blocked. ${blockers(state)}`;
  }
  if (state.phase === "filled") return `Filled: ${filledWords(state)}.${note === null ? "" : ` ${note}`}`;
  return note ?? "Asked for; not decided yet.";
}
