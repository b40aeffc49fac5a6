import type { ReactNode } from "react";
import { useQuery } from "urql";
import { closeDialog } from "../../app/dialogs.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { Moment } from "../../controls/moment.tsx";
import { Empty, FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { trueMinus } from "../../format/sentences.ts";
import { newYorkZone } from "../../format/times.ts";
import { failureOf } from "../../graphql/failure.ts";
import { ExplainDocument, type ExplainInput, type ExplanationFieldsFragment } from "../../gql/graphql.ts";
import { useValue } from "../../market/value-store.ts";
import { pastStore } from "../../past/past-store.ts";
import { phaseWords } from "../orders/phase-words.ts";
import { CauseChain } from "./cause-chain.tsx";
import { Decision } from "./decision.tsx";

/** The engine's run in which it happened: version, mode and configuration. */
function Run({ session }: { readonly session: ExplanationFieldsFragment["session"] }): ReactNode {
  if (session === null) return <p className="muted">The start of its session is not in the log.</p>;
  const { version, mode, startedAt, configuration } = session;
  const entries = Object.entries((configuration ?? {}) as Readonly<Record<string, unknown>>);
  return (
    <details className="explain-run">
      <summary>
        Decided by Legbook {version}, {mode}, started <Moment at={startedAt} />
        {entries.length === 0 ? "" : `, with ${entries.length} settings`}
      </summary>
      <dl className="pairs">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Answer({ explanation }: { readonly explanation: ExplanationFieldsFragment }): ReactNode {
  const { answer, phase, refusal, decision, session, chain, incomplete } = explanation;
  const words = phase === null ? null : phaseWords(phase);
  return (
    <>
      <p className="explain-answer">
        {words === null ? null : (
          <b className="phase" data-tone={words.tone}>
            <span aria-hidden="true">{words.mark}</span> {words.word}
          </b>
        )}{" "}
        {trueMinus(answer)}
      </p>
      {refusal === null ? null : (
        <p data-tone="danger">
          <RefusalNote refusal={refusal} />
        </p>
      )}
      {decision === null ? null : <Decision decision={decision} />}
      <CauseChain chain={chain} incomplete={incomplete} />
      <Run session={session} />
    </>
  );
}

/** Why an order or an event is as it is: the answer, each rule with what it saw, the quotes, and the chain of events. */
export function ExplainDialog({
  of,
  title,
}: {
  readonly of: ExplainInput;
  readonly title: string;
}): ReactNode {
  const past = useValue(pastStore);
  const asOf = past === null ? null : { position: past.position };
  const [{ data, error, fetching }] = useQuery({
    query: ExplainDocument,
    variables: { of, ...(asOf === null ? {} : { asOf }) },
  });
  const explanation = data?.explain;
  return (
    <Dialog title={`Why? ${title}`} wide onClose={closeDialog}>
      {past === null ? null : (
        <p className="muted">
          As it was at the moment that is shown, <Moment at={past.at} /> {newYorkZone(new Date(past.at))}.
        </p>
      )}
      {fetching ? <Skeleton label="Reading the log" /> : null}
      {error ? <FailureNote what="The explanation" failure={failureOf(error)} /> : null}
      {!fetching && !error && explanation === null ? (
        <Empty title="The log has no event of it.">
          Up to the moment that is shown, it had not happened.
        </Empty>
      ) : null}
      {explanation ? <Answer explanation={explanation} /> : null}
    </Dialog>
  );
}
