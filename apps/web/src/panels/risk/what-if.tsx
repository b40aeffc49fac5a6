import { useEffect, useState, type ReactNode, type SyntheticEvent } from "react";
import { closeDialog } from "../../app/dialogs.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { Field } from "../../controls/field.tsx";
import { FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { client } from "../../graphql/client.ts";
import { failureOf, type Failure } from "../../graphql/failure.ts";
import type { Risk } from "../../graphql/feeds.ts";
import { loadScanFields, scanFields } from "../../market/scan-fields.ts";
import { useValue } from "../../market/value-store.ts";
import { WhatIfDocument } from "../../gql/graphql.ts";
import { changes, currencyOf, limitFault, limitFields, textsOf } from "./limit-fields.ts";
import type { TypedFilter } from "../scanner/filters.ts";
import { filterFaults, filterSettings, WhatIfFilters } from "./what-if-filters.tsx";
import { WhatIfResult, type WhatIfAnswer } from "./what-if-result.tsx";

/** Where the question is on its way. */
type Asking =
  | { readonly phase: "editing" }
  | { readonly phase: "asking" }
  | { readonly phase: "answered"; readonly answer: WhatIfAnswer; readonly words: string }
  | { readonly phase: "failed"; readonly failure: Failure };

function Outcome({ asking }: { readonly asking: Asking }): ReactNode {
  switch (asking.phase) {
    case "editing":
      return null;
    case "asking":
      return <Skeleton label="Deciding the recorded orders again" rows={4} />;
    case "failed":
      return <FailureNote what="The answer" failure={asking.failure} />;
    case "answered":
      return asking.answer.__typename === "CommandRefused" ? (
        <p role="alert" data-tone="danger">
          <RefusalNote refusal={asking.answer} />
        </p>
      ) : (
        <WhatIfResult words={asking.words} result={asking.answer} />
      );
  }
}

/** Asks what other limits and filters would have made of the recorded orders and scans. Nothing is changed by it. */
export function WhatIfDialog({ limits }: { readonly limits: Risk["limits"] }): ReactNode {
  const [texts, setTexts] = useState(() => textsOf(limits));
  const [asking, setAsking] = useState<Asking>({ phase: "editing" });
  const [ranges, setRanges] = useState<readonly TypedFilter[]>([]);
  const fields = useValue(scanFields);
  useEffect(loadScanFields, []);
  const list = changes(limits, texts);
  const filters = filterSettings(ranges, fields);
  const count = list.length + filters.length;
  const faulty =
    list.some(({ field, to }) => limitFault(field, to) !== null) ||
    Object.keys(filterFaults(ranges, fields)).length > 0;
  const ask = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (count === 0 || faulty) return;
    setAsking({ phase: "asking" });
    const words = [
      ...list.map(({ field, from, to }) => `${field.label} ${to} instead of ${from}`),
      ...filters.map((filter) => filter.words),
    ].join("; ");
    const settings = [
      ...list.map(({ field, to }) => `risk.${field.name}=${to}`),
      ...filters.map(({ setting }) => setting),
    ];
    const { data, error } = await client.query(WhatIfDocument, { settings }).toPromise();
    if (data) setAsking({ phase: "answered", answer: data.whatIf, words });
    else if (error) setAsking({ phase: "failed", failure: failureOf(error) });
  };
  return (
    <Dialog title="What if other limits and filters had been in force?" wide onClose={closeDialog}>
      <form className="what-if" onSubmit={(event) => void ask(event)} noValidate>
        <p className="muted">
          Every order of this log is judged again by today&apos;s rules on what was known then, under the
          limits below; with filters, every recorded scan looks again at the market as it was. Nothing is
          changed or sent.
        </p>
        <div className="limits-fields">
          {limitFields.map((field) => (
            <Field
              key={field.name}
              label={field.label}
              inputMode="decimal"
              unit={field.kind === "money" ? currencyOf(limits) : field.unit}
              value={texts[field.name]}
              error={limitFault(field, texts[field.name]) ?? undefined}
              onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
            />
          ))}
        </div>
        <WhatIfFilters ranges={ranges} fields={fields} onChange={setRanges} />
        <div className="dialog-actions">
          <button
            type="submit"
            className="primary"
            disabled={count === 0 || faulty || asking.phase === "asking"}
          >
            {count === 0
              ? "Change a limit or a filter to ask"
              : `Ask with ${count} ${count === 1 ? "change" : "changes"}`}
          </button>
        </div>
      </form>
      <Outcome asking={asking} />
    </Dialog>
  );
}
