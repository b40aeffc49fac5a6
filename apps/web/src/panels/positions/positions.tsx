import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useAccount } from "../../app/session.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import { useMedia } from "../../controls/media.ts";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { useFeed } from "../../graphql/feed.ts";
import { positionsFeed } from "../../graphql/feeds.ts";
import { KeyedStore } from "../../market/keyed-store.ts";
import { narrowPositionColumns, positionColumns } from "./columns.tsx";
import { hasLegs, positionRows, type PositionRow } from "./rows.ts";

const store = new KeyedStore<PositionRow>((row) => row.id);

function stateOf(row: PositionRow): string | undefined {
  return row.kind === "leg" ? "leg" : undefined;
}

/** What the account holds, grouped by strategy with the legs folded. */
export function Positions(): ReactNode {
  const account = useAccount();
  const state = useFeed(positionsFeed(account));
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const groups = state.data?.groups;
  const rows = useMemo(() => positionRows(groups ?? [], unfolded), [groups, unfolded]);
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  useEffect(() => store.replace(rows), [rows]);
  const [fold] = useState(() => (id: string) => {
    setUnfolded((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  });
  const narrow = useMedia("(max-width: 599px)");
  const columns = useMemo(
    () => (narrow ? narrowPositionColumns(fold) : positionColumns(fold)),
    [fold, narrow],
  );
  if (state.phase === "loading") return <Skeleton label="Loading positions" />;
  if (state.phase === "failed" && groups === undefined) {
    return <FailureNote what="Positions" failure={state.failure} />;
  }
  return (
    <DataGrid
      label="Positions"
      store={store}
      ids={ids}
      columns={columns}
      stateOf={stateOf}
      onOpen={(row) => row.kind === "group" && hasLegs(row.group) && fold(row.id)}
    >
      {ids.length > 0 ? undefined : (
        <Empty title="No position is open.">
          A filled order appears here, with its P&amp;L as quotes move.
        </Empty>
      )}
    </DataGrid>
  );
}
