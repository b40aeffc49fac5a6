import type { SessionReport } from "@legbook/projections";
import { type Section, table, words } from "../document.ts";
import { clock, count, money, signedMoney } from "../format.ts";

export function positionsSection({ positions, to }: SessionReport): Section {
  const rows = positions.map((row) => [
    row.account,
    count(row.quantity),
    row.words,
    money(row.cost, row.currency),
    money(row.value, row.currency),
    signedMoney(row.profitOpen, row.currency),
    row.daysToExpiry === null ? "–" : `${row.expiry ?? ""}, ${row.daysToExpiry} d`,
  ]);
  const columns = ["Account", ">Quantity", "Position", ">Cost", ">Value", ">Open P&L", "Last trading day"];
  const note = words(
    "Quantities are the broker's; values are by the day's last quotes, and missing without any.",
  );
  return {
    id: "positions",
    title: to === null ? "Positions" : `Positions at ${clock(to)}`,
    blocks: rows.length === 0 ? [words("No position.")] : [table(columns, rows), note],
  };
}

export function runsSection({ runs, events, ticks, head }: SessionReport): Section {
  const log = words(
    `${count(events)} events of the day besides its journal of inputs, ${count(ticks)} ticks in them; the last is at position ${head ?? "–"}.`,
  );
  if (runs.length === 0)
    return { id: "runs", title: "Runs and configuration", blocks: [words("The engine did not run."), log] };
  const rows = runs.map(({ sessionId, version, mode, startedAt, endedAt, reason }) => [
    sessionId,
    `${version}, ${mode}`,
    clock(startedAt),
    endedAt === null ? "no end recorded" : clock(endedAt),
    reason ?? "",
  ]);
  const newest = runs.findLast(({ configuration }) => Object.keys(configuration).length > 0);
  const settings = besides(
    Object.entries(newest?.configuration ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return {
    id: "runs",
    title: "Runs and configuration",
    blocks: [
      table(["Run", "Version, mode", "From", "To", "Ended because"], rows),
      log,
      ...(settings.length === 0
        ? []
        : [
            words("Configuration of the newest run:"),
            table(["Setting", ">Value", "Setting", ">Value"], settings),
          ]),
    ],
  };
}

/** A long table of pairs as one of half the length. */
function besides(pairs: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const half = Math.ceil(pairs.length / 2);
  return pairs.slice(0, half).map((pair, place) => pair.concat(pairs[half + place] ?? ["", ""]));
}
