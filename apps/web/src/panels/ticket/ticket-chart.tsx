import { memo, useMemo, type ReactNode } from "react";
import { Payoff, type PayoffMarks } from "../../charts/payoff.tsx";
import { parseMoney, formatMoney } from "../../format/money.ts";
import { formatPrice } from "../../format/prices.ts";
import type { Vertical } from "./use-vertical.ts";

function inWords(vertical: Vertical): string {
  const gain = formatMoney(vertical.maxGain);
  const loss = formatMoney(vertical.maxLoss);
  return `Payoff at expiry and today: gains at most ${gain}, loses at most ${loss}, breaks even at ${formatPrice(vertical.breakeven)}; the underlying is at ${formatPrice(vertical.underlying)}.`;
}

function marksOf({ payoff, breakeven, underlying }: Vertical): PayoffMarks {
  const low = payoff?.oneSigmaLow ?? null;
  const high = payoff?.oneSigmaHigh ?? null;
  return {
    breakevens: breakeven === null ? [] : [Number(breakeven)],
    underlying: underlying === null ? null : Number(underlying),
    bands: low === null || high === null ? [] : [{ share: 0.68, low, high }],
    gainUnlimited: false,
    lossUnlimited: false,
  };
}

/** The payoff chart of the ticket's vertical, or why there is none. */
export const TicketChart = memo(function TicketChart({
  vertical,
}: {
  readonly vertical: Vertical;
}): ReactNode {
  const { payoff } = vertical;
  const marks = useMemo(() => marksOf(vertical), [vertical]);
  const expiry = useMemo(() => ({ name: "at expiry", profit: payoff?.atExpiry ?? [] }), [payoff?.atExpiry]);
  if (payoff === null) {
    return (
      <p className="muted no-chart">No payoff chart: it needs a price for both legs and the underlying.</p>
    );
  }
  const currency = vertical.maxLoss === null ? "" : parseMoney(vertical.maxLoss).currency;
  return (
    <Payoff
      prices={payoff.underlying}
      expiry={expiry}
      today={payoff.today}
      chosen={null}
      marks={marks}
      currency={currency}
      label={inWords(vertical)}
    />
  );
});
