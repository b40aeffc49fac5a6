import type { ReactNode } from "react";
import { trueMinus } from "../format/sentences.ts";
import type { Failure } from "../graphql/failure.ts";
import type { RefusalFieldsFragment } from "../gql/graphql.ts";

/** A panel with nothing in it: why, and what to do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children === undefined ? null : <p className="state-text">{children}</p>}
    </div>
  );
}

/** Rows to come: the shape of a table before its first answer. */
export function Skeleton({ label, rows = 6 }: { readonly label: string; readonly rows?: number }): ReactNode {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}

/** What failed, what is kept, and the code to quote. */
export function FailureNote({
  what,
  failure,
}: {
  readonly what: string;
  readonly failure: Failure;
}): ReactNode {
  return (
    <div className="state" role="alert" data-tone="danger">
      <p className="state-title">{what} could not be read.</p>
      <p className="state-text">
        {failure.message} It is asked for again by itself; what is shown is the last that came.{" "}
        <code>{failure.code}</code>
      </p>
    </div>
  );
}

/** A refusal in full: the sentence, the remedy and its code. `words` fits the engine's sentences to the field. */
export function RefusalNote({
  refusal,
  words = trueMinus,
}: {
  readonly refusal: RefusalFieldsFragment;
  readonly words?: (text: string) => string;
}): ReactNode {
  return (
    <span className="refusal">
      <strong>{words(refusal.message)}</strong> {words(refusal.remedy)} <code>{refusal.code}</code>
    </span>
  );
}
