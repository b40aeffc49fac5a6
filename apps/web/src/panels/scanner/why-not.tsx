import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog } from "../../controls/dialog.tsx";
import { Field } from "../../controls/field.tsx";
import { FailureNote, RefusalNote } from "../../controls/states.tsx";
import { expiryStore, chainStore } from "../../app/desk.ts";
import { asOfNow } from "../../past/past-store.ts";
import { formatExpiry } from "../../format/times.ts";
import { client } from "../../graphql/client.ts";
import { failureOf, type Failure } from "../../graphql/failure.ts";
import { ScanWhyNotDocument, type Right, type ScanWhyNotQuery } from "../../gql/graphql.ts";
import { scanFields } from "../../market/scan-fields.ts";
import { scannedStore } from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";
import { fieldText } from "./field-format.ts";
import { reasonWords } from "./reason-words.ts";

type Answer = ScanWhyNotQuery["scanWhyNot"];
type Asked = Answer | { readonly __typename: "Failed"; readonly failure: Failure };

function Verdict({ answer }: { readonly answer: Asked }): ReactNode {
  const fields = useValue(scanFields);
  switch (answer.__typename) {
    case "Failed":
      return <FailureNote what="The answer" failure={answer.failure} />;
    case "CommandRefused":
      return <RefusalNote refusal={answer} />;
    case "ScanWhyNot": {
      const field = fields.find(({ name }) => name === answer.filter);
      const told = (value: number | null) => (field === undefined ? "–" : fieldText(field, value));
      return (
        <div role="status" aria-label="Why not">
          <p>
            <b>{answer.message}</b>
          </p>
          {answer.filter === null || field === undefined ? null : (
            <p>
              {reasonWords(answer.filter, fields)} is{" "}
              {answer.value === null ? "not known" : told(answer.value)}; the filter asks for{" "}
              {answer.min === null ? "" : `at least ${told(answer.min)}`}
              {answer.min !== null && answer.max !== null ? " and " : ""}
              {answer.max === null ? "" : `at most ${told(answer.max)}`}.
            </p>
          )}
          {answer.nearestChange === null ? null : <p>{answer.nearestChange}</p>}
        </div>
      );
    }
  }
}

/** Asks why a vertical of two strikes is not among the results, or that it is. */
function WhyNotDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const expiries = useValue(chainStore, (chain) => chain?.expiries) ?? [];
  const [expiry, setExpiry] = useState(expiryStore.get() ?? expiries[0]?.date ?? "");
  const [right, setRight] = useState<Right>("PUT");
  const [long, setLong] = useState("");
  const [short, setShort] = useState("");
  const [answer, setAnswer] = useState<Asked | null>(null);
  const criteria = useValue(scannedStore);
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (criteria === null) return;
    const leg = (strike: string, ratio: number) => ({ expiry, right, strike: strike.trim(), ratio });
    const legs = [leg(long, 1), leg(short, -1)];
    const result = await client.query(ScanWhyNotDocument, { criteria, legs, asOf: asOfNow() }).toPromise();
    if (result.data) setAnswer(result.data.scanWhyNot);
    else if (result.error) setAnswer({ __typename: "Failed", failure: failureOf(result.error) });
  };
  return (
    <Dialog title="Why is a spread not shown?" onClose={onClose}>
      <form className="why-not" onSubmit={(event) => void ask(event)}>
        <label>
          Expiry{" "}
          <select value={expiry} onChange={(event) => setExpiry(event.target.value)}>
            {expiries.map(({ date }) => (
              <option key={date} value={date}>
                {formatExpiry(date)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Right{" "}
          <select
            value={right}
            onChange={(event) => setRight(event.target.value === "CALL" ? "CALL" : "PUT")}
          >
            <option value="PUT">Puts</option>
            <option value="CALL">Calls</option>
          </select>
        </label>
        <Field label="Strike bought" inputMode="decimal" value={long} onChange={setLong} />
        <Field label="Strike sold" inputMode="decimal" value={short} onChange={setShort} />
        <button
          type="submit"
          className="primary"
          disabled={criteria === null || !long.trim() || !short.trim()}
        >
          Ask
        </button>
      </form>
      {answer === null ? null : <Verdict answer={answer} />}
    </Dialog>
  );
}

/** Opens the question, once there is a scan to ask about. */
export function WhyNotButton(): ReactNode {
  const [open, setOpen] = useState(false);
  const scanned = useValue(scannedStore, (criteria) => criteria !== null);
  return (
    <>
      <button type="button" className="small" disabled={!scanned} onClick={() => setOpen(true)}>
        Why not?
      </button>
      {open ? <WhyNotDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
