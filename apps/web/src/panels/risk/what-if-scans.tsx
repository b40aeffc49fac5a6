import type { ReactNode } from "react";
import { closeDialog } from "../../app/dialogs.ts";
import { Moment } from "../../controls/moment.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatCount } from "../../format/numbers.ts";
import { formatNet } from "../../format/prices.ts";
import { trueMinus } from "../../format/sentences.ts";
import { inWords } from "../../format/words.ts";
import type { WhatIfQuery } from "../../gql/graphql.ts";
import { lookBackTo } from "../../past/past.ts";

type Scan = Extract<WhatIfQuery["whatIf"], { __typename: "WhatIf" }>["scans"][number];
type Look = Scan["looks"][number];
type Candidate = Look["gone"][number];
type ScanOrder = Scan["orders"][number];

/** Looks in the table; the command line shows all. */
const looksShown = 12;

function Filter({ filter }: { readonly filter: Candidate["excludedBy"] }): ReactNode {
  if (filter === null) return "Found too; others rank before it";
  return (
    <>
      <b>{inWords(filter.filter)}</b>: {trueMinus(filter.words.slice(filter.filter.length + 1))}
    </>
  );
}

function bounds({ profitLow, profitHigh }: Pick<Candidate, "profitLow" | "profitHigh">): string {
  return profitLow === null || profitHigh === null
    ? ""
    : `${formatMoney(profitLow)} to ${formatMoney(profitHigh)}`;
}

function ShowThen({ position, what }: { readonly position: string; readonly what: string }): ReactNode {
  const visit = (): void => {
    closeDialog();
    lookBackTo(position);
  };
  return (
    <button type="button" className="small quiet" aria-label={`Show then: ${what}`} onClick={visit}>
      Show then
    </button>
  );
}

function Looks({ looks }: { readonly looks: readonly Look[] }): ReactNode {
  return (
    <table className="legs explain-rules" aria-label="Looks of the scan">
      <thead>
        <tr>
          <th scope="col">Looked at</th>
          <th scope="col">Matched</th>
          <th scope="col">Shown</th>
          <th scope="col">Gone</th>
          <th scope="col">Added</th>
          <th scope="col">Kept out by</th>
          <th scope="col">
            <span className="hidden">Show</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {looks.slice(0, looksShown).map((look) => (
          <tr key={look.position}>
            <th scope="row">
              <Moment at={look.at} />
            </th>
            <td>
              {formatCount(look.matched)} → {formatCount(look.matchedChanged)}
            </td>
            <td>
              {formatCount(look.shown)} → {formatCount(look.shownChanged)}
            </td>
            <td>{formatCount(look.goneBy.reduce((sum, { count }) => sum + count, 0))}</td>
            <td>{formatCount(look.addedCount)}</td>
            <td>
              {look.notAnswered === null
                ? look.goneBy.map(({ filter, count }) => `${inWords(filter)} ${count}`).join(", ")
                : look.notAnswered.message}
              {look.gaps.map(({ code, message }) => (
                <p key={code} className="muted">
                  {message}
                </p>
              ))}
            </td>
            <td>
              <ShowThen position={look.position} what="the look" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Candidates({
  label,
  candidates,
}: {
  readonly label: string;
  readonly candidates: readonly Candidate[];
}): ReactNode {
  if (candidates.length === 0) return null;
  return (
    <table className="legs explain-rules" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          <th scope="col">Rank</th>
          <th scope="col">Price</th>
          <th scope="col">Why not in the other</th>
          <th scope="col">Profit of one, within</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((one) => (
          <tr key={one.id}>
            <th scope="row">{one.words}</th>
            <td>{one.rank}</td>
            <td>{formatNet(one.ask)}</td>
            <td>
              <Filter filter={one.excludedBy} />
            </td>
            <td>{bounds(one)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rankWords({ rank, rankChanged, excludedBy }: ScanOrder): ReactNode {
  if (excludedBy !== null) return <Filter filter={excludedBy} />;
  if (rank === rankChanged) return "Ranks the same";
  return rankChanged === null ? "Found, and not shown: others rank before it" : `Rank ${rankChanged}`;
}

function Orders({ orders }: { readonly orders: readonly ScanOrder[] }): ReactNode {
  if (orders.length === 0) return null;
  return (
    <table className="legs explain-rules" aria-label="Orders for what it had found">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">As recorded</th>
          <th scope="col">Under these filters</th>
          <th scope="col">Its profit, within</th>
          <th scope="col">Moment</th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.position}>
            <th scope="row">
              {formatCount(order.quantity)} {order.words}
              {order.preview ? " (preview)" : ""} <span className="muted">{order.orderRef}</span>
            </th>
            <td>{order.rank === null ? "Found, not shown" : `Rank ${order.rank}`}</td>
            <td data-tone={order.excludedBy === null ? undefined : "danger"}>
              {order.excludedBy === null ? null : "■ not found. "}
              {rankWords(order)}
            </td>
            <td>{order.preview ? "a preview" : order.filled === 0 ? "it filled nothing" : bounds(order)}</td>
            <td>
              <Moment at={order.at} /> <ShowThen position={order.position} what={order.orderRef} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function changeWords(changes: Scan["changes"]): string {
  if (changes.length === 0) return "These settings change nothing of its filters.";
  return changes
    .map(({ name, recorded, changed }) => `${inWords(name)}: ${changed} instead of ${recorded}`)
    .join("; ");
}

function OneScan({ scan }: { readonly scan: Scan }): ReactNode {
  const { symbol, startedAt, changes, notAnswered, looks, orders } = scan;
  const telling = looks.findLast(({ gone, added }) => gone.length + added.length > 0);
  return (
    <section className="explain-part" aria-label={`A scan of ${symbol}`}>
      <h3>
        A scan of {symbol}, begun <Moment at={startedAt} />
      </h3>
      {notAnswered === null ? <p className="muted">{changeWords(changes)}</p> : null}
      {notAnswered === null ? <Looks looks={looks} /> : <p role="note">Not judged: {notAnswered.message}</p>}
      {looks.length > looksShown ? (
        <p className="muted">
          {formatCount(looks.length - looksShown)} more looks: “legbook what-if” shows them all.
        </p>
      ) : null}
      <Orders orders={orders} />
      {telling === undefined ? null : (
        <>
          <p className="muted">
            The best of what differs at <Moment at={telling.at} />:
          </p>
          <Candidates label="Gone" candidates={telling.gone} />
          <Candidates label="Added" candidates={telling.added} />
        </>
      )}
    </section>
  );
}

/** What the recorded scans would have found under other filters, and which orders were for what is found no more. */
export function WhatIfScans({ scans }: { readonly scans: readonly Scan[] }): ReactNode {
  if (scans.length === 0) return <p className="muted">The log holds no scan.</p>;
  const seen = scans.filter(({ notAnswered }) => notAnswered?.code !== "no-looks");
  const unseen = scans.length - seen.length;
  return (
    <>
      {unseen === 0 ? null : (
        <p className="muted">
          {formatCount(unseen)} of {formatCount(scans.length)} scans ended before they saw enough, or the log
          does not hold what they found: they are not judged.
        </p>
      )}
      {seen.map((scan) => (
        <OneScan key={scan.scanId} scan={scan} />
      ))}
      <p className="muted">
        Each recorded look is taken again on the market as it was recorded: first with the filters that it
        had, which must find exactly what was recorded, then with these. Profits of what is added are bounds
        for one spread opened at its natural price then, to the end of the log.
      </p>
    </>
  );
}
