import { existsSync, readFileSync } from "node:fs";
import { type IsoDate, parseIsoDate } from "@legbook/domain";
import { type Anchor, LogNotSound, type LogReader, LogUnusable, parseAnchors } from "@legbook/engine";
import { startProgress } from "../../progress.ts";
import { SettingsFault } from "../../settings.ts";
import { openLogForReading } from "../log-argument.ts";

/** The anchors in a file; none for no file. Throws `SettingsFault` for one that cannot be read. */
export function anchorsIn(path: string | undefined): readonly Anchor[] {
  if (path === undefined) return [];
  if (!existsSync(path)) throw new SettingsFault([`${path} does not exist`]);
  try {
    return parseAnchors(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof RangeError) throw new SettingsFault([`${path}: ${error.message}`]);
    throw error;
  }
}

export function dateOption(text: string | undefined): IsoDate | null {
  if (text === undefined) return null;
  const date = parseIsoDate(text);
  if (date === null) throw new SettingsFault([`--date: ${text} is no date; write it as YYYY-MM-DD`]);
  return date;
}

/** Reads a log from its beginning to its end, with a bar. What a broken link forbids is told finding by finding. */
export async function readingLog<Result>(
  address: string,
  title: string,
  work: (log: LogReader, onProgress: (events: number) => void) => Promise<Result>,
): Promise<Result> {
  const log = await Promise.resolve(openLogForReading(address));
  try {
    const progress = startProgress({ title, total: eventsIn(await log.head()), unit: "events" });
    const result = await work(log, (events) => progress.update(events));
    progress.end();
    return result;
  } catch (error) {
    if (!(error instanceof LogNotSound)) throw error;
    const findings = error.findings.map(({ position, text }) => `event ${position ?? "?"}: ${text}`);
    throw new LogUnusable(
      "corrupt",
      findings.join("\n"),
      "Nothing is noted or proven of such a log. `legbook audit verify` says more.",
    );
  } finally {
    await log.close();
  }
}

/** A file's position counts its events; a server's does not. */
export function eventsIn(head: string | null): number | null {
  return head !== null && /^\d{16}$/.test(head) ? Number(head) : null;
}
