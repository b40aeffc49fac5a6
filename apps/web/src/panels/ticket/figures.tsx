import { memo, type ReactNode } from "react";
import { formatAmount, amountOf, parseMoney } from "../../format/money.ts";
import { formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";
import { formatAge } from "../../format/times.ts";
import { Ticking } from "../../controls/figure.tsx";
import type { OrderPreviewOf } from "./preview.tsx";
import type { Vertical } from "./use-vertical.ts";

interface FigureProps {
  readonly label: string;
  readonly hint?: string;
  readonly unit?: string;
  readonly text: string;
  readonly tone?: string;
}

function Figure({ label, hint, unit, text, tone }: FigureProps): ReactNode {
  return (
    <div className="figure" title={hint}>
      <dt>{label}</dt>
      <dd data-tone={tone}>
        <Ticking text={text} />
        {unit === undefined ? null : <span className="unit"> {unit}</span>}
      </dd>
    </div>
  );
}

function returnOnMargin(vertical: Vertical, preview: OrderPreviewOf | null): number | null {
  const before = amountOf(preview?.margin?.initialBefore);
  const after = amountOf(preview?.margin?.initialAfter);
  const gain = amountOf(vertical.maxGain);
  if (before === null || after === null || gain === null || after <= before) return null;
  return gain / (after - before);
}

/** What the spread can gain and lose, and how likely. Money is of the whole quantity. */
export const Figures = memo(function Figures({
  vertical,
  preview,
}: {
  readonly vertical: Vertical;
  readonly preview: OrderPreviewOf | null;
}) {
  const currency = vertical.maxLoss === null ? "" : parseMoney(vertical.maxLoss).currency;
  return (
    <dl className="figures" aria-label="Figures of the spread">
      <Figure label="Max gain" text={formatAmount(vertical.maxGain, "always")} unit={currency} tone="up" />
      <Figure label="Max loss" text={formatAmount(vertical.maxLoss)} unit={currency} tone="down" />
      <Figure label="Breakeven" text={formatPrice(vertical.breakeven)} unit="pts" />
      <Figure label="Width" text={formatPrice(vertical.width)} unit="pts" />
      <Figure
        label="Probability of profit"
        text={formatPercent(vertical.probabilityOfProfit, 1)}
        hint="At expiry, from the volatility that the quotes imply"
      />
      <Figure label="Reward to risk" text={formatNumber(vertical.rewardToRisk, 2)} unit=": 1" />
      <Figure
        label="Return on margin"
        text={formatPercent(returnOnMargin(vertical, preview), 1)}
        hint="Maximum gain by the initial margin that this order adds; known after a preview"
      />
      <Figure label="Underlying" text={formatPrice(vertical.underlying)} unit="pts" />
    </dl>
  );
});

/** Greeks of the whole position that the ticket would open, with the units of each. */
export const Greeks = memo(function Greeks({
  vertical,
  quantity,
}: {
  readonly vertical: Vertical;
  readonly quantity: number;
}) {
  const greeks = vertical.greeks;
  return (
    <section aria-label="Greeks">
      <h3 className="section-title">
        Greeks <span className="muted">of {quantity === 1 ? "1 spread" : `${quantity} spreads`}</span>
      </h3>
      <dl className="figures four">
        <Figure
          label="Delta"
          text={formatNumber(greeks?.delta, 1, "always")}
          unit="sh"
          hint="Shares that it moves like"
        />
        <Figure
          label="Gamma"
          text={formatNumber(greeks?.gamma, 3, "always")}
          unit="sh/pt"
          hint="Change of delta a point"
        />
        <Figure
          label="Vega"
          text={formatNumber(greeks?.vega, 2, "always")}
          unit="/vol pt"
          hint="Money a volatility point"
        />
        <Figure
          label="Theta"
          text={formatNumber(greeks?.theta, 2, "always")}
          unit="/day"
          hint="Money a calendar day"
        />
      </dl>
    </section>
  );
});

/** Each leg in words with the quotes that the figures rest on. */
export const Legs = memo(function Legs({
  vertical,
  ageMaxMs,
}: {
  readonly vertical: Vertical;
  readonly ageMaxMs: number | null;
}) {
  return (
    <table className="legs" aria-label="Legs">
      <thead>
        <tr>
          <th scope="col">Leg</th>
          <th scope="col">Bid</th>
          <th scope="col">Ask</th>
          <th scope="col">IV</th>
          <th scope="col">
            <abbr title="Delta of one contract">Δ</abbr>
          </th>
          <th scope="col">Age</th>
        </tr>
      </thead>
      <tbody>
        {vertical.legs.map((leg) => {
          const stale = ageMaxMs !== null && leg.quoteAgeMs !== null && leg.quoteAgeMs > ageMaxMs;
          return (
            <tr key={leg.conId} data-state={stale ? "stale" : undefined}>
              <th scope="row">{leg.words}</th>
              <td>{formatPrice(leg.bid)}</td>
              <td>{formatPrice(leg.ask)}</td>
              <td>{formatPercent(leg.volatility, 1)}</td>
              <td>{formatNumber(leg.delta, 2, "always")}</td>
              <td>{leg.quoteAgeMs === null ? "–" : formatAge(leg.quoteAgeMs)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
