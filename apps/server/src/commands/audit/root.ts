import { type Anchor, dayAnchors, formatAnchor } from "@legbook/engine";
import { SettingsFault } from "../../settings.ts";
import { dateOption, readingLog } from "./reading.ts";

export async function root(
  log: string,
  options: { readonly date?: string; readonly json?: true },
): Promise<void> {
  const anchors = await anchorsOf(log, dateOption(options.date));
  if (options.json === true) for (const anchor of anchors) console.log(formatAnchor(anchor));
  else for (const line of lines(anchors)) console.log(line);
}

/** The roots of the log's days as of now, or of one day. Throws `SettingsFault` when there is none. */
export async function anchorsOf(log: string, date: string | null): Promise<readonly Anchor[]> {
  const all = await readingLog(log, "Reading", (reader, onProgress) =>
    dayAnchors({ log: reader, onProgress }),
  );
  const chosen = date === null ? all : all.filter(({ day }) => day === date);
  if (chosen.length > 0 || date === null) return chosen;
  const days = all.map(({ day }) => day).join(", ");
  throw new SettingsFault([`--date: the log has no events of ${date}; it has some of ${days || "no day"}`]);
}

function lines(anchors: readonly Anchor[]): readonly string[] {
  const [first] = anchors;
  if (first === undefined) return ["The log has no events."];
  return [
    ...anchors.map(({ day, dayEvents, root: hash }) => `${day}  ${dayEvents} events  root ${hash.toHex()}`),
    `Head after ${first.logEvents} events: ${first.head.toHex()}`,
  ];
}
