import { useState, type ReactNode } from "react";
import { useMutation } from "urql";
import { dialogStore } from "../../app/dialogs.ts";
import { notify } from "../../app/notices.ts";
import { useAccount } from "../../app/session.ts";
import { Moment } from "../../controls/moment.tsx";
import { SmallTable } from "../../controls/small-table.tsx";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatCount, formatNumber, formatPercent } from "../../format/numbers.ts";
import { sentence } from "../../format/sentences.ts";
import { inWords } from "../../format/words.ts";
import { failureOf } from "../../graphql/failure.ts";
import { useFeed } from "../../graphql/feed.ts";
import { riskFeed, type Risk } from "../../graphql/feeds.ts";
import { ResetBreakerDocument } from "../../gql/graphql.ts";
import { usePastObstacle } from "../../past/past-store.ts";
import { LimitsForm } from "./limits-form.tsx";

type RuleUsage = Risk["usage"][number];

function isNear({ percent }: RuleUsage): boolean {
  return percent !== null && percent >= 80;
}

function Share({ usage }: { readonly usage: RuleUsage }): ReactNode {
  const { rule, percent } = usage;
  if (percent === null) return "–";
  return (
    <>
      <meter min={0} max={100} value={percent} aria-label={`Share of ${inWords(rule)} used`} />{" "}
      {formatNumber(percent, 0)}%{isNear(usage) ? " ▲" : ""}
    </>
  );
}

function Usage({ risk }: { readonly risk: Risk }): ReactNode {
  const hits = ({ rule }: RuleUsage): number => risk.hits.find(({ reason }) => reason === rule)?.count ?? 0;
  return (
    <SmallTable
      label="Use of limits"
      kind="usage"
      rows={risk.usage}
      keyOf={({ rule }) => rule}
      head={{ header: "Rule", cell: ({ rule }) => inWords(rule) }}
      columns={[
        { header: "Used", cell: ({ used }) => sentence(used) },
        { header: "Limit", cell: ({ limit }) => sentence(limit) },
        {
          header: "Share",
          cell: (usage) => <Share usage={usage} />,
          tone: (usage) => (isNear(usage) ? "warn" : "plain"),
        },
        { header: "Blocks so far", cell: (usage) => formatCount(hits(usage)) },
      ]}
    />
  );
}

function OtherHits({ risk }: { readonly risk: Risk }): ReactNode {
  const shown = new Set(risk.usage.map((usage) => usage.rule));
  const rest = risk.hits.filter((hit) => !shown.has(hit.reason));
  if (rest.length === 0) return null;
  return (
    <p className="muted">
      Other blocks so far:{" "}
      {rest.map((hit) => `${inWords(hit.reason).toLowerCase()} ${formatCount(hit.count)}`).join(", ")}.
    </p>
  );
}

function Breakers({ risk }: { readonly risk: Risk }): ReactNode {
  const [, reset] = useMutation(ResetBreakerDocument);
  const obstacle = usePastObstacle();
  const onReset = async (underlying: string): Promise<void> => {
    const result = await reset({
      input: { account: risk.account, underlying, reason: "reset on the screen" },
    });
    const answer = result.data?.resetVolatilityBreaker;
    if (answer?.__typename === "CommandRefused")
      notify("danger", `${answer.message} ${answer.remedy} (${answer.code})`);
    else if (result.error) notify("danger", failureOf(result.error).message);
    else notify("plain", `The volatility breaker of ${underlying} is reset.`);
  };
  if (risk.breakersTripped.length === 0) return <p className="muted">No volatility breaker is tripped.</p>;
  return (
    <ul className="breakers" aria-label="Tripped breakers">
      {risk.breakersTripped.map((trip) => (
        <li key={trip.underlying} data-tone="danger">
          ▲ {trip.underlying}: volatility {formatPercent(trip.volatility, 1)} over{" "}
          {formatPercent(trip.limit, 1)}, since <Moment at={trip.at} />{" "}
          <button
            type="button"
            className="small"
            disabled={obstacle !== null}
            title={obstacle === null ? undefined : `Cannot be reset: ${obstacle}.`}
            onClick={() => void onReset(trip.underlying)}
          >
            Reset breaker of {trip.underlying}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Limits, how much of each is used, what they blocked, and the breakers. */
export function RiskPanel(): ReactNode {
  const account = useAccount();
  const state = useFeed(riskFeed(account));
  const [editing, setEditing] = useState(false);
  const obstacle = usePastObstacle();
  const risk = state.data;
  if (state.phase === "failed" && risk === undefined)
    return <FailureNote what="Risk" failure={state.failure} />;
  if (risk === undefined) return <Skeleton label="Loading risk" />;
  if (editing && obstacle === null) return <LimitsForm risk={risk} onDone={() => setEditing(false)} />;
  return (
    <div className="risk-panel">
      <div className="panel-tools">
        <span data-tone={risk.killSwitchEngaged ? "danger" : "good"}>
          {risk.killSwitchEngaged
            ? `■ Kill switch engaged by ${risk.killSwitchBy ?? "unknown"}: ${risk.killSwitchReason ?? "no reason given"}`
            : "● Kill switch released"}
        </span>
        <span className="spacer" />
        {obstacle === null ? null : <span className="muted">Limits as they were; {obstacle}.</span>}
        <button
          type="button"
          className="small"
          title="What would other limits have made of the recorded orders?"
          onClick={() => dialogStore.set({ kind: "what-if", limits: risk.limits })}
        >
          What if…
        </button>
        <button type="button" className="small" disabled={obstacle !== null} onClick={() => setEditing(true)}>
          Edit limits
        </button>
      </div>
      <Breakers risk={risk} />
      {risk.usage.length === 0 ? <Empty title="No rule has been used yet." /> : <Usage risk={risk} />}
      <OtherHits risk={risk} />
    </div>
  );
}
