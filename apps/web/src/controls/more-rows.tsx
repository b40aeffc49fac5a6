import type { ReactNode } from "react";
import { formatCount } from "../format/numbers.ts";
import type { Further } from "../graphql/further.ts";

interface MoreRowsProps {
  readonly further: Pick<Further<unknown>, "nodes" | "hasMore" | "reading" | "failure" | "more">;
  /** "orders". */
  readonly what: string;
  /** Of the whole list, where it is known. */
  readonly total: number | null;
}

/** Under a list that is longer than what is shown: how much is, and the way to the next page. Nothing where all is. */
export function MoreRows({ further, what, total }: MoreRowsProps): ReactNode {
  const { nodes, hasMore, reading, failure, more } = further;
  if (!hasMore && failure === null) return null;
  const of = total === null ? "" : ` of ${formatCount(total)}`;
  return (
    <div className="more-rows">
      <span className="muted" role="status">
        The newest {formatCount(nodes.length)}
        {of} {what} are shown.
      </span>
      <button type="button" className="small" disabled={reading} onClick={more}>
        {reading ? "Reading…" : `Show earlier ${what}`}
      </button>
      {failure === null ? null : (
        <span role="alert" data-tone="danger">
          {failure.message} <code>{failure.code}</code>
        </span>
      )}
    </div>
  );
}
