import type { ReactNode } from "react";
import { closeDialog } from "../../app/dialogs.ts";
import { Moment } from "../../controls/moment.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatCount, formatNumber } from "../../format/numbers.ts";
import { formatNet } from "../../format/prices.ts";
import { trueMinus } from "../../format/sentences.ts";
import { inWords } from "../../format/words.ts";
import type { WhatIfQuery } from "../../gql/graphql.ts";
import { lookBackTo } from "../../past/past.ts";
import { WhatIfScans } from "./what-if-scans.tsx";

export type WhatIfAnswer = WhatIfQuery["whatIf"];
type WhatIf = Extract<WhatIfAnswer, { __typename: "WhatIf" }>;
type ChangedOrder = WhatIf["orders"][number];
type Ladder = WhatIf["ladders"][number];

function after(milliseconds: number | null): string {
  if (milliseconds === null) return "never";
  return milliseconds === 0 ? "at once" : `after ${formatNumber(milliseconds / 1000, 1)} s`;
}

/** Bounds of the profit, and what they are of. */
function profitWords(order: ChangedOrder): string {
  const { preview, change, profitLow, profitHigh, filled, crossedAfterMs } = order;
  if (preview) return "a preview";
  if (profitLow === null || profitHigh === null) return "no quotes were recorded";
  if (change === "BLOCKED" && filled === 0) return "it filled nothing";
  const bounds = `${formatMoney(profitLow)} to ${formatMoney(profitHigh)}`;
  return change === "BLOCKED" ? bounds : `${bounds}; its limit was reached ${after(crossedAfterMs)}`;
}

function Orders({ orders }: { readonly orders: readonly ChangedOrder[] }): ReactNode {
  const visit = (position: string): void => {
    closeDialog();
    lookBackTo(position);
  };
  return (
    <table className="legs explain-rules" aria-label="Orders decided otherwise">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Would have been</th>
          <th scope="col">By the rule</th>
          <th scope="col">Profit, within</th>
          <th scope="col">Moment</th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.position}>
            <th scope="row">
              {formatCount(order.quantity)} {order.symbol} at {formatNet(order.limitPrice)}
              {order.preview ? " (preview)" : ""} <span className="muted">{order.orderRef}</span>
            </th>
            <td data-tone={order.change === "BLOCKED" ? "danger" : "good"}>
              {order.change === "BLOCKED" ? "■ blocked" : "● allowed"}
            </td>
            <td>
              {order.verdicts.map(({ rule, reason, limit }) => (
                <p key={rule}>
                  <b>{inWords(rule)}</b>: {trueMinus(reason)} Limit: {trueMinus(limit)}.
                </p>
              ))}
            </td>
            <td>{profitWords(order)}</td>
            <td>
              <Moment at={order.at} />{" "}
              <button
                type="button"
                className="small quiet"
                aria-label={`Show then: ${order.orderRef}`}
                onClick={() => visit(order.position)}
              >
                Show then
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shareWords: Readonly<Record<string, string>> = { 0: "Mid", 1: "Natural" };

function Ladders({ ladders }: { readonly ladders: readonly Ladder[] }): ReactNode {
  const shares = ladders[0]?.steps.map(({ share }) => share) ?? [];
  return (
    <section className="explain-part" aria-label="Other limit prices">
      <h3>Orders that were placed, at other limit prices: when the combo&apos;s ask first came to each</h3>
      <table className="legs" aria-label="Limit prices">
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Its limit</th>
            {shares.map((share) => (
              <th key={share} scope="col">
                {shareWords[share] ?? `${formatNumber(share * 100, 0)} % to natural`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ladders.map(({ orderRef, limitPrice, steps }) => (
            <tr key={orderRef}>
              <th scope="row">{orderRef}</th>
              <td>{formatNet(limitPrice)}</td>
              {steps.map(({ share, price, crossedAfterMs }) => (
                <td key={share}>
                  {formatNet(price)} <span className="muted">{after(crossedAfterMs)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Which recorded orders the limits would have decided otherwise, by which rule, with bounds of what that comes to. */
export function WhatIfResult({
  words,
  result,
}: {
  readonly words: string;
  readonly result: WhatIf;
}): ReactNode {
  const { orders, ladders, assessed } = result;
  const blocked = orders.filter(({ change }) => change === "BLOCKED").length;
  return (
    <section className="explain-part" aria-label="The answer">
      <p role="status" className="explain-answer">
        {words}: of {formatCount(assessed)} {assessed === 1 ? "order or preview" : "orders and previews"},{" "}
        <b>{formatCount(blocked)}</b> that passed would have been blocked and{" "}
        <b>{formatCount(orders.length - blocked)}</b> that were blocked would have been allowed.
      </p>
      {orders.length === 0 ? null : <Orders orders={orders} />}
      {orders.length === 0 ? null : (
        <p className="muted">
          Each order by itself, on what was known then; what it would have changed for later ones is left out.
          Profits are bounds, marked at the last recorded quotes of its legs: the lower at the bid, the higher
          at the ask. Sizes of quotes are not looked at.
        </p>
      )}
      {result.scansAsked ? <WhatIfScans scans={result.scans} /> : null}
      {ladders.length === 0 ? null : <Ladders ladders={ladders} />}
    </section>
  );
}
