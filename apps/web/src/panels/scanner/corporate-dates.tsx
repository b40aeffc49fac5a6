import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { Dialog } from "../../controls/dialog.tsx";
import { Field } from "../../controls/field.tsx";
import { RefusalNote, Skeleton } from "../../controls/states.tsx";
import { formatExpiry } from "../../format/times.ts";
import { client } from "../../graphql/client.ts";
import { failureOf } from "../../graphql/failure.ts";
import {
  CorporateDatesDocument,
  SetCorporateDatesDocument,
  type CorporateDatesFieldsFragment,
  type RefusalFieldsFragment,
} from "../../gql/graphql.ts";
import { asOfNow } from "../../past/past-store.ts";
import { datesText, dividendsText, typedDates, typedDividends } from "./typed-dates.ts";

type Fault = RefusalFieldsFragment | string;

function FaultNote({ fault }: { readonly fault: Fault | null }): ReactNode {
  if (fault === null) return null;
  return (
    <p role="alert" className="field-error">
      {typeof fault === "string" ? fault : <RefusalNote refusal={fault} />}
    </p>
  );
}

/** What was given before, and by whom. */
function knownWords({ earnings, exDividends, setAt, setBy }: CorporateDatesFieldsFragment): string {
  if (setAt === null) return "None were given yet.";
  const all = [
    ...earnings.map((date) => `earnings ${formatExpiry(date)}`),
    ...exDividends.map(({ date }) => `ex-dividend ${formatExpiry(date)}`),
  ];
  const giver = setBy?.replace(/^user:/, "") ?? "somebody";
  return `Known: ${all.join(", ") || "none to come"}; given by ${giver}.`;
}

function Form({
  dates,
  onClose,
}: {
  readonly dates: CorporateDatesFieldsFragment;
  readonly onClose: () => void;
}): ReactNode {
  const [earnings, setEarnings] = useState(datesText(dates.earnings));
  const [dividends, setDividends] = useState(dividendsText(dates.exDividends));
  const [fault, setFault] = useState<Fault | null>(null);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = {
      symbol: dates.symbol,
      earnings: typedDates(earnings),
      exDividends: typedDividends(dividends),
    };
    const result = await client.mutation(SetCorporateDatesDocument, { input }).toPromise();
    const answer = result.data?.setCorporateDates;
    if (answer?.__typename === "CorporateDatesSet") onClose();
    else if (answer?.__typename === "CommandRefused") setFault(answer);
    else setFault(result.error ? failureOf(result.error).message : "The engine did not answer.");
  };
  return (
    <form className="corporate-dates" onSubmit={(event) => void save(event)}>
      <p className="muted">{knownWords(dates)} What is saved takes the place of it.</p>
      <Field
        label="Earnings dates"
        placeholder="2016-01-28, 2016-04-21"
        value={earnings}
        onChange={setEarnings}
      />
      <Field
        label="Ex-dividend dates, each with its amount a share if known"
        placeholder="2016-02-10 0.52, 2016-05-11"
        value={dividends}
        onChange={setDividends}
      />
      <FaultNote fault={fault} />
      <button type="submit" className="primary">
        Save the dates of {dates.symbol}
      </button>
    </form>
  );
}

/** A form of an underlying's dates, which scans can leave out and American options are priced over. */
export function CorporateDatesDialog({
  symbol,
  onClose,
}: {
  readonly symbol: string;
  readonly onClose: () => void;
}): ReactNode {
  const [dates, setDates] = useState<CorporateDatesFieldsFragment | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    void client
      .query(CorporateDatesDocument, { symbol, asOf: asOfNow() })
      .toPromise()
      .then((result) => {
        if (left) return;
        if (result.data) setDates(result.data.corporateDates);
        else if (result.error) setFault(failureOf(result.error).message);
      });
    return () => {
      left = true;
    };
  }, [symbol]);
  return (
    <Dialog title={`Dates of ${symbol}`} onClose={onClose}>
      <FaultNote fault={fault} />
      {dates === null ? (
        fault === null ? (
          <Skeleton label="Loading the dates" rows={3} />
        ) : null
      ) : (
        <Form dates={dates} onClose={onClose} />
      )}
    </Dialog>
  );
}
