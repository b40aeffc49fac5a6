import { useState, type ReactNode } from "react";
import { markHere } from "../app/actions.ts";
import { askWhy } from "../app/dialogs.ts";
import { formatNewYorkClock, formatNewYorkDay, newYorkZone } from "../format/times.ts";
import { useFeedPart } from "../graphql/feed.ts";
import { workingOrdersFeed } from "../graphql/feeds.ts";
import { useValue } from "../market/value-store.ts";
import { eventWords } from "../panels/events/event-words.ts";
import { copyLink } from "./copy-link.ts";
import { linkTo } from "./mark.ts";
import { backToNow, dismissFailure, goingStore } from "./past.ts";
import { pastStore, type Past } from "./past-store.ts";
import { readingStore } from "./reading.ts";
import { stepEvent, stepMarker } from "./timeline-data.ts";

function Failed(): ReactNode {
  const going = useValue(goingStore);
  if (going.phase !== "failed") return null;
  const { message, code } = going.failure;
  return (
    <div className="banner" data-tone="danger" role="alert" aria-label="Moment not reached">
      <b>That moment cannot be shown.</b> {message} <code>{code}</code>{" "}
      <button type="button" className="small" onClick={dismissFailure}>
        All right
      </button>
    </div>
  );
}

/** What must not be missed while looking back: what works at the broker now. */
function Meanwhile(): ReactNode {
  const working = useFeedPart(workingOrdersFeed.live, (data) => data?.totalCount);
  if (working === undefined) return null;
  return (
    <span className="meanwhile">
      Now: {working === 0 ? "no order works" : `${working} ${working === 1 ? "order works" : "orders work"}`}
    </span>
  );
}

function Steps({ past }: { readonly past: Past }): ReactNode {
  return (
    <span className="past-steps" role="group" aria-label="Steps in the log">
      <button
        type="button"
        className="small"
        title="To the marker before: ["
        onClick={() => void stepMarker(-1)}
      >
        « Marker
      </button>
      <button
        type="button"
        className="small"
        title="One event back: ,"
        disabled={past.previous === null}
        onClick={() => void stepEvent("previous")}
      >
        ◀ Event
      </button>
      <button
        type="button"
        className="small"
        title="One event on: ."
        disabled={past.next === null}
        onClick={() => void stepEvent("next")}
      >
        Event ▶
      </button>
      <button
        type="button"
        className="small"
        title="To the next marker: ]"
        onClick={() => void stepMarker(1)}
      >
        Marker »
      </button>
    </span>
  );
}

/** Says unmistakably that the screen shows the past, which moment, and how to come back. */
export function PastBar(): ReactNode {
  const past = useValue(pastStore);
  const waiting = useValue(readingStore, (count) => count > 0);
  const [whole, setWhole] = useState(false);
  if (past === null) return <Failed />;
  const at = new Date(past.at);
  const words = eventWords(past.event);
  return (
    <>
      <section className="past-bar" aria-label="The past">
        <p className="past-title" role="status">
          <b className="past-word">THE PAST</b>{" "}
          <b>
            {formatNewYorkDay(at)} {formatNewYorkClock(at)} {newYorkZone(at)}
          </b>{" "}
          <span>Nothing here is live and nothing can be traded.</span> <Meanwhile />
          <span aria-hidden={!waiting} className="past-reading">
            {waiting ? "Reading…" : ""}
          </span>
        </p>
        <button
          type="button"
          className="bare past-event"
          data-whole={whole}
          title={words}
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          Right after: <b>{past.event.type}</b> {words}
        </button>
        <span className="past-buttons">
          <Steps past={past} />
          <button
            type="button"
            className="small"
            onClick={() => askWhy({ position: past.position }, past.event.type)}
          >
            Why?
          </button>
          <button type="button" className="small" onClick={() => void copyLink(linkTo(past.position))}>
            Copy link
          </button>
          <button
            type="button"
            className="small"
            title="Changes are counted from this moment: M"
            onClick={markHere}
          >
            Mark
          </button>
          <button type="button" className="small back-to-now" title="N" onClick={backToNow}>
            Back to now
          </button>
        </span>
      </section>
      <Failed />
    </>
  );
}
