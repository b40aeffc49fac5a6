import { memo, useMemo, type ReactNode } from "react";
import { Payoff, type PayoffMarks } from "../../charts/payoff.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatPrice } from "../../format/prices.ts";
import { chosenWords, type ChosenDay } from "./chosen-day.tsx";
import { currencyOf } from "./currency.ts";
import type { Spread } from "./use-spread.ts";

function inWords(spread: Spread): string {
  const { gainUnlimited, lossUnlimited, breakevens, underlying } = spread;
  const gain = gainUnlimited ? "gains without limit" : `gains at most ${formatMoney(spread.maxGain)}`;
  const loss = lossUnlimited ? "loses without limit" : `loses at most ${formatMoney(spread.maxLoss)}`;
  const even =
    breakevens.length === 0
      ? "never breaks even"
      : `breaks even at ${breakevens.map((level) => formatPrice(level)).join(" and ")}`;
  return `Payoff at expiry and today: ${gain}, ${loss}, ${even}; the underlying is at ${formatPrice(underlying)}.`;
}

function marksOf({ breakevens, underlying, bands, gainUnlimited, lossUnlimited }: Spread): PayoffMarks {
  return {
    breakevens: breakevens.map(Number),
    underlying: underlying === null ? null : Number(underlying),
    bands: bands
      .map(({ probability, low, high }) => ({ share: probability, low, high }))
      .toSorted((a, b) => b.share - a.share),
    gainUnlimited,
    lossUnlimited,
  };
}

/** A curve without unknown values; null for none. */
function column(values: readonly (number | null)[] | null | undefined): readonly number[] | null {
  return values === null || values === undefined ? null : values.map((value) => value ?? Number.NaN);
}

/** The payoff chart of the ticket's spread, or why there is none. */
export const TicketChart = memo(function TicketChart({
  spread,
  chosen,
}: {
  readonly spread: Spread;
  readonly chosen: ChosenDay | null;
}): ReactNode {
  const { payoff, backExpiry } = spread;
  const marks = useMemo(() => marksOf(spread), [spread]);
  const prices = useMemo(() => column(payoff?.underlying) ?? [], [payoff?.underlying]);
  const expiry = useMemo(
    () => ({
      name: backExpiry === null ? "at expiry" : "at first expiry",
      profit: column(payoff?.atExpiry) ?? [],
    }),
    [payoff?.atExpiry, backExpiry],
  );
  const today = useMemo(() => column(payoff?.today), [payoff?.today]);
  const name = chosenWords(chosen);
  const other = useMemo(() => {
    const profit = column(payoff?.chosen);
    return profit === null ? null : { name, profit };
  }, [payoff?.chosen, name]);
  if (payoff === null) {
    return (
      <p className="muted no-chart">No payoff chart. {spread.missing ?? "It needs a price for every leg."}</p>
    );
  }
  return (
    <Payoff
      prices={prices}
      expiry={expiry}
      today={today}
      chosen={other}
      marks={marks}
      currency={currencyOf(spread)}
      label={inWords(spread)}
    />
  );
});
