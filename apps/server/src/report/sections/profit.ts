import { microsToNumber } from "@legbook/domain";
import type { SessionReport } from "@legbook/projections";
import { lineChart } from "../charts/line-chart.ts";
import { type Block, picture, type Section, table, words } from "../document.ts";
import { connectionOutages } from "./outages.ts";
import { clock, decimal, fee, money, signedMoney } from "../format.ts";

type Account = SessionReport["accounts"][number];

/** Each account's day: the broker's figures, our own beside them, and the curve. */
export function profitSection(report: SessionReport): Section {
  const { accounts } = report;
  const known = accounts.filter(({ reportedAt, summary }) => reportedAt !== null || summary !== null);
  const blocks =
    known.length === 0
      ? [words("The broker reported no profit or loss.")]
      : known.flatMap((one) => blocksOf(one, report));
  return { id: "profit", title: "Profit and loss", blocks };
}

function blocksOf(account: Account, { to, outages }: SessionReport): readonly Block[] {
  const { currency } = account;
  const rows = [
    [
      "Day, by the broker",
      signedMoney(account.daily, currency),
      `last reported ${clock(account.reportedAt)}`,
    ],
    ["Open positions, by the broker", signedMoney(account.unrealised, currency), ""],
    ["Realised, by the broker", signedMoney(account.realised, currency), ""],
    [
      "Realised that day, by our executions",
      signedMoney(account.ownRealised.amount, currency),
      "average cost, without commissions",
    ],
    [
      "Open positions, by our executions",
      signedMoney(account.ownUnrealised.amount, currency),
      ownNote(account),
    ],
    ...account.commissions.map((paid) => ["Commissions that day", fee(paid), "as the broker reported them"]),
    ["Net liquidation", money(account.summary?.netLiquidation ?? null, currency), ""],
    ["Buying power", money(account.summary?.buyingPower ?? null, currency), ""],
  ];
  return [words(account.account), table(["Figure", ">Amount", "Note"], rows), curve(account, to, outages)];
}

function ownNote({ ownUnrealised, markedByModel }: Account): string {
  if (ownUnrealised.unknownFor.length > 0)
    return `no quote of contract ${ownUnrealised.unknownFor.join(", ")} that day`;
  return markedByModel.length > 0 ? "in part by the gateway's model price" : "at the day's last quotes";
}

function curve(
  { history, account, currency }: Account,
  to: SessionReport["to"],
  outages: SessionReport["outages"],
): Block {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || to === null) {
    return words("The broker reported no day's figure that could be drawn.");
  }
  const points = history.map(({ at, daily }) => ({ at, value: microsToNumber(daily) }));
  const svg = lineChart({
    title: `Profit and loss of the day of ${account}`,
    points,
    from: first.at,
    to,
    unit: currency ?? "account's currency",
    words: (value) => decimal(value, Math.abs(value) < 1_000 ? 2 : 0),
    shape: "steps",
    outages: connectionOutages(outages),
  });
  const values = history.map(({ daily }) => daily);
  const lowest = values.reduce((a, b) => (a < b ? a : b));
  const highest = values.reduce((a, b) => (a > b ? a : b));
  return picture(
    svg,
    `Day's profit and loss as the broker reported it: ${signedMoney(last.daily, currency)} at the end, lowest ${signedMoney(lowest, currency)}, highest ${signedMoney(highest, currency)}.`,
  );
}
