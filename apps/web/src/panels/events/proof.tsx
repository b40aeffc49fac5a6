import { useState, type ReactNode } from "react";
import { FailureNote, RefusalNote } from "../../controls/states.tsx";
import { formatCount } from "../../format/numbers.ts";
import { client } from "../../graphql/client.ts";
import { failureOf, type Failure } from "../../graphql/failure.ts";
import { EventProofDocument, type EventProofQuery } from "../../gql/graphql.ts";

type Answer = EventProofQuery["eventProof"];
type Proven = Extract<Answer, { __typename: "EventProof" }>;

function save({ position, document: text }: Proven): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `legbook-proof-${position}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function Hashes({ proof }: { readonly proof: Proven }): ReactNode {
  const { hash, previousHash, day, root, leafIndex, treeSize } = proof;
  return (
    <>
      <p data-tone="good">
        <span aria-hidden="true">●</span> Every link of the log up to here holds. Of {day} it is event{" "}
        {formatCount(leafIndex + 1)} of {formatCount(treeSize)}.
      </p>
      <dl className="pairs hashes">
        <dt>Hash</dt>
        <dd>
          <code>{hash}</code>
        </dd>
        <dt>Of the event before</dt>
        <dd>
          <code>{previousHash}</code>
        </dd>
        <dt>Root of the day</dt>
        <dd>
          <code>{root}</code>
        </dd>
      </dl>
      <p>
        <button type="button" className="small" onClick={() => save(proof)}>
          Save the proof
        </button>{" "}
        <span className="muted">
          <code>legbook audit check</code> holds it against the root alone, without the log.
        </span>
      </p>
    </>
  );
}

/** Proves on request that an event is in the log as it was recorded. */
export function Proof({ position }: { readonly position: string }): ReactNode {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asking, setAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setAsking(true);
    setFailure(null);
    const { data, error } = await client.query(EventProofDocument, { position }).toPromise();
    setAsking(false);
    if (data) setAnswer(data.eventProof);
    else if (error) setFailure(failureOf(error));
  };
  return (
    <div className="proof" role="group" aria-label="Proof">
      {answer === null ? (
        <button type="button" className="small" disabled={asking} onClick={() => void ask()}>
          {asking ? "Verifying the log…" : "Prove that it is unchanged"}
        </button>
      ) : answer.__typename === "EventProof" ? (
        <Hashes proof={answer} />
      ) : (
        <p role="alert" data-tone="danger">
          <RefusalNote refusal={answer} />
        </p>
      )}
      {failure === null ? null : <FailureNote what="The proof" failure={failure} />}
    </div>
  );
}
