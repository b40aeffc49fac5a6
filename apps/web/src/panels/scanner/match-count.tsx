import type { ReactNode } from "react";
import { formatCount } from "../../format/numbers.ts";
import { scanState, type ScanSummary } from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";
import { reasonWords } from "./reason-words.ts";

function Reasons({
  title,
  counts,
}: {
  readonly title: string;
  readonly counts: ScanSummary["excluded"];
}): ReactNode {
  const some = counts.filter((each) => each.count > 0).toSorted((a, b) => b.count - a.count);
  if (some.length === 0) return null;
  return (
    <>
      <h3 className="reasons-title">{title}</h3>
      <dl className="reasons">
        {some.map((each) => (
          <div key={each.reason}>
            <dt>{reasonWords(each.reason)}</dt>
            <dd>{formatCount(each.count)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The sentence about a filter that leaves nothing, naming the filter that excludes most. */
export function nothingMatches(summary: ScanSummary): string {
  const most = summary.excluded.toSorted((a, b) => b.count - a.count)[0];
  if (summary.evaluated === 0) return "No vertical could be evaluated yet.";
  if (most === undefined) return `None of ${formatCount(summary.evaluated)} verticals matches.`;
  return `None of ${formatCount(summary.evaluated)} verticals matches: “${reasonWords(most.reason)}” alone excludes ${formatCount(most.count)}. Widen it, or choose “Any vertical”.`;
}

/** How many verticals match as of now, and what the filters took away. */
export function MatchCount(): ReactNode {
  const state = useValue(scanState);
  if (state.phase === "idle") return <p className="muted match-idle">Open a chain to scan its verticals.</p>;
  if (state.phase !== "live") return null;
  const { summary } = state;
  return (
    <section className="match" aria-label="Scan counts">
      <p className="match-line" role="status" aria-label="Matches">
        <b>{formatCount(summary.matched)}</b> of {formatCount(summary.evaluated)} match
      </p>
      {summary.waitingFor === null ? null : <p className="muted">{summary.waitingFor}</p>}
      {summary.matched === 0 && summary.evaluated > 0 ? (
        <p data-tone="warn">{nothingMatches(summary)}</p>
      ) : null}
      <Reasons title="Excluded by a filter" counts={summary.excluded} />
      <Reasons title="Not usable" counts={summary.unusable} />
    </section>
  );
}
