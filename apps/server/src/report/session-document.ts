import { micros } from "@legbook/domain";
import type { SessionReport } from "@legbook/projections";
import { span } from "@legbook/projections";
import type { Figure, ReportDocument } from "./document.ts";
import { amount, clock, count, plural, signedMoney } from "./format.ts";
import { attentionSection } from "./sections/attention.ts";
import { connectionSection, gapsSection, linesSection } from "./sections/market-data.ts";
import { feesSection, fillsSection, ordersSection } from "./sections/orders.ts";
import { positionsSection, runsSection } from "./sections/positions.ts";
import { profitSection } from "./sections/profit.ts";
import { rulesSection } from "./sections/rules.ts";
import { slippageSection } from "./sections/slippage.ts";
import { throttlingSection } from "./sections/throttling.ts";

/** The trader's journal of a day: what needs a person first, then what was done, then what it was done with. */
export function sessionDocument(report: SessionReport): ReportDocument {
  const modes = [...new Set(report.runs.map(({ mode }) => mode.toUpperCase()))].join(", ");
  return {
    title: `Session report, ${weekday(report.date)} ${report.date}${modes === "" ? "" : `, ${modes}`}`,
    subtitle: subtitleOf(report),
    figures: figuresOf(report),
    sections: [
      attentionSection(report),
      profitSection(report),
      ordersSection(report),
      fillsSection(report),
      slippageSection(report),
      feesSection(report),
      rulesSection(report),
      positionsSection(report),
      connectionSection(report),
      gapsSection(report),
      linesSection(report),
      throttlingSection(report),
      runsSection(report),
    ],
  };
}

function weekday(date: string): string {
  return Temporal.PlainDate.from(date).toLocaleString("en-US", { weekday: "long" });
}

function subtitleOf({ session, from, to, complete }: SessionReport): string {
  const hours =
    session === null
      ? "The exchange held no session"
      : `Exchange open ${clock(session.open)} to ${clock(session.close)}${session.halfDay ? ", a half day" : ""}`;
  if (from === null || to === null) return `${hours}. The log has no event of this day.`;
  const covered = `Covers ${clock(from)} to ${clock(to)}${complete ? "" : ", so far: the day's log goes on"}`;
  return `${hours}. ${covered}. Times are New York's.`;
}

function figuresOf(report: SessionReport): readonly Figure[] {
  const { accounts, orders, fills, attention, outages, gaps, rules, assessments } = report;
  const act = attention.filter(({ urgency }) => urgency === "act").length;
  const filled = orders.filter((order) => order.filled > 0);
  const away = outages.reduce((sum, { durationMs, what }) => sum + (what === "farm" ? 0 : durationMs), 0);
  const blocked = rules.reduce((sum, row) => sum + row.blocked, 0);
  const assessed = assessments.orders + assessments.previews;
  return [
    {
      name: "Needs a person",
      value: count(act),
      note: `and ${plural(attention.length - act, "further thing")} to know`,
    },
    ...accounts.flatMap(({ account, daily, currency }) =>
      daily === null
        ? []
        : [
            {
              name: "Day's P&L",
              value: signedMoney(daily, null),
              note: `${currency ?? ""} ${account}, by the broker`.trim(),
            },
          ],
    ),
    {
      name: "Orders",
      value: count(orders.length),
      note: `${count(filled.length)} filled, ${plural(fills.length, "execution")}`,
    },
    ...feesOf(report),
    slippedOf(report),
    { name: "Rules that blocked", value: count(blocked), note: `in ${plural(assessed, "assessment")}` },
    {
      name: "Out",
      value: span(away),
      note: `${plural(outages.length, "outage")}, ${plural(gaps.length, "gap")} in market data`,
    },
  ];
}

function slippedOf({ orders, accounts }: SessionReport): Figure {
  const measured = orders.flatMap(({ slippage }) => (slippage === null ? [] : [slippage.amount]));
  const name = "Slippage to mid";
  if (measured.length === 0) return { name, value: "–", note: "no filled order to measure" };
  const sum = micros(measured.reduce((total, one) => total + one, 0));
  const currency = accounts[0]?.currency ?? "";
  return {
    name,
    value: signedMoney(sum, null),
    note: `${currency} over ${plural(measured.length, "order")}`.trim(),
  };
}

function feesOf({ fills }: SessionReport): readonly Figure[] {
  const sums = new Map<string, number>();
  for (const { commission } of fills) {
    if (commission !== null)
      sums.set(commission.currency, (sums.get(commission.currency) ?? 0) + commission.amount);
  }
  return [...sums].map(([currency, sum]) => ({
    name: "Fees",
    value: amount(micros(sum)),
    note: `${currency}, ${plural(fills.length, "execution")}`,
  }));
}
