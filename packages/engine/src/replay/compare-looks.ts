import type { AskedLeg, Scan, ScanResult, ScanRow } from "../scanner/index.ts";
import { boundsWords, valueWords } from "./criteria-changes.ts";
import type {
  FilterVerdict,
  LookCandidate,
  LookCounterfactual,
  ScanGap,
} from "./scan-counterfactual-report.ts";

/** Of the spreads that are gone, and of those that are added, so many of the best are told one by one. */
export const CANDIDATES_TOLD_MAX = 10;

export interface Looked {
  readonly scan: Scan;
  readonly result: ScanResult;
  /** As a screen shows them. */
  readonly shown: readonly ScanRow[];
}

export function lookedBy(scan: Scan, limit: number): Looked {
  const result = scan.result();
  return { scan, result, shown: result.rows.slice(0, limit) };
}

export type LookComparison = Pick<
  LookCounterfactual,
  | "evaluated"
  | "matched"
  | "matchedChanged"
  | "shown"
  | "shownChanged"
  | "goneBy"
  | "gone"
  | "addedCount"
  | "added"
> & { readonly addedRows: readonly ScanRow[] };

/** What the changed criteria show otherwise, of one look at one table. */
export function compareLooks(recorded: Looked, changed: Looked): LookComparison {
  const [before, after] = [idsOf(recorded), idsOf(changed)];
  const goneBy: Record<string, number> = {};
  const gone: LookCandidate[] = [];
  for (const [index, row] of recorded.shown.entries()) {
    if (after.has(row.id)) continue;
    const excludedBy = exclusionOf(changed.scan, row.legs);
    const reason = excludedBy?.filter ?? "outranked";
    goneBy[reason] = (goneBy[reason] ?? 0) + 1;
    if (gone.length < CANDIDATES_TOLD_MAX) gone.push(candidate(row, index, excludedBy));
  }
  const news = [...changed.shown.entries()].filter(([, row]) => !before.has(row.id));
  const told = news.slice(0, CANDIDATES_TOLD_MAX);
  return {
    evaluated: recorded.result.evaluated,
    matched: recorded.result.matched,
    matchedChanged: changed.result.matched,
    shown: recorded.shown.length,
    shownChanged: changed.shown.length,
    goneBy,
    gone,
    addedCount: news.length,
    added: told.map(([index, row]) => candidate(row, index, exclusionOf(recorded.scan, row.legs))),
    addedRows: told.map(([, row]) => row),
  };
}

function idsOf({ shown }: Looked): ReadonlySet<string> {
  return new Set(shown.map(({ id }) => id));
}

function candidate(
  { id, words, score, ask }: ScanRow,
  index: number,
  excludedBy: FilterVerdict | null,
): LookCandidate {
  return { id, words, rank: index + 1, score, ask, excludedBy, profit: null };
}

/** What keeps a spread out of a scan; null when it matches. */
export function exclusionOf(
  scan: Scan,
  legs: readonly Pick<ScanRow["legs"][number], "conId" | "action" | "ratio">[],
): FilterVerdict | null {
  const asked = legs.map(({ conId, action, ratio }): AskedLeg => ({
    conId,
    ratio: action === "buy" ? ratio : -ratio,
  }));
  const why = scan.whyNot(asked);
  switch (why.kind) {
    case "matches":
      return null;
    case "excluded":
      return verdict(why.filter, why.value, why);
    case "unusable":
      return verdict("quote", why.reason);
    case "arbitrage":
      return verdict("arbitrage", why.sighting.ask);
    case "not-a-candidate":
      return verdict("strategies", "another strategy");
    case "not-in-chain":
      return verdict("contracts", "not in the chain");
    default:
      return why satisfies never;
  }
}

const UNBOUNDED = { min: null, max: null };

function verdict(
  filter: string,
  value: FilterVerdict["value"],
  { min, max }: Pick<FilterVerdict, "min" | "max"> = UNBOUNDED,
): FilterVerdict {
  const bounds = min === null && max === null ? "" : `, asked for ${boundsWords(filter, { min, max })}`;
  return { filter, value, min, max, words: `${filter} ${valueWords(filter, value)}${bounds}` };
}

/** What the log does not hold of what the changed criteria ask for. */
export function gapsBetween(
  { result: before }: Looked,
  { result: after }: Looked,
  expiriesMissing: readonly string[],
): readonly ScanGap[] {
  const gaps: ScanGap[] = [];
  if (expiriesMissing.length > 0) {
    const message = `The contracts of ${expiriesMissing.join(", ")} were not known then: what they would have added is not in the log.`;
    gaps.push({ code: "expiries-not-open", message });
  }
  const unquoted = ({ unusable }: ScanResult) => (unusable.none ?? 0) + (unusable.stale ?? 0);
  const more = unquoted(after) - unquoted(before);
  if (more > 0) {
    const message = `${more} candidates of these criteria had no usable quote: the recorded scan did not ask for all of their legs.`;
    gaps.push({ code: "quotes-missing", message });
  }
  for (const { message } of after.notices) gaps.push({ code: "strategy-not-scanned", message });
  return gaps;
}
