import type { ReactNode } from "react";
import { useAccount } from "../../app/session.ts";
import { Ticking } from "../../controls/figure.tsx";
import { directionOf, formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";
import { formatAge } from "../../format/times.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { underlyingStore, type Underlying } from "../../market/chain-store.ts";
import { useEachSecond } from "../../market/clock.ts";
import { pageNow } from "../../market/gateway-time.ts";
import { useValue } from "../../market/value-store.ts";

/** The quote's age in words once it is over the limit of the risk rules; empty while it is fresh. */
function useStaleAge(quote: Underlying | null): string {
  const maxMs = useFeedPart(riskFeed(useAccount()), (risk) => risk?.limits.quoteAgeMaxMs ?? null);
  return useEachSecond(() => {
    if (quote === null || quote.quoteAgeMs === null || maxMs === null) return "";
    const ageMs = quote.quoteAgeMs + (pageNow() - quote.receivedAt);
    return ageMs > maxMs ? formatAge(ageMs) : "";
  });
}

/** The underlying's own quote, once its chain is open. */
export function UnderlyingQuote(): ReactNode {
  const quote = useValue(underlyingStore);
  const stale = useStaleAge(quote);
  if (quote === null) return null;
  const { last, close, bid, ask, symbol } = quote;
  const change = last !== null && close !== null ? Number(last) - Number(close) : null;
  const share = change === null ? null : change / Number(close);
  return (
    <div
      className="underlying"
      role="group"
      aria-label={`${symbol} quote`}
      data-state={stale === "" ? undefined : "stale"}
    >
      <b className="underlying-last">
        <Ticking text={formatPrice(last ?? close)} value={Number(last ?? close)} />
      </b>
      <span className="gain" data-direction={directionOf(change)}>
        {change === null ? "" : `${formatNumber(change, 2, "always")} (${formatPercent(share, 2, "always")})`}
      </span>
      <span className="muted">
        {symbol} bid {formatPrice(bid)} · ask {formatPrice(ask)}
        {stale === "" ? null : <b data-tone="warn"> · {stale} old</b>}
      </span>
    </div>
  );
}
