import { formatMicros } from "@legbook/domain";
import type { LookCounterfactual, ScanCounterfactual, ScanOrder } from "./scan-counterfactual-report.ts";
import { moneyWords, newYork, plural, tableLines } from "./text-table.ts";

/** Looks of one scan that are shown line by line; all of them are in the JSON. */
const LOOKS_SHOWN_MAX = 20;

/** Recorded scans under other filters, for people. */
export function scansText(scans: readonly ScanCounterfactual[]): readonly string[] {
  if (scans.length === 0) return ["The log holds no scan."];
  const looks = scans.flatMap((scan) => scan.looks);
  const reproduced = looks.filter(({ notAnswered }) => notAnswered === null).length;
  const orders = scans.flatMap((scan) => scan.orders);
  const lost = orders.filter(({ excludedBy }) => excludedBy !== null).length;
  const moved = orders.filter(
    ({ excludedBy, rank, rankChanged }) => excludedBy === null && rankChanged !== rank,
  ).length;
  const exact =
    reproduced === looks.length
      ? "with the recorded filters each finds exactly what was recorded"
      : `${plural(looks.length - reproduced, "look")} not reproducible, and not judged`;
  return [
    `${plural(scans.length, "scan")}, ${plural(looks.length, "recorded look")} taken again: ${exact}.`,
    `${orders.length} orders and previews were for a spread that a scan had found: ${lost} would not have been found, ${moved} would have ranked differently.`,
    ...unseenText(scans),
    ...scans.filter(isSeen).flatMap(scanText),
    "",
    "Times are New York's. Gone: shown as recorded, and not under these filters; added: the other way round.",
    "Profits of what is added are bounds for one spread opened at the natural price of that moment, to the end of the log.",
  ];
}

function isSeen({ notAnswered }: ScanCounterfactual): boolean {
  return notAnswered?.code !== "no-looks";
}

/** A person who types filters begins scan after scan: those without a look are told together. */
function unseenText(scans: readonly ScanCounterfactual[]): readonly string[] {
  const unseen = scans.filter((scan) => !isSeen(scan));
  const [first] = unseen;
  if (first === undefined) return [];
  return [`${plural(unseen.length, "scan")} not judged: ${first.notAnswered?.message}`];
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
      : ["", "  Orders for what it had found:", ...orders.flatMap((one) => orderText(one))]),
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
  const outranked = "found too, others rank before it";
  const goneRows = gone.map(({ rank, words, ask, excludedBy }) => [
    `#${rank}`,
    words,
    formatMicros(ask),
    excludedBy?.words ?? outranked,
  ]);
  const addedRows = added.map(({ rank, words, ask, excludedBy, profit }) => [
    `#${rank}`,
    words,
    formatMicros(ask),
    excludedBy?.words ?? outranked,
    profit === null ? "" : `${moneyWords(profit.low, currency)} to ${moneyWords(profit.high, currency)}`,
  ]);
  return [
    ...(gone.length === 0
      ? []
      : [
          `  Gone at ${newYork(at)}:`,
          ...indented(tableLines([["  rank", "spread", "price", "why"], ...goneRows.map(inset)])),
        ]),
    ...(added.length === 0
      ? []
      : [
          `  Added at ${newYork(at)}:`,
          ...indented(
            tableLines([
              ["  rank", "spread", "price", "why not as recorded", "profit"],
              ...addedRows.map(inset),
            ]),
          ),
        ]),
  ];
}

function inset([first = "", ...rest]: readonly string[]): readonly string[] {
  return [`  ${first}`, ...rest];
}

function orderText(order: ScanOrder): readonly string[] {
  const { orderRef, purpose, words, quantity, at, lookAt, rank } = order;
  const kind = purpose === "preview" ? "preview " : "";
  return [
    `  ${newYork(at)}  ${kind}${orderRef}: ${quantity} ${words}`,
    `    ${rank === null ? "found, not shown," : `rank ${rank}`} at ${newYork(lookAt)}; ${outcomeText(order)}`,
    ...(order.excludedBy === null ? [] : madeText(order)),
  ];
}

function outcomeText({ rank, rankChanged, excludedBy }: ScanOrder): string {
  if (excludedBy !== null) return `would NOT have been found: ${excludedBy.words}`;
  if (rankChanged === rank) return "ranks the same";
  return rankChanged === null
    ? "would have been found, and not shown: others rank before it"
    : `would have ranked ${rankChanged}`;
}

function madeText({ purpose, filled, profit, currency }: ScanOrder): readonly string[] {
  if (purpose === "preview") return [];
  if (filled === 0) return ["    Not made: it filled nothing."];
  if (profit === null) return ["    Not made. No quotes of its legs were recorded: no bounds of its profit."];
  const bounds = `between ${moneyWords(profit.low, currency)} and ${moneyWords(profit.high, currency)}`;
  return [
    `    Not made: its ${plural(filled, "filled combo")}, which made ${bounds}, commissions included, marked at ${newYork(profit.markedAt)}.`,
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
