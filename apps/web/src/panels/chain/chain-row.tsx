import { memo, type ReactNode } from "react";
import { Ticking } from "../../controls/figure.tsx";
import { formatStrike, formatPrice } from "../../format/prices.ts";
import { formatAge } from "../../format/times.ts";
import type { Right } from "../../gql/graphql.ts";
import { chainRows, type ChainRow } from "../../market/chain-store.ts";
import { useEachSecond } from "../../market/clock.ts";
import { pageNow } from "../../market/gateway-time.ts";
import { useRow } from "../../market/keyed-store.ts";
import { useValue } from "../../market/value-store.ts";
import { callCells, putCells, strikeColumn, type ChainCell } from "./cells.ts";
import { pickStore } from "./picks.ts";

type Quote = NonNullable<ChainRow["call"]>;

interface SideProps {
  readonly right: Right;
  readonly cells: readonly ChainCell[];
  readonly offset: number;
  readonly row: ChainRow;
  readonly inTheMoney: boolean;
  readonly cursor: number | null;
  readonly ageMaxMs: number;
  readonly domId: string;
  readonly onChoose: (strike: string, column: number) => void;
}

/** The age of a quote when it is over the limit, in words; empty while it is fresh. */
function useStaleAge(quote: Quote | null, receivedAt: number, ageMaxMs: number): string {
  return useEachSecond(() => {
    if (quote?.quoteAgeMs === null || quote?.quoteAgeMs === undefined) return "";
    const ageMs = quote.quoteAgeMs + (pageNow() - receivedAt);
    return ageMs > ageMaxMs ? formatAge(ageMs) : "";
  });
}

function cellLabel(cell: ChainCell, strike: string, right: Right, text: string): string | undefined {
  if (cell.action === undefined) return undefined;
  const verb = cell.action === "SELL" ? "Sell at the bid" : "Buy at the ask";
  return `${verb} ${formatPrice(text.replace("–", "none"))}: ${formatStrike(strike)} ${right.toLowerCase()}`;
}

function cellTitle(hasLine: boolean | undefined, stale: string): string | undefined {
  if (hasLine === false) return "No market data line is open for this contract: its quote stands still";
  return stale === "" ? undefined : `Quote is ${stale} old`;
}

function Side(props: SideProps): ReactNode {
  const { right, cells, offset, row, inTheMoney, cursor, ageMaxMs, domId, onChoose } = props;
  const quote = right === "CALL" ? row.call : row.put;
  const stale = useStaleAge(quote ?? null, row.receivedAt, ageMaxMs);
  const picked = useValue(pickStore, (pick) =>
    pick !== null && pick.strike === row.strike && pick.right === right ? pick.action : null,
  );
  return cells.map((cell, index) => {
    const column = offset + index;
    const text = quote === null || quote === undefined ? "" : cell.text(quote);
    const state = quote?.hasLine === false ? "no-line" : stale === "" ? undefined : "stale";
    return (
      <div
        key={cell.id}
        role="gridcell"
        id={`${domId}-${column}`}
        className="chain-cell"
        data-kind={cell.action}
        data-itm={inTheMoney}
        data-state={state}
        data-cursor={cursor === column}
        data-picked={cell.action !== undefined && picked === cell.action}
        aria-label={cellLabel(cell, row.strike, right, text)}
        aria-colindex={column + 1}
        title={cellTitle(quote?.hasLine, stale)}
        onPointerDown={() => onChoose(row.strike, column)}
      >
        {stale !== "" && cell.id === "bidSize" ? (
          <span className="stale-age">{stale}</span>
        ) : (
          <Ticking text={text} value={quote && cell.value ? cell.value(quote) : null} />
        )}
      </div>
    );
  });
}

interface ChainRowProps {
  readonly strike: string;
  readonly index: number;
  readonly top: number;
  readonly domId: string;
  /** Where the underlying stands to this strike. */
  readonly below: boolean;
  readonly atTheMoney: boolean;
  readonly cursor: number | null;
  readonly ageMaxMs: number;
  readonly onChoose: (strike: string, column: number) => void;
}

/** One strike: its call, itself, its put. Painted when its own quotes change. */
export const ChainRowLine = memo(function ChainRowLine(props: ChainRowProps) {
  const { strike, index, top, domId, below, atTheMoney, cursor, ageMaxMs, onChoose } = props;
  const row = useRow(chainRows, strike);
  if (row === undefined) return null;
  const shared = { row, cursor, ageMaxMs, domId, onChoose };
  return (
    <div
      role="row"
      aria-rowindex={index + 3}
      className="chain-row"
      data-atm={atTheMoney}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Side {...shared} right="CALL" cells={callCells} offset={0} inTheMoney={below} />
      <div
        role="rowheader"
        id={`${domId}-${strikeColumn}`}
        className="chain-cell chain-strike"
        aria-colindex={strikeColumn + 1}
        data-cursor={cursor === strikeColumn}
        onPointerDown={() => onChoose(strike, strikeColumn)}
      >
        {formatStrike(strike)}
      </div>
      <Side {...shared} right="PUT" cells={putCells} offset={strikeColumn + 1} inTheMoney={!below} />
    </div>
  );
});
