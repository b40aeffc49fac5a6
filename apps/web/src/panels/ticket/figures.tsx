import { memo, type ReactNode } from "react";
import { amountOf, formatAmount } from "../../format/money.ts";
import { formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";
import { formatAge } from "../../format/times.ts";
import { Ticking } from "../../controls/figure.tsx";
import { currencyOf } from "./currency.ts";
import type { OrderPreviewOf } from "./preview.tsx";
import type { Spread } from "./use-spread.ts";

interface FigureProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly unit?: string | undefined;
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

/** The initial margin that the broker says the order adds; null before a preview. */
function brokersMargin(preview: OrderPreviewOf | null): number | null {
  const before = amountOf(preview?.margin?.initialBefore);
  const after = amountOf(preview?.margin?.initialAfter);
  return before === null || after === null || after <= before ? null : after - before;
}

/** By the broker's margin once there is a preview, by our own rules of a margin account before. */
function returnOnMargin(spread: Spread, preview: OrderPreviewOf | null): number | null {
  const margin = brokersMargin(preview);
  const gain = amountOf(spread.maxGain);
  return margin === null || gain === null ? spread.returnOnMargin : gain / margin;
}

function limited(money: string | null, unlimited: boolean, sign: "always" | "negative"): string {
  return unlimited ? "unlimited" : formatAmount(money, sign);
}

const basisHints = {
  EXACT: "At expiry, exact",
  MODEL: "At the first expiry, the legs that live on valued by the pricing formulas",
} as const;

const distributionHints = {
  SMILE: "At the first expiry, by the market's own distribution from the smile",
  LOGNORMAL: "At the first expiry, by a lognormal distribution of one volatility: there is no smile",
} as const;

interface SpreadProps {
  readonly spread: Spread;
}

/** What it can come to at expiry. */
function Outcome({ spread }: SpreadProps): ReactNode {
  const basis = spread.basis === null ? undefined : basisHints[spread.basis];
  const unit = (unlimited: boolean) => (unlimited ? undefined : currencyOf(spread));
  return (
    <>
      <Figure
        label="Max gain"
        text={limited(spread.maxGain, spread.gainUnlimited, "always")}
        unit={unit(spread.gainUnlimited)}
        tone="up"
        hint={basis}
      />
      <Figure
        label="Max loss"
        text={limited(spread.maxLoss, spread.lossUnlimited, "negative")}
        unit={unit(spread.lossUnlimited)}
        tone="down"
        hint={basis}
      />
      <Figure
        label={spread.breakevens.length > 1 ? "Breakevens" : "Breakeven"}
        text={spread.breakevens.map((level) => formatPrice(level)).join(" · ") || "none"}
        unit={spread.breakevens.length > 1 ? undefined : "pts"}
        hint={basis}
      />
      <Figure label="Width" text={formatPrice(spread.width)} unit="pts" />
    </>
  );
}

/** How likely that is. */
function Odds({ spread }: SpreadProps): ReactNode {
  const likely = spread.distribution === null ? undefined : distributionHints[spread.distribution];
  return (
    <>
      <Figure
        label="Probability of profit"
        text={formatPercent(spread.probabilityOfProfit, 1)}
        hint={likely}
      />
      <Figure
        label="Short strike touched"
        text={formatPercent(spread.probabilityOfTouch, 1)}
        hint="Probability that the underlying touches the nearest sold strike before the first expiry"
      />
      <Figure
        label="Expected profit"
        text={formatAmount(spread.expectedProfit, "always")}
        unit={currencyOf(spread)}
        hint={likely}
      />
      <Figure label="Reward to risk" text={formatNumber(spread.rewardToRisk, 2)} unit=": 1" />
    </>
  );
}

/** What it asks of the account. */
function Funds({ spread, preview }: SpreadProps & { readonly preview: OrderPreviewOf | null }): ReactNode {
  return (
    <>
      <Figure
        label="Margin"
        text={formatAmount(spread.marginInitial)}
        unit={currencyOf(spread)}
        hint="Initial, of the spread by itself, by the rules of a margin account; the broker's own is in the preview"
      />
      <Figure
        label="Return on margin"
        text={formatPercent(returnOnMargin(spread, preview), 1)}
        hint="Maximum gain by what opening ties up; by the broker's margin after a preview"
      />
      <Figure
        label="The same a year"
        text={formatPercent(spread.annualisedReturnOnMargin, 0)}
        hint="Return on margin times 365 over the days to the first expiry"
      />
      <Figure label="Underlying" text={formatPrice(spread.underlying)} unit="pts" />
    </>
  );
}

/** What the spread can gain and lose, how likely, and what it asks. Money is of the whole quantity. */
export const Figures = memo(function Figures({
  spread,
  preview,
}: SpreadProps & { readonly preview: OrderPreviewOf | null }) {
  return (
    <dl className="figures" aria-label="Figures of the spread">
      <Outcome spread={spread} />
      <Odds spread={spread} />
      <Funds spread={spread} preview={preview} />
    </dl>
  );
});

/** Greeks of the whole position that the ticket would open, with the units of each. */
export const Greeks = memo(function Greeks({
  spread,
  quantity,
}: {
  readonly spread: Spread;
  readonly quantity: number;
}) {
  const greeks = spread.greeks;
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
  spread,
  ageMaxMs,
}: {
  readonly spread: Spread;
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
          <th scope="col">
            <abbr title="Where volatility and delta come from. model: the gateway's; computed: ours, from the mid; fitted: ours, from the smile">
              From
            </abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {spread.legs.map((leg) => {
          const stale = ageMaxMs !== null && leg.quoteAgeMs !== null && leg.quoteAgeMs > ageMaxMs;
          return (
            <tr key={leg.conId} data-state={stale ? "stale" : undefined}>
              <th scope="row">{leg.words}</th>
              <td>{formatPrice(leg.bid)}</td>
              <td>{formatPrice(leg.ask)}</td>
              <td>{formatPercent(leg.volatility, 1)}</td>
              <td>{formatNumber(leg.delta, 2, "always")}</td>
              <td>{leg.quoteAgeMs === null ? "–" : formatAge(leg.quoteAgeMs)}</td>
              <td>{leg.greeksSource?.toLowerCase() ?? "–"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
