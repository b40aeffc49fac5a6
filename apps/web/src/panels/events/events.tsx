import { useEffect, useMemo, useState, type ReactNode } from "react";
import { dialogStore } from "../../app/dialogs.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import type { Column } from "../../controls/grid-parts.tsx";
import { Field } from "../../controls/field.tsx";
import { Moment } from "../../controls/moment.tsx";
import { MoreRows } from "../../controls/more-rows.tsx";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { client } from "../../graphql/client.ts";
import { failureOrNone } from "../../graphql/failure.ts";
import { useFeed } from "../../graphql/feed.ts";
import { eventsFeed, eventsPage, type LogEvent } from "../../graphql/feeds.ts";
import { useFurther, type LongList } from "../../graphql/further.ts";
import { EventsAtDocument } from "../../gql/graphql.ts";
import { KeyedStore } from "../../market/keyed-store.ts";
import { eventWords } from "./event-words.ts";

const store = new KeyedStore<LogEvent>((event) => event.position);

const columns: readonly Column<LogEvent>[] = [
  {
    id: "at",
    header: "Time",
    hint: "In New York",
    width: "112px",
    cell: (event) => <Moment at={event.occurredAt} />,
  },
  { id: "type", header: "Event", width: "minmax(170px, 1fr)", cell: (event) => <b>{event.type}</b> },
  {
    id: "summary",
    header: "What happened",
    width: "minmax(280px, 4fr)",
    cell: (event) => <span title={eventWords(event)}>{eventWords(event)}</span>,
  },
  { id: "stream", header: "Stream", width: "minmax(120px, 1fr)", cell: (event) => event.stream },
  { id: "actor", header: "By", width: "90px", cell: (event) => event.actor },
  { id: "position", header: "Position", width: "100px", align: "end", cell: (event) => event.position },
];

function includes(event: LogEvent, wanted: string): boolean {
  return [event.type, eventWords(event), event.stream, event.actor].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

function listOf(ticks: boolean): LongList<LogEvent> {
  return {
    keyOf: (event) => event.position,
    settled: true,
    read: async (asOf, before) => {
      const asked = client.query(EventsAtDocument, { first: eventsPage, ticks, asOf, before });
      const { data, error } = await asked.toPromise();
      return data?.events ?? failureOrNone(error);
    },
  };
}

const decisions = listOf(false);
const withTicks = listOf(true);

function openStream(event: LogEvent): void {
  dialogStore.set({ kind: "stream", stream: event.stream, title: event.stream });
}

/** The log's newest events, with a filter over their type, words, stream and actor. */
export function Events(): ReactNode {
  const [ticks, setTicks] = useState(false);
  const [filter, setFilter] = useState("");
  const state = useFeed(eventsFeed(ticks ? "ticks" : "decisions"));
  const further = useFurther(state.data, ticks ? withTicks : decisions);
  const events = state.data === undefined ? undefined : further.nodes;
  useEffect(() => {
    if (events) store.replace(events);
  }, [events]);
  const wanted = filter.trim().toLowerCase();
  const shown = useMemo(
    () => (events ?? []).filter((event) => wanted === "" || includes(event, wanted)),
    [events, wanted],
  );
  const ids = useMemo(() => shown.map((event) => event.position), [shown]);
  return (
    <div className="panel-stack">
      <div className="panel-tools">
        <Field
          label="Filter events"
          hideLabel
          placeholder="Filter: type, words, stream, actor"
          value={filter}
          onChange={setFilter}
        />
        <label className="check">
          <input type="checkbox" checked={ticks} onChange={() => setTicks(!ticks)} /> Market ticks too
        </label>
        <span className="muted">
          {shown.length} of {events?.length ?? 0}. Enter shows the whole stream.
        </span>
      </div>
      {state.phase === "loading" ? <Skeleton label="Loading events" /> : null}
      {state.phase === "failed" && events === undefined ? (
        <FailureNote what="The event tail" failure={state.failure} />
      ) : null}
      {events === undefined ? null : (
        <DataGrid label="Events" store={store} ids={ids} columns={columns} onOpen={openStream}>
          {ids.length > 0 ? undefined : events.length > 0 ? (
            <Empty title="No event matches the filter.">Clear it to see all {events.length}.</Empty>
          ) : (
            <Empty title="The log is empty.">Everything that comes in or is decided is listed here.</Empty>
          )}
        </DataGrid>
      )}
      <MoreRows further={further} what="events" total={null} />
    </div>
  );
}
