import { formatMicros } from "@legbook/domain";
import { boundsWords, valueWords } from "./criteria-changes.ts";
import type {
  FilterVerdict,
  LookCandidate,
  LookCounterfactual,
  ScanCounterfactual,
  ScanOrder,
} from "./scan-counterfactual-report.ts";
import { moneyWords, newYork, plural, tableLines } from "./text-table.ts";

/** Looks of one scan that are shown line by line; all of them are in the JSON. */
const LOOKS_SHOWN_MAX = 20;

/** Recorded scans under other filters, for people. */
export function scansText(scans: readonly ScanCounterfactual[]): readonly string[] {
  if (scans.length === 0) return ["The log holds no scan."];
  const looks = scans.flatMap((scan) => scan.looks);
  const reproduced = looks.filter(({ notAnswered }) => notAnswered === null).length;
  const orders = scans.flatMap((scan) => scan.orders);
  const lost = orders.filter(({ rankChanged }) => rankChanged === null);
  const moved = orders.filter(({ rank, rankChanged }) => rankChanged !== null && rankChanged !== rank);
  const exact =
    reproduced === looks.length
      ? "with the recorded filters each finds exactly what was recorded"
      : `${plural(looks.length - reproduced, "look")} not reproducible, and not judged`;
  return [
    `${plural(scans.length, "scan")}, ${plural(looks.length, "recorded look")} taken again: ${exact}.`,
    `${plural(orders.length, "order and preview")} came from a shown candidate: ${lost.length} would not have been shown, ${moved.length} would have ranked differently.`.replace(
      "order and previews",
      "orders and previews",
    ),
    ...scans.flatMap(scanText),
    "",
    "Times are New York's. Gone: shown as recorded, and not under these filters; added: the other way round.",
    "Profits of what is added are bounds for one spread opened at the natural price of that moment, to the end of the log.",
  ];
}

function scanText(scan: ScanCounterfactual): readonly string[] {
  const { scanId, symbol, actor, startedAt, stoppedAt, criteriaChanges, notAnswered, looks, orders } = scan;
  const until = stoppedAt === null ? "the end of the log" : newYork(stoppedAt);
  const head = `Scan ${scanId} of ${symbol} (${actor}), ${newYork(startedAt)} to ${until}`;
  if (notAnswered !== null) return ["", head, `  Not judged: ${notAnswered.message}`];
  const changes = criteriaChanges.map(
    ({ name, recorded, changed }) => `  ${name}: ${changed} instead of ${recorded}`,
  );
  const told = looks.slice(0, LOOKS_SHOWN_MAX);
  const more =
    looks.length > told.length
      ? [`  ... and ${plural(looks.length - told.length, "look")} more (--json has them)`]
      : [];
  const first = looks.find(({ gone, added }) => gone.length + added.length > 0);
  return [
    "",
    head,
    ...(changes.length === 0 ? ["  These settings change nothing of its filters."] : changes),
    ...indented(tableLines([LOOK_HEAD, ...told.map(lookRow)])),
    ...more,
    ...looks.flatMap(problemsOf).slice(0, LOOKS_SHOWN_MAX),
    ...(first === undefined ? [] : candidatesText(first, scan.currency)),
    ...(orders.length === 0
      ? []
      : ["", "  Orders from its candidates:", ...orders.flatMap((one) => orderText(one))]),
  ];
}

const LOOK_HEAD = ["look", "matched", "shown", "gone", "added", "kept out by"];

function lookRow(look: LookCounterfactual): readonly string[] {
  const { at, notAnswered, matched, matchedChanged, shown, shownChanged, goneBy, addedCount } = look;
  if (notAnswered !== null) return [newYork(at), String(matched), String(shown), "", "", "not reproducible"];
  const gone = Object.values(goneBy).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(goneBy).map(([filter, count]) => `${filter} ${count}`);
  return [
    newYork(at),
    `${matched} -> ${matchedChanged}`,
    `${shown} -> ${shownChanged}`,
    String(gone),
    String(addedCount),
    reasons.join(", "),
  ];
}

function problemsOf({ at, notAnswered, gaps }: LookCounterfactual): readonly string[] {
  const messages = [...(notAnswered === null ? [] : [notAnswered]), ...gaps].map(({ message }) => message);
  return messages.map((message) => `  ${newYork(at)}: ${message}`);
}

function candidatesText({ at, gone, added }: LookCounterfactual, currency: string): readonly string[] {
  return [
    ...(gone.length === 0
      ? []
      : [`  Gone at ${newYork(at)}, the best first:`, ...indented(candidateTable(gone, currency))]),
    ...(added.length === 0
      ? []
      : [`  Added at ${newYork(at)}, the best first:`, ...indented(candidateTable(added, currency))]),
  ];
}

function candidateTable(candidates: readonly LookCandidate[], currency: string): readonly string[] {
  return tableLines(
    candidates.map(({ rank, words, ask, excludedBy, profit }) => [
      `  #${rank}`,
      words,
      `at ${formatMicros(ask)}`,
      verdictWords(excludedBy),
      profit === null
        ? ""
        : `made between ${moneyWords(profit.low, currency)} and ${moneyWords(profit.high, currency)}`,
    ]),
  );
}

/** `shortDelta 0.3120, at most 0.25`. */
export function verdictWords(verdict: FilterVerdict | null): string {
  if (verdict === null) return "matches; others rank before it";
  const { filter, value, min, max } = verdict;
  const bounds = min === null && max === null ? "" : `, asked for ${boundsWords(filter, { min, max })}`;
  return `${filter} ${valueWords(filter, value)}${bounds}`;
}

function orderText(order: ScanOrder): readonly string[] {
  const { orderRef, purpose, words, quantity, at, lookAt, rank, rankChanged, excludedBy } = order;
  const kind = purpose === "preview" ? "preview " : "";
  const outcome =
    rankChanged === null
      ? `would NOT have been shown: ${verdictWords(excludedBy)}`
      : rankChanged === rank
        ? "ranks the same"
        : `would have ranked ${rankChanged}`;
  return [
    `  ${newYork(at)}  ${kind}${orderRef}: ${quantity} ${words}`,
    `    rank ${rank} at ${newYork(lookAt)}; ${outcome}`,
    ...(rankChanged === null ? madeText(order) : []),
  ];
}

function madeText({ purpose, filled, profit, currency }: ScanOrder): readonly string[] {
  if (purpose === "preview") return [];
  if (filled === 0) return ["    It filled nothing."];
  if (profit === null) return ["    No quotes of its legs were recorded: no bounds of its profit."];
  const bounds = `between ${moneyWords(profit.low, currency)} and ${moneyWords(profit.high, currency)}`;
  return [
    `    Not made: its ${plural(filled, "filled combo")}, which made ${bounds}, commissions included, marked at ${newYork(profit.markedAt)}.`,
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
