import type { ReactNode } from "react";
import { formatCount } from "../../format/numbers.ts";
import { scanFields } from "../../market/scan-fields.ts";
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
  const fields = useValue(scanFields);
  const some = counts.filter((each) => each.count > 0).toSorted((a, b) => b.count - a.count);
  if (some.length === 0) return null;
  return (
    <>
      <h3 className="reasons-title">{title}</h3>
      <dl className="reasons">
        {some.map((each) => (
          <div key={each.reason}>
            <dt>{reasonWords(each.reason, fields)}</dt>
            <dd>{formatCount(each.count)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The sentence about filters that leave nothing, naming the one that excludes most. */
export function nothingMatches({ excluded, evaluated }: ScanSummary): string {
  const most = excluded[0];
  if (evaluated === 0) return "No spread could be evaluated yet.";
  if (most === undefined || most.count === 0) return `None of ${formatCount(evaluated)} spreads can be used.`;
  return `None of ${formatCount(evaluated)} spreads matches: “${reasonWords(most.reason, scanFields.get())}” alone excludes ${formatCount(most.count)}. Widen or remove it, or choose “Any vertical”.`;
}

function Warnings({ summary }: { readonly summary: ScanSummary }): ReactNode {
  const { notices, missing, matched, evaluated, arbitrageCount, waitingFor, expiries } = summary;
  return (
    <>
      {missing === null ? null : <p className="muted">{missing.message}</p>}
      {waitingFor === null ? null : <p className="muted">{waitingFor}</p>}
      {expiries.leftOut === 0 ? null : (
        <p className="muted">
          {formatCount(expiries.leftOut)} more expiries would pass: narrow the days to expiry to see them.
        </p>
      )}
      {matched === 0 && evaluated > 0 && missing === null ? (
        <p data-tone="warn">{nothingMatches(summary)}</p>
      ) : null}
      {notices.map(({ code, strategy, message }) => (
        <p key={`${code} ${strategy}`} data-tone="warn">
          {message}
        </p>
      ))}
      {arbitrageCount === 0 ? null : (
        <p data-tone="warn">
          {formatCount(arbitrageCount)} would pay by themselves at these quotes, a sign of wrong ones: left
          out.
        </p>
      )}
    </>
  );
}

/** How many spreads match as of now, which filter took most away, and on request what every one did. */
export function MatchCount(): ReactNode {
  const state = useValue(scanState);
  const fields = useValue(scanFields);
  if (state.phase === "idle") return <p className="muted match-idle">Open a chain to scan its spreads.</p>;
  if (state.phase !== "live") return null;
  const { summary } = state;
  const most = summary.excluded[0];
  return (
    <section className="match" aria-label="Scan counts">
      <p className="match-line" role="status" aria-label="Matches">
        <b>{formatCount(summary.matched)}</b> of {formatCount(summary.evaluated)} match
      </p>
      <Warnings summary={summary} />
      {most === undefined || summary.matched === 0 ? null : (
        <p className="muted">
          Most excluded by: {reasonWords(most.reason, fields)}, {formatCount(most.count)}
        </p>
      )}
      <details>
        <summary>What every filter excludes</summary>
        <Reasons title="Excluded by a filter" counts={summary.excluded} />
        <Reasons title="Quotes not usable" counts={summary.unusable} />
      </details>
    </section>
  );
}
