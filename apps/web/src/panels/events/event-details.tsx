import type { ReactNode } from "react";
import { askWhy, closeDialog } from "../../app/dialogs.ts";
import { describeMoment } from "../../format/times.ts";
import type { LogEvent } from "../../graphql/feeds.ts";
import { lookBackTo } from "../../past/past.ts";
import { Proof } from "./proof.tsx";

function visit(position: string): void {
  closeDialog();
  lookBackTo(position);
}

/** One event in full: who, when, what caused it, and its recorded payload. */
export function EventDetails({ event }: { readonly event: LogEvent }): ReactNode {
  return (
    <div className="event-details">
      <dl className="pairs">
        <dt>Stream</dt>
        <dd>
          {event.stream} <span className="muted">revision {event.revision}</span>
        </dd>
        <dt>Position</dt>
        <dd>{event.position}</dd>
        <dt>Actor</dt>
        <dd>
          {event.actor} <span className="muted">session {event.session}</span>
        </dd>
        <dt>Occurred</dt>
        <dd>{describeMoment(event.occurredAt)}</dd>
        <dt>Recorded</dt>
        <dd>{describeMoment(event.recordedAt)}</dd>
        <dt>Correlation</dt>
        <dd>{event.correlationId}</dd>
        <dt>Caused by</dt>
        <dd>{event.causationId ?? "nothing before it"}</dd>
      </dl>
      <p className="event-tools">
        <button type="button" className="small" onClick={() => visit(event.position)}>
          Show the screen right after it
        </button>{" "}
        <button
          type="button"
          className="small"
          onClick={() => askWhy({ position: event.position }, event.type)}
        >
          Why?
        </button>
      </p>
      <Proof position={event.position} />
      <pre tabIndex={0} aria-label="Recorded payload">
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </div>
  );
}
