import { useState, type ReactNode } from "react";
import { Moment } from "../../controls/moment.tsx";
import { Empty, Skeleton } from "../../controls/states.tsx";
import { formatCount } from "../../format/numbers.ts";
import { newYorkZone } from "../../format/times.ts";
import { copyLink } from "../../past/copy-link.ts";
import { chooseMark, linkTo, type Mark } from "../../past/mark.ts";
import { usePastPosition } from "../../past/past-store.ts";
import type { ComparedView, Comparison, Difference } from "./load.ts";
import { useComparison } from "./use-comparison.ts";
import { ViewChanges } from "./view-changes.tsx";
import { comparedViews, viewWords } from "./view-words.ts";

type Compared = Extract<Comparison, { phase: "compared" }>;

const rules = [
  { kind: "session", label: "the engine's start" },
  { kind: "hour", label: "an hour before" },
  { kind: "marker", label: "the marker before" },
] as const satisfies readonly { readonly kind: Mark["kind"]; readonly label: string }[];

function MarkChooser({ mark }: { readonly mark: Mark }): ReactNode {
  return (
    <span className="chips" role="group" aria-label="Changes since">
      <span className="muted">Since</span>
      {rules.map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          className="chip"
          aria-pressed={mark.kind === kind}
          onClick={() => chooseMark({ kind })}
        >
          {label}
        </button>
      ))}
      <button
        type="button"
        className="chip"
        aria-pressed={mark.kind === "fixed"}
        disabled={mark.kind !== "fixed"}
        title="M marks the moment that is shown; on the timeline, Shift-click does"
      >
        the mark
      </button>
    </span>
  );
}

interface EndsProps {
  readonly compared: Compared;
  readonly mark: Mark;
  readonly live: boolean;
}

/** The two moments. An engine starts before it knows the gateway's time: its start is told by what it is. */
function Ends({ compared, mark, live }: EndsProps): ReactNode {
  const { from, to } = compared.views.positions;
  return (
    <span>
      From {mark.kind === "session" ? "the engine's start" : <Moment at={from.at} />} to{" "}
      {live ? (
        <>
          now, <Moment at={to.at} />
        </>
      ) : (
        <Moment at={to.at} />
      )}{" "}
      {newYorkZone(new Date(to.at))}
      {compared.turned ? "; the mark lies after the moment that is shown" : ""}
    </span>
  );
}

function countWords({ added, removed, changed }: Difference): string {
  const parts = [
    added === 0 ? "" : `${formatCount(added)} added`,
    removed === 0 ? "" : `${formatCount(removed)} removed`,
    changed === 0 ? "" : `${formatCount(changed)} changed`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function Counts({
  views,
  chosen,
  onChoose,
}: {
  readonly views: Compared["views"];
  readonly chosen: ComparedView | null;
  readonly onChoose: (view: ComparedView | null) => void;
}): ReactNode {
  const total = comparedViews.reduce((sum, view) => sum + views[view].totalCount, 0);
  return (
    <div className="change-counts" role="group" aria-label="Changes by view">
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        All <b>{formatCount(total)}</b>
      </button>
      {comparedViews.map((view) => (
        <button
          key={view}
          type="button"
          className="chip"
          aria-pressed={chosen === view}
          data-empty={views[view].totalCount === 0}
          title={`${viewWords[view].title}: ${countWords(views[view])}`}
          onClick={() => onChoose(chosen === view ? null : view)}
        >
          {viewWords[view].title} <b>{formatCount(views[view].totalCount)}</b>
        </button>
      ))}
    </div>
  );
}

function Lists({
  compared,
  onMore,
}: {
  readonly compared: Compared;
  readonly onMore: () => void;
}): ReactNode {
  const [chosen, setChosen] = useState<ComparedView | null>(null);
  const { views } = compared;
  const shown = comparedViews.filter((view) =>
    chosen === null ? views[view].totalCount > 0 : view === chosen,
  );
  return (
    <>
      <Counts views={views} chosen={chosen} onChoose={setChosen} />
      {shown.length === 0 ? (
        <Empty title="Nothing changed between the two moments.">
          Put the mark further back, or look at a later moment.
        </Empty>
      ) : (
        shown.map((view) => (
          <ViewChanges
            key={view}
            view={view}
            difference={views[view]}
            counts={countWords(views[view])}
            onMore={onMore}
          />
        ))
      )}
    </>
  );
}

/** What came, went and changed between the mark and the moment that is shown, view by view. */
export function Changes(): ReactNode {
  const { comparison, mark, held, hold, letGo } = useComparison();
  const position = usePastPosition();
  const compared = comparison?.phase === "compared" ? comparison : null;
  const since = compared?.turned ? compared.views.positions.to : compared?.views.positions.from;
  return (
    <section className="changes" aria-label="What changed" tabIndex={0} data-focus="panel">
      <div className="panel-tools">
        <MarkChooser mark={mark} />
        {compared === null ? null : (
          <Ends compared={compared} mark={mark} live={position === null && !held} />
        )}
        <span className="spacer" />
        {held ? (
          <button type="button" className="small" onClick={letGo}>
            Go on to now
          </button>
        ) : null}
        {since === undefined ? null : (
          <button
            type="button"
            className="small"
            onClick={() => void copyLink(linkTo(position, since.position))}
          >
            Copy link
          </button>
        )}
      </div>
      {comparison === null ? <Skeleton label="Comparing the two moments" /> : null}
      {comparison?.phase === "nothing" ? (
        <Empty title={comparison.reason}>Choose another mark: {rules[0].label}, or M at a moment.</Empty>
      ) : null}
      {comparison?.phase === "failed" ? (
        <div role="alert">
          <Empty title="The two moments cannot be compared.">
            {comparison.failure.message} Choose another mark above. <code>{comparison.failure.code}</code>
          </Empty>
        </div>
      ) : null}
      {compared === null ? null : <Lists compared={compared} onMore={hold} />}
    </section>
  );
}
