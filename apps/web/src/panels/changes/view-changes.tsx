import { useState, type ReactNode } from "react";
import { askWhy } from "../../app/dialogs.ts";
import { useAccount } from "../../app/session.ts";
import { Moment } from "../../controls/moment.tsx";
import { formatCount } from "../../format/numbers.ts";
import { inWords } from "../../format/words.ts";
import type { Failure } from "../../graphql/failure.ts";
import type { ChangeKind } from "../../gql/graphql.ts";
import { lookBackTo } from "../../past/past.ts";
import { eventWords } from "../events/event-words.ts";
import { plain, type Figure } from "./figures.ts";
import { morePage, moreChanges, type Change, type ComparedView, type Difference } from "./load.ts";
import { viewWords } from "./view-words.ts";

const kindWords: Readonly<Record<ChangeKind, readonly [string, string, string]>> = {
  ADDED: ["+", "Added", "good"],
  REMOVED: ["−", "Removed", "warn"],
  CHANGED: ["→", "Changed", "plain"],
};

type Field = Change["fields"][number];

function BeforeAfter({ figure, field }: { readonly figure: Figure; readonly field: Field }): ReactNode {
  return (
    <span className="change-figure">
      <span className="muted">{figure.label}</span> {figure.show(field.before)}{" "}
      <span aria-label="becomes">→</span> <b>{figure.show(field.after)}</b>
    </span>
  );
}

/** What changed: figures that have a name here, and the rest on request. */
function ChangedFigures({
  view,
  fields,
}: {
  readonly view: ComparedView;
  readonly fields: readonly Field[];
}) {
  const { figures } = viewWords[view];
  const named = Object.entries(figures).flatMap(([path, figure]) => {
    const field = fields.find((each) => each.path === path);
    return field === undefined || figure.show(field.before) === figure.show(field.after)
      ? []
      : [{ figure, field }];
  });
  // What has no name here, and what reads the same in the places that are shown.
  const others = fields.filter((field) => !named.some((each) => each.field === field));
  return (
    <>
      {named.map(({ figure, field }) => (
        <BeforeAfter key={field.path} figure={figure} field={field} />
      ))}
      {others.length === 0 ? null : (
        <details className="change-others">
          <summary>
            {formatCount(others.length)} {named.length === 0 ? "" : "more "}
            {others.length === 1 ? "figure" : "figures"}
          </summary>
          {others.map((field) => (
            <BeforeAfter
              key={field.path}
              figure={{ label: inWords(field.path), show: plain }}
              field={field}
            />
          ))}
        </details>
      )}
    </>
  );
}

/** What came or went, by its figures as they were. */
function WholeEntry({ view, entry }: { readonly view: ComparedView; readonly entry: unknown }): ReactNode {
  if (typeof entry !== "object" || entry === null)
    return <span className="change-figure">{plain(entry)}</span>;
  const values = entry as Readonly<Record<string, unknown>>;
  return Object.entries(viewWords[view].figures).map(([path, { label, show }]) => {
    const value = values[path];
    if (value === null || value === undefined || value === "" || show(value) === "none") return null;
    return (
      <span key={path} className="change-figure">
        <span className="muted">{label}</span> {show(value)}
      </span>
    );
  });
}

function Made({ change, title }: { readonly change: Change; readonly title: string }): ReactNode {
  const { event } = change;
  if (event === null) return <span className="muted change-made">by quotes or the clock</span>;
  const { position, type, occurredAt } = event;
  return (
    <span className="row-buttons change-made" title={`${type}: ${eventWords(event)}`}>
      <Moment at={occurredAt} />
      <button
        type="button"
        className="small quiet"
        aria-label={`Show then: ${title}`}
        onClick={() => lookBackTo(position)}
      >
        Show then
      </button>
      <button
        type="button"
        className="small quiet"
        aria-label={`Why? ${title}`}
        onClick={() => askWhy({ position }, title)}
      >
        Why?
      </button>
    </span>
  );
}

function Row({ view, change }: { readonly view: ComparedView; readonly change: Change }): ReactNode {
  const [mark, word, tone] = kindWords[change.kind];
  const title = viewWords[view].titleOf(change, (change.entry ?? {}) as Readonly<Record<string, unknown>>);
  return (
    <li className="change">
      <span data-tone={tone}>
        <span aria-hidden="true">{mark}</span> {word}
      </span>
      <span className="change-what">
        <b>{title}</b>{" "}
        {change.kind === "CHANGED" ? (
          <ChangedFigures view={view} fields={change.fields} />
        ) : (
          <WholeEntry view={view} entry={change.entry} />
        )}
      </span>
      <Made change={change} title={title} />
    </li>
  );
}

/** Pages after the first, of the two moments that the first is of. */
function useFurther(view: ComparedView, first: Difference) {
  const account = useAccount();
  const [further, setFurther] = useState<{ readonly of: Difference; readonly pages: readonly Difference[] }>({
    of: first,
    pages: [],
  });
  const [failure, setFailure] = useState<Failure | null>(null);
  const pages = further.of === first ? further.pages : [];
  const last = pages.at(-1) ?? first;
  const more = async (): Promise<void> => {
    const page = await moreChanges(viewWords[view].view, { ...first, endCursor: last.endCursor }, account);
    if ("code" in page) setFailure(page);
    else {
      setFailure(null);
      setFurther({ of: first, pages: [...pages, page] });
    }
  };
  return { nodes: [first, ...pages].flatMap(({ nodes }) => nodes), last, more, failure };
}

interface ViewChangesProps {
  readonly view: ComparedView;
  readonly difference: Difference;
  readonly counts: string;
  /** Before a further page is asked for. */
  readonly onMore: () => void;
}

/** The changes of one view, a page at a time. */
export function ViewChanges({ view, difference, counts, onMore }: ViewChangesProps): ReactNode {
  const { nodes, last, more, failure } = useFurther(view, difference);
  const left = difference.totalCount - nodes.length;
  const { title } = viewWords[view];
  return (
    <section className="view-changes" aria-label={`Changes of ${title}`}>
      <h3>
        {title} <span className="muted">{counts}</span>
      </h3>
      <ol>
        {nodes.map((change) => (
          <Row key={`${change.part} ${change.name ?? ""}`} view={view} change={change} />
        ))}
      </ol>
      {last.hasNextPage ? (
        <button
          type="button"
          className="small"
          onClick={() => {
            onMore();
            void more();
          }}
        >
          Show {formatCount(Math.min(left, morePage))} more of {formatCount(left)}
        </button>
      ) : null}
      {difference.incomplete ? (
        <p className="muted">Older entries changed too; put the mark nearer to see them.</p>
      ) : null}
      {failure === null ? null : (
        <p role="alert" data-tone="danger">
          {failure.message} <code>{failure.code}</code>
        </p>
      )}
    </section>
  );
}
