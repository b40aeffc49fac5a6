import type { ReactNode } from "react";
import { Moment } from "../../controls/moment.tsx";
import { SmallTable } from "../../controls/small-table.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatNet, formatPrice } from "../../format/prices.ts";
import { sentence, trueMinus } from "../../format/sentences.ts";
import { formatAge } from "../../format/times.ts";
import { inWords } from "../../format/words.ts";
import type { ExplanationFieldsFragment } from "../../gql/graphql.ts";

type DecisionEvidence = NonNullable<ExplanationFieldsFragment["decision"]>;
type Verdict = DecisionEvidence["verdicts"][number];

const verdictWords: Readonly<Record<Verdict["verdict"], readonly [string, string, string]>> = {
  PASS: ["●", "Passed", "good"],
  BLOCK: ["■", "Blocked", "danger"],
};

/** A number of a double's length is read to four decimals. */
function plain(text: string): string {
  return text.replace(/\d+\.\d{5,}/g, (digits) => Number(digits).toFixed(4));
}

/** What a rule saw: "quantity 2, limit 10". */
function inputsOf(inputs: unknown): string {
  if (typeof inputs !== "object" || inputs === null) return "";
  return Object.entries(inputs)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${inWords(name).toLowerCase()} ${plain(String(value))}`)
    .join(", ");
}

function VerdictWord({ verdict }: Pick<Verdict, "verdict">): ReactNode {
  const [mark, word] = verdictWords[verdict];
  return (
    <>
      <span aria-hidden="true">{mark}</span> {word}
    </>
  );
}

function Rules({ verdicts }: { readonly verdicts: readonly Verdict[] }): ReactNode {
  return (
    <SmallTable
      label="Rules"
      kind="texts"
      rows={verdicts}
      keyOf={({ rule }) => rule}
      head={{ header: "Rule", cell: ({ rule }) => inWords(rule) }}
      columns={[
        {
          header: "Verdict",
          cell: ({ verdict }) => <VerdictWord verdict={verdict} />,
          tone: ({ verdict }) => verdictWords[verdict][2],
        },
        { header: "What it saw", cell: ({ inputs }) => trueMinus(inputsOf(inputs)) },
        { header: "Limit", cell: ({ limit }) => trueMinus(limit) },
        {
          header: "In words",
          cell: ({ reason, remedy }) =>
            `${trueMinus(plain(sentence(reason)))} ${remedy === null ? "" : trueMinus(remedy)}`,
        },
      ]}
    />
  );
}

function Quotes({ market }: { readonly market: DecisionEvidence["market"] }): ReactNode {
  const { bid, mid, ask, underlying, oldestQuoteAgeMs, legs } = market;
  return (
    <>
      <p>
        The combo stood at bid {formatNet(bid)}, mid {formatNet(mid)}, ask {formatNet(ask)}; the underlying at{" "}
        {formatPrice(underlying)}.{" "}
        {oldestQuoteAgeMs === null
          ? "A leg had no quote."
          : `The oldest quote was ${formatAge(oldestQuoteAgeMs)} old.`}
      </p>
      <SmallTable
        label="Quotes of the decision"
        rows={legs}
        keyOf={({ conId }) => conId}
        head={{ header: "Leg", cell: (leg) => leg.words }}
        columns={[
          { header: "Bid", cell: (leg) => formatPrice(leg.bid) },
          { header: "Ask", cell: (leg) => formatPrice(leg.ask) },
          { header: "Age", cell: ({ ageMs }) => (ageMs === null ? "never quoted" : formatAge(ageMs)) },
        ]}
      />
    </>
  );
}

/** Which version of the limits was in force. */
function Limits({ decision }: { readonly decision: DecisionEvidence }): ReactNode {
  const { limitsSetBy, limitsSetAt, limitsReason, limitsPosition, limitsAgree } = decision;
  return (
    <p>
      {limitsSetBy === null || limitsSetAt === null ? (
        "Limits in force: the defaults; nobody had set any."
      ) : (
        <>
          Limits in force: those of event {limitsPosition}, set by {limitsSetBy} <Moment at={limitsSetAt} />
          {limitsReason === null ? "" : `: ${limitsReason}`}.
        </>
      )}{" "}
      {limitsAgree ? null : (
        <b data-tone="danger">They are not those that the rules used: the log contradicts itself.</b>
      )}
    </p>
  );
}

function Margin({ decision: { margin, marginFailure } }: { readonly decision: DecisionEvidence }): ReactNode {
  if (margin === null)
    return marginFailure === null ? null : <p>No margin preview: {trueMinus(marginFailure)}</p>;
  return (
    <p>
      Initial margin {formatMoney(margin.initialBefore)} before, {formatMoney(margin.initialAfter)} after;
      commission {formatMoney(margin.commission)}.
    </p>
  );
}

/** What the risk rules decided, and all that they rested on. */
export function Decision({ decision }: { readonly decision: DecisionEvidence }): ReactNode {
  const blocked = decision.verdicts.filter(({ verdict }) => verdict === "BLOCK").length;
  return (
    <section className="explain-part" aria-label="The decision">
      <h3>
        The decision:{" "}
        {decision.passed
          ? `passed all ${decision.verdicts.length}`
          : `blocked by ${blocked} of ${decision.verdicts.length}`}{" "}
        rules at {formatNet(decision.limitPrice)}, <Moment at={decision.at} />
      </h3>
      <Rules verdicts={decision.verdicts} />
      <Quotes market={decision.market} />
      <Limits decision={decision} />
      <Margin decision={decision} />
    </section>
  );
}
