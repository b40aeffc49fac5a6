import { memo, useEffect, useRef, type ReactNode } from "react";
import { formatAmount, amountOf, parseMoney } from "../../format/money.ts";
import { formatDecimal, formatNumber } from "../../format/numbers.ts";
import { formatNet } from "../../format/prices.ts";
import type { PreviewOrderMutation, VerdictFieldsFragment } from "../../gql/graphql.ts";

export type OrderPreviewOf = Extract<PreviewOrderMutation["previewOrder"], { __typename: "OrderPreview" }>;

type Margin = NonNullable<OrderPreviewOf["margin"]>;

/** A rule's or input's name in words: "order-value" and "orderValueMax" alike. */
export function inWords(name: string): string {
  const words = name
    .replaceAll(/[-_.]/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const amountText = /^[+-]?\d+(\.\d+)?(?= [A-Z]{3}$|$)/;

/** A recorded value for reading: numbers with a true minus and separated thousands, everything else as it is. */
function valueText(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, Number.isInteger(value) ? 0 : 3);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") {
    return value.replace(amountText, (amount) => formatDecimal(amount, amount.split(".")[1]?.length ?? 0));
  }
  return value === null || value === undefined ? "none" : JSON.stringify(value);
}

/** The inputs of a rule on one line. */
export function inputsText(inputs: unknown): string {
  if (typeof inputs !== "object" || inputs === null) return valueText(inputs);
  return Object.entries(inputs)
    .map(([name, value]) => `${inWords(name).toLowerCase()} ${valueText(value)}`)
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
    <>
      <tr data-state={blocked ? "block" : "pass"}>
        <th scope="row">{inWords(verdict.rule)}</th>
        <td className="verdict" data-tone={blocked ? "danger" : "good"}>
          {blocked ? "✕ Blocks" : "✓ Passes"}
        </td>
        <td className="start">{inputsText(verdict.inputs)}</td>
        <td className="limit">{valueText(verdict.limit)}</td>
      </tr>
      {blocked ? (
        <tr data-state="block">
          <td colSpan={4} className="start verdict-reason">
            {verdict.reason} {verdict.remedy}
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Every rule with the values it looked at, its limit and its verdict; those that block come first. */
export function Verdicts({ verdicts }: { readonly verdicts: readonly VerdictFieldsFragment[] }): ReactNode {
  const blockedFirst = verdicts.toSorted(
    (a, b) => Number(b.verdict === "BLOCK") - Number(a.verdict === "BLOCK"),
  );
  return (
    <table className="legs verdicts" aria-label="Risk rules">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Verdict</th>
          <th scope="col" className="start">
            Value
          </th>
          <th scope="col">Limit</th>
        </tr>
      </thead>
      <tbody>
        {blockedFirst.map((verdict) => (
          <Verdict key={verdict.rule} verdict={verdict} />
        ))}
      </tbody>
    </table>
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
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), [preview]);
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
