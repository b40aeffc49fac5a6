import { memo, useEffect, useRef, type ReactNode } from "react";
import { formatAmount, amountOf, parseMoney } from "../../format/money.ts";
import { formatDecimal, formatNumber } from "../../format/numbers.ts";
import { inWords } from "../../format/words.ts";
import { formatNet } from "../../format/prices.ts";
import { sentence } from "../../format/sentences.ts";
import { formatSpan } from "../../format/times.ts";
import type { PreviewOrderMutation, VerdictFieldsFragment } from "../../gql/graphql.ts";

export type OrderPreviewOf = Extract<PreviewOrderMutation["previewOrder"], { __typename: "OrderPreview" }>;

type Margin = NonNullable<OrderPreviewOf["margin"]>;

const amountText = /^[+-]?\d+(\.\d+)?(?= [A-Z]{3}$|$)/;

/** A recorded value for reading: numbers with a true minus and separated thousands, everything else as it is. */
function valueText(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, Number.isInteger(value) ? 0 : 3);
  if (typeof value === "string") {
    return value.replace(amountText, (amount) => formatDecimal(amount, amount.split(".")[1]?.length ?? 0));
  }
  if (Array.isArray(value)) return value.map(valueText).join(" and ");
  return JSON.stringify(value);
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** One input in words: "engaged" or "not engaged", "quote age 529 ms", "width 5.00". */
function inputText(name: string, value: unknown): string {
  const words = inWords(name).toLowerCase();
  if (typeof value === "boolean") return value ? words : words.replace(/(\S+)$/, "not $1");
  if (typeof value === "number" && words.endsWith(" ms")) return `${words.slice(0, -3)} ${formatSpan(value)}`;
  return `${words} ${valueText(value)}`;
}

/** The inputs of a rule on one line, without those that say nothing. */
function inputsText(inputs: unknown): string {
  if (typeof inputs !== "object" || inputs === null) return valueText(inputs);
  return Object.entries(inputs)
    .filter(([, value]) => !isNothing(value))
    .map(([name, value]) => inputText(name, value))
    .join(", ");
}

function change(before: string | null, after: string | null): string {
  const from = amountOf(before);
  const to = amountOf(after);
  return from === null || to === null ? "–" : formatNumber(to - from, 2, "always");
}

function MarginTable({ margin }: { readonly margin: Margin }): ReactNode {
  const known = margin.initialAfter ?? margin.equityAfter;
  const currency = known === null ? "" : parseMoney(known).currency;
  return (
    <table className="legs" aria-label="Margin before and after">
      <thead>
        <tr>
          <th scope="col">Margin, {currency}</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Initial</th>
          <td>{formatAmount(margin.initialBefore)}</td>
          <td>{formatAmount(margin.initialAfter)}</td>
          <td>{change(margin.initialBefore, margin.initialAfter)}</td>
        </tr>
        <tr>
          <th scope="row">Maintenance</th>
          <td>{formatAmount(margin.maintenanceBefore)}</td>
          <td>{formatAmount(margin.maintenanceAfter)}</td>
          <td>{change(margin.maintenanceBefore, margin.maintenanceAfter)}</td>
        </tr>
        <tr>
          <th scope="row">Equity</th>
          <td />
          <td>{formatAmount(margin.equityAfter)}</td>
          <td>commission {formatAmount(margin.commission)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Verdict({ verdict }: { readonly verdict: VerdictFieldsFragment }): ReactNode {
  const blocked = verdict.verdict === "BLOCK";
  return (
    <li data-state={blocked ? "block" : "pass"}>
      <p>
        <span className="verdict" data-tone={blocked ? "danger" : "good"}>
          {blocked ? "✕ Blocks" : "✓ Passes"}
        </span>{" "}
        <b>{inWords(verdict.rule)}</b>: {sentence(verdict.limit)}
      </p>
      <p className="verdict-value">{inputsText(verdict.inputs)}</p>
      {blocked ? (
        <p className="verdict-reason">
          {sentence(verdict.reason)} {sentence(verdict.remedy)}
        </p>
      ) : null}
    </li>
  );
}

/** Every rule with its verdict, limit and the values it looked at; those that block come first. */
function Verdicts({ verdicts }: { readonly verdicts: readonly VerdictFieldsFragment[] }): ReactNode {
  const blockedFirst = verdicts.toSorted(
    (a, b) => Number(b.verdict === "BLOCK") - Number(a.verdict === "BLOCK"),
  );
  return (
    <ul className="verdicts" aria-label="Risk rules">
      {blockedFirst.map((verdict) => (
        <Verdict key={verdict.rule} verdict={verdict} />
      ))}
    </ul>
  );
}

/** The what-if's answer: margin before and after, and each rule's verdict. */
export const Preview = memo(function Preview({
  preview,
  outdated,
}: {
  readonly preview: OrderPreviewOf;
  readonly outdated: boolean;
}) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // New browsers answer with a promise, which must not become the effect's cleanup.
    section.current?.scrollIntoView({ block: "nearest" });
  }, [preview]);
  const blocks = preview.verdicts.filter((verdict) => verdict.verdict === "BLOCK").length;
  return (
    <section ref={section} className="preview" aria-label="Preview result" data-outdated={outdated}>
      <h3 className="section-title">
        Preview at {formatNet(preview.limitPrice)}{" "}
        <span data-tone={preview.passed ? "good" : "danger"}>
          {preview.passed
            ? `✓ all ${preview.verdicts.length} rules pass`
            : `✕ ${blocks} of ${preview.verdicts.length} rules block`}
        </span>
      </h3>
      {outdated ? <p data-tone="warn">The ticket has changed since: preview it again.</p> : null}
      {preview.margin === null ? (
        <p data-tone="warn">No margin preview: {preview.marginFailure ?? "the gateway gave none."}</p>
      ) : (
        <MarginTable margin={preview.margin} />
      )}
      {preview.margin?.warning ? (
        <p data-tone="warn">Broker&apos;s warning: {preview.margin.warning}</p>
      ) : null}
      <Verdicts verdicts={preview.verdicts} />
    </section>
  );
});
