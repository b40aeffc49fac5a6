import { useId, useMemo, useRef, type ReactNode } from "react";
import { chainStore, expiryStore, openingStore } from "../../app/desk.ts";
import { useAccount } from "../../app/session.ts";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatPrice } from "../../format/prices.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { chainRows, chainState, underlyingStore } from "../../market/chain-store.ts";
import { useIds } from "../../market/keyed-store.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastPosition } from "../../past/past-store.ts";
import { callCells, columnCount, putCells, strikeColumn } from "./cells.ts";
import { rowHeightPx, useCursor, useStrikeRows, type SeriesProps } from "./chain-cursor.ts";
import { ChainRowLine } from "./chain-row.tsx";
import { ExpiryTabs, useOpenedExpiry } from "./expiries.tsx";
import { PickNote } from "./pick-note.tsx";

const ageMaxUnknownMs = 15_000;

function underlyingPrice(quote: ReturnType<typeof underlyingStore.get>): number | null {
  if (quote === null) return null;
  if (quote.bid !== null && quote.ask !== null) return (Number(quote.bid) + Number(quote.ask)) / 2;
  const text = quote.last ?? quote.close;
  return text === null ? null : Number(text);
}

/** How many strikes are below the underlying: rows move their shade only when this does. */
function useStrikesBelow(strikes: readonly string[]): number {
  return useValue(underlyingStore, (quote) => {
    const price = underlyingPrice(quote);
    return price === null ? 0 : strikes.filter((strike) => Number(strike) < price).length;
  });
}

function Heads(): ReactNode {
  return (
    <div role="rowgroup" className="chain-head">
      <div role="row" aria-rowindex={1} className="chain-sides">
        <div role="columnheader" aria-colspan={callCells.length} aria-colindex={1}>
          Calls
        </div>
        <div role="columnheader" aria-colindex={strikeColumn + 1}>
          Strike
        </div>
        <div role="columnheader" aria-colspan={putCells.length} aria-colindex={strikeColumn + 2}>
          Puts
        </div>
      </div>
      <div role="row" aria-rowindex={2} className="chain-row head">
        {callCells.map((cell, index) => (
          <div
            key={cell.id}
            role="columnheader"
            aria-colindex={index + 1}
            className="chain-cell"
            title={cell.hint}
          >
            {cell.header}
          </div>
        ))}
        <div role="columnheader" aria-colindex={strikeColumn + 1} className="chain-cell chain-strike">
          pts
        </div>
        {putCells.map((cell, index) => (
          <div
            key={cell.id}
            role="columnheader"
            aria-colindex={strikeColumn + 2 + index}
            className="chain-cell"
            title={cell.hint}
          >
            {cell.header}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The line across the chain where the underlying stands, with its price. */
function AtTheMoney({ top }: { readonly top: number }): ReactNode {
  const price = useValue(underlyingStore, underlyingPrice);
  if (price === null) return null;
  return (
    <div className="atm" role="presentation" style={{ transform: `translateY(${top}px)` }}>
      <span className="atm-price">{formatPrice(price.toFixed(2))}</span>
    </div>
  );
}

function ChainGrid({ symbol, expiry }: SeriesProps): ReactNode {
  const strikes = useIds(chainRows);
  const below = useStrikesBelow(strikes);
  const scroller = useRef<HTMLDivElement>(null);
  const domId = useId();
  const risk = riskFeed(useAccount());
  const ageMaxMs = useFeedPart(risk, (data) => data?.limits.quoteAgeMaxMs ?? ageMaxUnknownMs);
  const { virtual, known } = useStrikeRows(scroller, strikes, below);
  const { cursor, at, onChoose, press, begin } = useCursor({ symbol, expiry }, strikes, below);
  const items = virtual.getVirtualItems();
  const visible = cursor !== null && items.some((item) => item.index === at);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Option chain"
      aria-rowcount={strikes.length + 2}
      aria-colcount={columnCount}
      aria-activedescendant={visible ? `${domId}-${cursor.strike}-${cursor.column}` : undefined}
      tabIndex={0}
      className="grid chain"
      onKeyDown={(event) => {
        const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 3;
        const next = press(event, page);
        if (next !== null) virtual.scrollToIndex(next);
      }}
      onFocus={begin}
    >
      <Heads />
      <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const strike = strikes[item.index] ?? "";
          return (
            <ChainRowLine
              key={item.key}
              strike={strike}
              index={item.index}
              top={item.start}
              domId={`${domId}-${strike}`}
              below={item.index < below}
              atTheMoney={item.index === below}
              cursor={cursor?.strike === strike ? cursor.column : null}
              ageMaxMs={ageMaxMs}
              onChoose={onChoose}
            />
          );
        })}
        {known ? <AtTheMoney top={below * rowHeightPx} /> : null}
      </div>
    </div>
  );
}

function ChainBody({ symbol, expiry }: SeriesProps): ReactNode {
  const state = useValue(chainState);
  const past = usePastPosition() !== null;
  const count = useIds(chainRows).length;
  const refused = useOpenedExpiry(symbol, expiry);
  if (refused !== null) {
    return <Empty title="This expiry is refused.">{`${refused.message} (${refused.code})`}</Empty>;
  }
  if (state.phase === "failed" && count === 0)
    return <FailureNote what="The chain" failure={state.failure} />;
  if (count === 0 && state.phase === "live") {
    return past ? (
      <Empty title="No strike of this expiry was listed at that moment.">
        Its contracts had not been asked for; other expiries may have been.
      </Empty>
    ) : (
      <Empty title="No strike of this expiry is listed yet.">Its contracts are being asked for.</Empty>
    );
  }
  if (count === 0) return <Skeleton label="Loading the option chain" rows={16} />;
  return <ChainGrid key={`${symbol} ${expiry}`} symbol={symbol} expiry={expiry} />;
}

/** The option chain: expiry tabs with days left, calls left, strikes in the middle, puts right. */
export function Chain(): ReactNode {
  const chain = useValue(chainStore);
  const expiry = useValue(expiryStore);
  const opening = useValue(openingStore);
  const past = usePastPosition() !== null;
  const expiries = useMemo(() => chain?.expiries ?? [], [chain]);
  if (chain === null || expiry === null) {
    if (past) {
      return (
        <Empty title="No chain was open at that moment.">
          The log knows nothing of options then. Go on to a later moment, or back to now.
        </Empty>
      );
    }
    if (opening.phase === "opening") return <Skeleton label="Opening the chain" rows={16} />;
    return (
      <Empty title="No chain is open.">
        Type a symbol on the left and press Enter. Then choose a bid to sell and an ask to buy: the two make a
        vertical.
      </Empty>
    );
  }
  return (
    <div className="panel-stack">
      <ExpiryTabs expiries={expiries} chosen={expiry} />
      <PickNote />
      <ChainBody symbol={chain.symbol} expiry={expiry} />
    </div>
  );
}
