import { useMemo, useState, type ReactNode } from "react";
import { useQuery } from "urql";
import { closeDialog } from "../../app/dialogs.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { MoreRows } from "../../controls/more-rows.tsx";
import { Moment } from "../../controls/moment.tsx";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { client } from "../../graphql/client.ts";
import { failureOf, failureOrNone } from "../../graphql/failure.ts";
import { eventsPage, type LogEvent } from "../../graphql/feeds.ts";
import { useFurther, type LongList } from "../../graphql/further.ts";
import { EventsOfStreamDocument } from "../../gql/graphql.ts";
import { asOfNow } from "../../past/past-store.ts";
import { EventDetails } from "./event-details.tsx";
import { eventWords } from "./event-words.ts";

function Chain({ events }: { readonly events: readonly LogEvent[] }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <ol className="why">
      {events.map((event) => (
        <li key={event.id}>
          <button
            type="button"
            className="bare why-event"
            aria-expanded={open === event.id}
            onClick={() => setOpen(open === event.id ? null : event.id)}
          >
            <Moment at={event.occurredAt} /> <b>{event.type}</b> <span>{eventWords(event)}</span>{" "}
            <span className="muted">{event.actor}</span>
          </button>
          {open === event.id ? <EventDetails event={event} /> : null}
        </li>
      ))}
    </ol>
  );
}

function listOf(stream: string): LongList<LogEvent> {
  return {
    keyOf: (event) => event.position,
    settled: true,
    read: async (asOf, before) => {
      const asked = client.query(EventsOfStreamDocument, { stream, first: eventsPage, asOf, before });
      const { data, error } = await asked.toPromise();
      return data?.events ?? failureOrNone(error);
    },
  };
}

/** Every event of one stream, oldest first. */
export function StreamDialog({
  stream,
  title,
}: {
  readonly stream: string;
  readonly title: string;
}): ReactNode {
  const past = asOfNow();
  const asOf = past === undefined ? {} : { asOf: past };
  const [{ data, error, fetching }] = useQuery({
    query: EventsOfStreamDocument,
    variables: { stream, first: eventsPage, ...asOf },
  });
  const list = useMemo(() => listOf(stream), [stream]);
  const further = useFurther(data?.events, list);
  const events = further.nodes.toReversed();
  return (
    <Dialog title={`Stream ${title}`} wide onClose={closeDialog}>
      <p className="muted">Every event of {stream}, oldest first.</p>
      <MoreRows further={further} what="events" total={null} />
      {fetching ? <Skeleton label="Reading the log" /> : null}
      {error ? <FailureNote what="The log" failure={failureOf(error)} /> : null}
      {!fetching && !error && events.length === 0 ? <Empty title="The log has no event of it." /> : null}
      <Chain events={events} />
    </Dialog>
  );
}
