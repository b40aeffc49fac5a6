import { useMemo, type ReactNode } from "react";
import { ProfitCurve } from "../../charts/profit-curve.tsx";
import { useAccount } from "../../app/session.ts";
import { Gain } from "../../controls/figure.tsx";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatAmount, parseMoney } from "../../format/money.ts";
import { useFeed } from "../../graphql/feed.ts";
import { profitFeed } from "../../graphql/feeds.ts";
import type { ProfitAndLossSubscription } from "../../gql/graphql.ts";

type Profit = ProfitAndLossSubscription["profitAndLoss"];

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Figures({ profit }: { readonly profit: Profit }): ReactNode {
  return (
    <div className="profit-figures">
      <dl className="pairs end" aria-label="As the broker reports it">
        <Row label="Day's P&L, broker">
          <Gain money={profit.daily} />
        </Row>
        <Row label="Unrealised, broker">
          <Gain money={profit.unrealised} />
        </Row>
        <Row label="Realised, broker">
          <Gain money={profit.realised} />
        </Row>
        <Row label="Unrealised, ours">
          <Gain money={profit.ownUnrealised} />
        </Row>
        <Row label="Realised, ours">
          <Gain money={profit.ownRealised} />
        </Row>
        <Row label="Commissions">{formatAmount(profit.commissions)}</Row>
      </dl>
      <dl className="pairs end" aria-label="Account">
        <Row label="Net liquidation">{formatAmount(profit.netLiquidation)}</Row>
        <Row label="Buying power">{formatAmount(profit.buyingPower)}</Row>
        <Row label="Initial margin">{formatAmount(profit.initialMargin)}</Row>
        <Row label="Maintenance margin">{formatAmount(profit.maintenanceMargin)}</Row>
      </dl>
    </div>
  );
}

/** The account's figures, the broker's beside ours, and the day's profit over time. */
export function ProfitPanel(): ReactNode {
  const state = useFeed(profitFeed(useAccount()));
  const profit = state.data;
  const times = useMemo(
    () => profit?.history.map((point) => Date.parse(point.at) / 1000) ?? [],
    [profit?.history],
  );
  const values = useMemo(() => profit?.history.map((point) => point.daily) ?? [], [profit?.history]);
  if (state.phase === "failed" && profit === undefined)
    return <FailureNote what="Profit and loss" failure={state.failure} />;
  if (profit === undefined) return <Skeleton label="Loading profit and loss" />;
  const known = profit.netLiquidation ?? profit.daily;
  const currency = known === null ? "" : parseMoney(known).currency;
  return (
    <div className="profit-panel">
      <Figures profit={profit} />
      {times.length < 2 ? (
        <Empty title="No curve yet.">The day&apos;s profit is drawn once it has two points.</Empty>
      ) : (
        <ProfitCurve times={times} values={values} currency={currency} />
      )}
    </div>
  );
}
