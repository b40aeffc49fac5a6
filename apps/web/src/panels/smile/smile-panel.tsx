import { memo, useMemo, type ReactNode } from "react";
import { SmileChart } from "../../charts/smile.tsx";
import { chainStore, expiryStore } from "../../app/desk.ts";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatCount, formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatAge, formatExpiry, formatMoment } from "../../format/times.ts";
import { useFeed } from "../../graphql/feed.ts";
import { smileFeed } from "../../graphql/feeds.ts";
import type { SmileFieldsFragment } from "../../gql/graphql.ts";
import { gatewayNow } from "../../market/gateway-time.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastPosition } from "../../past/past-store.ts";
import { ExpiryTabs, useOpenedExpiry } from "../chain/expiries.tsx";
import { flagCounts, fitWords, rateWords } from "./smile-words.ts";

function Facts({ smile }: { readonly smile: SmileFieldsFragment }): ReactNode {
  const { forward, forwardSource, rate, rateSource, dividendYield, distribution, anchoredAt } = smile;
  const source = forwardSource === "parity" ? "put-call parity" : "the underlying and the rate";
  return (
    <dl className="smile-facts" aria-label="What the expiry rests on">
      <div>
        <dt>Forward</dt>
        <dd>
          {formatNumber(forward, 2)} {forward === null ? "" : <span className="muted">from {source}</span>}
        </dd>
      </div>
      <div>
        <dt>Rate</dt>
        <dd>
          {formatPercent(rate, 2, "always")} a year <span className="muted">{rateWords(rateSource)}</span>
        </dd>
      </div>
      <div>
        <dt>Dividend yield</dt>
        <dd>{formatPercent(dividendYield, 2, "always")} a year</dd>
      </div>
      <div>
        <dt>Probabilities</dt>
        <dd>
          {distribution === null
            ? "none"
            : distribution === "SMILE"
              ? "the market's own, from this curve"
              : "lognormal, one volatility"}
        </dd>
      </div>
      <div>
        <dt>Worked out</dt>
        <dd>{formatMoment(anchoredAt, gatewayNow())} New York</dd>
      </div>
    </dl>
  );
}

function oldest({ points }: SmileFieldsFragment): string {
  const ages = points.flatMap(({ used, quoteAgeMs }) => (used && quoteAgeMs !== null ? [quoteAgeMs] : []));
  return ages.length === 0 ? "" : ` The oldest quote in it is ${formatAge(Math.max(...ages))} old.`;
}

function Chart({ smile }: { readonly smile: SmileFieldsFragment }): ReactNode {
  const points = useMemo(
    () => smile.points.map((point) => ({ ...point, strike: Number(point.strike) })),
    [smile.points],
  );
  const curve = useMemo(() => {
    if (smile.curve === null) return null;
    const { strikes, volatilities } = smile.curve;
    const known = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);
    return { strikes: known(strikes), volatilities: known(volatilities) };
  }, [smile.curve]);
  const words = fitWords(smile);
  const flags = flagCounts(smile.points);
  return (
    <>
      <p className="smile-words" data-tone={smile.curve === null ? "warn" : undefined}>
        {words}
        {oldest(smile)}
      </p>
      <SmileChart
        points={points}
        curve={curve}
        forward={smile.forward}
        underlying={smile.underlying === null ? null : Number(smile.underlying)}
        label={`Volatility smile of ${smile.symbol} ${formatExpiry(smile.expiry)}. ${words}`}
      />
      {flags.length === 0 ? null : (
        <p className="smile-flags muted">
          Quotes with something wrong:{" "}
          {flags.map(([flag, count]) => `${flag} ${formatCount(count)}`).join(" · ")}
        </p>
      )}
      <Facts smile={smile} />
    </>
  );
}

function Body({ symbol, expiry }: { readonly symbol: string; readonly expiry: string }): ReactNode {
  const state = useFeed(smileFeed(`${symbol}|${expiry}`));
  const past = usePastPosition() !== null;
  if (state.phase === "failed" && state.data === undefined)
    return <FailureNote what="The smile" failure={state.failure} />;
  if (state.data === undefined) return <Skeleton label="Loading the smile" rows={8} />;
  if (state.data === null || state.data.points.length === 0) {
    return past ? (
      <Empty title="No volatility of this expiry was known at that moment.">
        Its options had not been quoted; other expiries or later moments may have been.
      </Empty>
    ) : (
      <Empty title="No volatility of this expiry is known yet.">
        It is there once the expiry&apos;s options are quoted: the scanner looks at those that its days to
        expiry ask for.
      </Empty>
    );
  }
  return <Chart smile={state.data} />;
}

function Opened({ symbol, expiry }: { readonly symbol: string; readonly expiry: string }): ReactNode {
  const refused = useOpenedExpiry(symbol, expiry);
  if (refused === null) return <Body key={`${symbol} ${expiry}`} symbol={symbol} expiry={expiry} />;
  return (
    <Empty title="This expiry is refused.">
      {refused.message} <code>{refused.code}</code>
    </Empty>
  );
}

/** The volatility smile of the chosen expiry: quotes, the curve fitted to them, its error and what it leaves out. */
export const SmilePanel = memo(function SmilePanel() {
  const chain = useValue(chainStore);
  const expiry = useValue(expiryStore);
  if (chain === null || expiry === null)
    return <Empty title="No underlying is open.">Type a symbol on the left and press Enter.</Empty>;
  return (
    <div className="panel-stack smile-panel">
      <ExpiryTabs expiries={chain.expiries} chosen={expiry} />
      <div className="smile-body">
        <Opened symbol={chain.symbol} expiry={expiry} />
      </div>
    </div>
  );
});
