import type { EpochMs } from "@legbook/domain";
import type { FieldDifference } from "./field-differences.ts";
import { type Divergence, type FirstDivergence, isSame, type ReplayReport } from "./report.ts";

const FIELDS_SHOWN = 12;
const ORDERS_SHOWN = 20;
const VALUE_CHARACTERS_MAX = 160;

/** A replay's result for people, line by line. */
export function replayText(report: ReplayReport): readonly string[] {
  const { events, ticks, sessions, turns, inputs, decisions, overtaken, cutShort, first } = report;
  const without =
    report.sessionsWithoutInputs === 0
      ? []
      : [
          `${number(report.sessionsWithoutInputs)} of ${number(sessions)} sessions were recorded by a version that kept no inputs: nothing of them was decided again.`,
        ];
  const lost = [
    ...(overtaken === 0
      ? []
      : [`${number(overtaken)} decisions came too late for another writer and were made again.`]),
    ...(cutShort === 0
      ? []
      : [
          `${number(cutShort)} decisions were under way when a session was cut off; they are not in the log.`,
        ]),
  ];
  const done = `Decided again: ${number(inputs)} inputs in ${number(turns)} turns of ${number(sessions)} sessions, ${number(decisions)} decisions; ${number(events)} events, ${number(ticks)} ticks.`;
  if (first !== null) return [done, ...without, ...lost, ...differences(report, first)];
  if (isSame(report)) return [done, ...without, ...lost, "The decisions are the same."];
  return [...without, "The log holds no inputs: there is nothing to decide again."];
}

function differences(report: ReplayReport, first: FirstDivergence): readonly string[] {
  const kinds = [...report.counts].sort((a, b) => b[1] - a[1]);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const orders = report.ordersTouched;
  const more = orders.length > ORDERS_SHOWN ? ` and ${number(orders.length - ORDERS_SHOWN)} more` : "";
  return [
    `The decisions differ in ${number(total)} events. The first:`,
    ...divergenceText(first).map((line) => `  ${line}`),
    "How it came to it:",
    ...first.causes.map(
      ({ position, at, stream, what }) => `  ${position}  ${instant(at)}  ${stream}  ${what}`,
    ),
    "All of them, by kind:",
    ...kinds.map(([kind, count]) => `  ${number(count)}  ${kind}`),
    ...(orders.length === 0
      ? []
      : [`Orders touched, the first one first: ${orders.slice(0, ORDERS_SHOWN).join(", ")}${more}`]),
  ];
}

/** One difference: where, what, and the fields. */
export function divergenceText(divergence: Divergence): readonly string[] {
  const { kind, type, stream, position, at, orderRef, fields, message } = divergence;
  const words = { missing: "is not decided any more", added: "is new", changed: "differs", failed: "failed" };
  const order = orderRef === null ? "" : ` of order ${orderRef}`;
  const left = fields.length > FIELDS_SHOWN ? [`... and more fields`] : [];
  return [
    `${type}${order} ${words[kind]}, at ${position} (${instant(at)}) in ${stream}${message === null ? "" : `: ${message}`}`,
    ...(kind === "changed" ? [...fields.slice(0, FIELDS_SHOWN).map(fieldText), ...left] : []),
  ];
}

function fieldText({ path, recorded, replayed }: FieldDifference): string {
  return `${path}: recorded ${value(recorded)}, now ${value(replayed)}`;
}

function value(told: unknown): string {
  const text = told === undefined ? "nothing" : JSON.stringify(told);
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}...` : text;
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

function instant(at: EpochMs): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO("America/New_York")
    .toString({ timeZoneName: "never" });
}
