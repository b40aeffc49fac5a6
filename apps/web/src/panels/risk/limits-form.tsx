import { useState, type ReactNode, type SyntheticEvent } from "react";
import { useMutation } from "urql";
import { notify } from "../../app/notices.ts";
import { Field } from "../../controls/field.tsx";
import { SmallTable } from "../../controls/small-table.tsx";
import { RefusalNote } from "../../controls/states.tsx";
import { formatDecimal } from "../../format/numbers.ts";
import { failureOf } from "../../graphql/failure.ts";
import type { Risk } from "../../graphql/feeds.ts";
import { SetRiskLimitsDocument, type RefusalFieldsFragment } from "../../gql/graphql.ts";
import {
  changes,
  currencyOf,
  limitFault,
  limitFields,
  limitsInput,
  textsOf,
  type LimitTexts,
} from "./limit-fields.ts";

type Changes = ReturnType<typeof changes>;

function OldAndNew({ list }: { readonly list: Changes }): ReactNode {
  return (
    <SmallTable
      label="Limits to be changed"
      rows={list}
      keyOf={({ field }) => field.name}
      head={{ header: "Limit", cell: ({ field }) => field.label }}
      columns={[
        { header: "Now", cell: ({ from }) => formatDecimal(from, 0) },
        { header: "After saving", cell: ({ to }) => <b>→ {formatDecimal(to, 0)}</b> },
      ]}
    />
  );
}

function errorOf(name: string, refusal: RefusalFieldsFragment | null): ReactNode {
  return refusal?.field?.split(".").at(-1) === name ? <RefusalNote refusal={refusal} /> : undefined;
}

function useSave(risk: Risk, onSaved: () => void) {
  const [, set] = useMutation(SetRiskLimitsDocument);
  const [refusal, setRefusal] = useState<RefusalFieldsFragment | null>(null);
  const save = async (texts: LimitTexts, reason: string): Promise<void> => {
    setRefusal(null);
    const result = await set({ input: limitsInput(risk.account, reason, risk.limits, texts) });
    const answer = result.data?.setRiskLimits;
    if (answer?.__typename === "RiskLimitsSet") {
      notify("good", "The limits are changed.");
      onSaved();
    } else if (answer?.__typename === "CommandRefused") setRefusal(answer);
    else if (result.error) {
      const { message, code } = failureOf(result.error);
      notify("danger", `The limits were not changed: ${message} (${code})`);
    }
  };
  return { save, refusal };
}

/** Limits as a form: what would change is shown, old beside new, before it can be saved with a reason. */
export function LimitsForm({
  risk,
  onDone,
}: {
  readonly risk: Risk;
  readonly onDone: () => void;
}): ReactNode {
  const [texts, setTexts] = useState(() => textsOf(risk.limits));
  const [reason, setReason] = useState("");
  const { save, refusal } = useSave(risk, onDone);
  const list = changes(risk.limits, texts);
  const faulty = list.some(({ field, to }) => limitFault(field, to) !== null);
  const ready = list.length > 0 && !faulty && reason.trim() !== "";
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (ready) void save(texts, reason.trim());
  };
  const atNoField =
    refusal !== null && !limitFields.some((field) => errorOf(field.name, refusal) !== undefined);
  return (
    <form className="limits-form" aria-label="Risk limits" onSubmit={submit} noValidate>
      <div className="limits-fields">
        {limitFields.map((field) => (
          <Field
            key={field.name}
            label={field.label}
            inputMode="decimal"
            unit={field.kind === "money" ? currencyOf(risk.limits) : field.unit}
            value={texts[field.name]}
            error={limitFault(field, texts[field.name]) ?? errorOf(field.name, refusal)}
            onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
          />
        ))}
      </div>
      <div className="limits-save">
        {list.length === 0 ? <p className="muted">Nothing is changed yet.</p> : <OldAndNew list={list} />}
        <Field label="Reason for the change" value={reason} onChange={setReason} required />
        {atNoField ? (
          <p role="alert" className="field-error">
            <RefusalNote refusal={refusal} />
          </p>
        ) : null}
        <div className="dialog-actions">
          <button type="button" onClick={onDone}>
            Back
          </button>
          <button type="submit" className="primary" disabled={!ready}>
            Save {list.length} {list.length === 1 ? "limit" : "limits"}
          </button>
        </div>
      </div>
    </form>
  );
}
