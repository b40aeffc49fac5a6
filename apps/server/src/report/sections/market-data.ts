import { GAP_MIN_MS, type Outage, type SessionReport, span } from "@legbook/projections";
import { lineChart } from "../charts/line-chart.ts";
import { type Block, picture, type Section, table, words } from "../document.ts";
import { clock, count, plural } from "../format.ts";
import { noticeTable } from "./notices.ts";
import { connectionOutages } from "./outages.ts";

export function linesSection({ lines, from, to, outages }: SessionReport): Section {
  const { use, linesMax, peak, opened, evicted, refused, rejected } = lines;
  const [first] = use;
  const sum = `${plural(opened, "line")} opened, ${count(evicted)} evicted, ${count(refused)} refused because all were held; ${count(peak)} in use at most of ${count(linesMax)} allowed.`;
  const blocks: Block[] = [];
  if (first === undefined || from === null || to === null)
    blocks.push(words(`The use of lines did not change. ${sum}`));
  else {
    const points = use.map(({ at, used }) => ({ at, value: used }));
    const svg = lineChart({
      title: "Market data lines in use",
      points,
      from,
      to,
      unit: "lines",
      words: count,
      shape: "steps",
      stepMin: 1,
      outages: connectionOutages(outages),
      limit: { value: linesMax, name: `limit ${count(linesMax)}` },
    });
    blocks.push(picture(svg, sum));
  }
  if (rejected.length > 0) blocks.push(words("The gateway refused or ended:"), noticeTable(rejected));
  return { id: "lines", title: "Market data lines", blocks };
}

const WHAT: Readonly<Record<Outage["what"], string>> = {
  gateway: "connection to the gateway",
  brokerLink: "gateway's link to the broker",
  farm: "farm",
  engine: "engine",
};

export function connectionSection({
  outages,
  heartbeatsMissed,
  reconnections,
  notices,
  runs,
}: SessionReport): Section {
  const blocks: Block[] = [];
  if (outages.length === 0)
    blocks.push(words(runs.length === 0 ? "The engine did not run." : "Nothing was out."));
  else {
    const rows = outages.map(({ what, name, from, to, durationMs, cause, code }) => [
      what === "farm" ? `farm ${name}` : WHAT[what],
      clock(from),
      to === null ? "lasts" : clock(to),
      span(durationMs),
      code === null ? cause : `${cause} (${code})`,
    ]);
    blocks.push(table(["What was out", "From", "To", ">For", "Cause"], rows));
  }
  blocks.push(
    words(
      `${plural(heartbeatsMissed, "heartbeat")} missed, ${plural(reconnections, "reconnection")} to a synchronised session.`,
    ),
  );
  if (notices.length > 0)
    blocks.push(
      words(
        "What the gateway said that belongs to no order or line (code 0: orders that this engine did not place):",
      ),
      noticeTable(notices),
    );
  return { id: "connection", title: "Connection", blocks };
}

export function gapsSection({ gaps, ticks, session, lines }: SessionReport): Section {
  const within =
    session === null
      ? "The exchange held no session that day: any silence counts."
      : `Only silence within the session counts, ${clock(session.open)} to ${clock(session.close)}${session.halfDay ? " (a half day)" : ""}.`;
  const meaning = `A gap is ${span(GAP_MIN_MS)} or more without a quote on any open line. ${within}`;
  const heard = `${plural(ticks, "tick")} recorded.`;
  if (gaps.length === 0) {
    const none = lines.peak === 0 ? "No line was open, so that nothing could be missed." : "No gap.";
    return { id: "gaps", title: "Gaps in market data", blocks: [words(`${none} ${heard} ${meaning}`)] };
  }
  const rows = gaps.map(({ from, to, durationMs, lines: open, during }) => [
    clock(from),
    to === null ? "lasts" : clock(to),
    span(durationMs),
    count(open),
    during === null ? "nothing known to be out" : WHAT[during],
  ]);
  return {
    id: "gaps",
    title: "Gaps in market data",
    blocks: [
      words(`${heard} ${meaning}`),
      table(["From", "To", ">For", ">Open lines", "Out meanwhile"], rows),
    ],
  };
}
