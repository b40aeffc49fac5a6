import type { ReactNode } from "react";
import { useQuery } from "urql";
import { closeDialog } from "../../app/dialogs.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { Moment } from "../../controls/moment.tsx";
import { FailureNote, Skeleton } from "../../controls/states.tsx";
import { trueMinus } from "../../format/sentences.ts";
import { newYorkZone } from "../../format/times.ts";
import { failureOf } from "../../graphql/failure.ts";
import { MissingTradeDocument, type MissingTradeQuery } from "../../gql/graphql.ts";
import { useValue } from "../../market/value-store.ts";
import { lookBackTo } from "../../past/past.ts";
import { pastStore } from "../../past/past-store.ts";

type MissingTrade = MissingTradeQuery["missingTrade"];
type Hindrance = MissingTrade["hindrances"][number];

function Row({ hindrance }: { readonly hindrance: Hindrance }): ReactNode {
  const { position, at, inForce, words, code, remedy } = hindrance;
  const visit = (): void => {
    closeDialog();
    lookBackTo(position);
  };
  return (
    <li className="cause">
      <Moment at={at} />
      <span>
        <b data-tone={inForce ? "danger" : "plain"}>{inForce ? "■ In force. " : ""}</b>
        {trueMinus(words)} {remedy === null ? null : trueMinus(remedy)}{" "}
        {code === null ? null : <code>{code}</code>}
      </span>
      <button
        type="button"
        className="small quiet"
        aria-label={`Show then: ${words}`}
        title="Show the whole screen as it was right after this event"
        onClick={visit}
      >
        Show then
      </button>
    </li>
  );
}

function Answer({ answer }: { readonly answer: MissingTrade }): ReactNode {
  const { hindrances, scans, lookedBackTo } = answer;
  const running = scans.filter(({ stoppedAt }) => stoppedAt === null).length;
  return (
    <>
      <p className="explain-answer">{trueMinus(answer.answer)}</p>
      {hindrances.length === 0 ? null : (
        <section className="explain-part" aria-label="What stood in the way">
          <h3>What stood in the way: what is in force first, then the newest</h3>
          <ol className="causes">
            {hindrances.map((hindrance) => (
              <Row key={`${hindrance.kind} ${hindrance.position}`} hindrance={hindrance} />
            ))}
          </ol>
        </section>
      )}
      <p className="muted">
        {scans.length === 0
          ? "No scan of it ran."
          : `${scans.length === 1 ? "1 scan" : `${scans.length} scans`} of it ran; ${running} still ${running === 1 ? "runs" : "run"}.`}{" "}
        {lookedBackTo === null ? null : (
          <>
            Looked back to <Moment at={lookedBackTo} />.
          </>
        )}{" "}
        Why a spread is not among the results, “Why not?” beside them says.
      </p>
    </>
  );
}

/** Why there was no trade in a symbol: what is switched off, what was refused or blocked, and which scans ran. */
export function MissingTradeDialog({ symbol }: { readonly symbol: string }): ReactNode {
  const past = useValue(pastStore);
  const asOf = past === null ? {} : { asOf: { position: past.position } };
  const [{ data, error, fetching }] = useQuery({
    query: MissingTradeDocument,
    variables: { symbol, ...asOf },
  });
  return (
    <Dialog title={`Why no trade in ${symbol}?`} wide onClose={closeDialog}>
      {past === null ? null : (
        <p className="muted">
          As of the moment that is shown, <Moment at={past.at} /> {newYorkZone(new Date(past.at))}.
        </p>
      )}
      {fetching ? <Skeleton label="Reading the log" /> : null}
      {error ? <FailureNote what="The answer" failure={failureOf(error)} /> : null}
      {data ? <Answer answer={data.missingTrade} /> : null}
    </Dialog>
  );
}
