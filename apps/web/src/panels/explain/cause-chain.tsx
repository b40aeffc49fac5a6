import type { ReactNode } from "react";
import { closeDialog } from "../../app/dialogs.ts";
import { Moment } from "../../controls/moment.tsx";
import type { ExplanationFieldsFragment } from "../../gql/graphql.ts";
import { lookBackTo } from "../../past/past.ts";
import { eventWords } from "../events/event-words.ts";

type ChainEvent = ExplanationFieldsFragment["chain"][number];

const depthMax = 6;

function Step({ event }: { readonly event: ChainEvent }): ReactNode {
  const { position, type, words, actor, at, depth, brokerCode, asked } = event;
  const visit = (): void => {
    closeDialog();
    lookBackTo(position);
  };
  return (
    <li className="cause" data-asked={asked} data-depth={Math.min(depth, depthMax)}>
      <Moment at={at} />{" "}
      <span>
        <span aria-hidden="true" className="muted">
          {depth === 0 ? "◆" : "└"}
        </span>{" "}
        <b>{type}</b> {eventWords({ type, summary: words })}{" "}
        {brokerCode === null ? null : <code>{brokerCode}</code>} <span className="muted">{actor}</span>
      </span>
      <button
        type="button"
        className="small quiet"
        aria-label={`Show then: right after ${type} at ${position}`}
        title="Show the whole screen as it was right after this event"
        onClick={visit}
      >
        Show then
      </button>
    </li>
  );
}

/** The chain of events by causation: what came from outside at the edge, what followed from it further in. */
export function CauseChain({
  chain,
  incomplete,
}: {
  readonly chain: readonly ChainEvent[];
  readonly incomplete: boolean;
}): ReactNode {
  return (
    <section className="explain-part" aria-label="What led to it">
      <h3>What led to it, and what followed ({chain.length} events)</h3>
      <ol className="causes">
        {chain.map((event) => (
          <Step key={event.position} event={event} />
        ))}
      </ol>
      {incomplete ? <p className="muted">More of it may lie further back than was looked.</p> : null}
    </section>
  );
}
