import type { RecordingHeader } from "../format.ts";
import { RecordingError } from "../recording-error.ts";
import { openRecording } from "../recording-reader.ts";
import { MarketTime } from "./market-time.ts";
import { QuoteConnection, type RecordedQuotes } from "./quote-connection.ts";

/** They are held all at once while tapes are made of them, some 150 bytes each. */
const TICKS_MAX = 3_000_000;
/** The bound is looked at so often. */
const LOOK_ENTRIES = 10_000;

/** A whole recording as a market sees it. */
export interface QuoteRecording extends RecordedQuotes {
  readonly file: string;
  readonly header: RecordingHeader;
  readonly entries: number;
  /** By the market's time. */
  readonly start: number;
  readonly end: number;
}

function tickCount({ lines }: RecordedQuotes): number {
  return lines.reduce((sum, line) => sum + line.ticks.length + line.underlyingPrices.length, 0);
}

/**
 * Reads what a recording says of a market. Rejects with `RecordingError` for what cannot be read, is cut off in a
 * line, does not fit the tables of the wire, or has no market data. `log` is told of a missing end: the entries up to
 * there are good.
 */
export async function readQuotes(file: string, log: (line: string) => void): Promise<QuoteRecording> {
  const recording = await openRecording(file, log, "refuse");
  const quotes: RecordedQuotes = { lines: [], details: [], rules: [] };
  const time = new MarketTime(file, recording.header.clock);
  const connections = new Map<number, QuoteConnection>();
  let entries = 0;
  for await (const entry of recording.entries) {
    entries = entry.n;
    time.of(entry);
    let connection = connections.get(entry.connection);
    if (connection === undefined) {
      connection = new QuoteConnection(file, entry.connection, time, quotes);
      connections.set(entry.connection, connection);
    }
    connection.add(entry);
    if (entries % LOOK_ENTRIES === 0 && tickCount(quotes) > TICKS_MAX) {
      throw new RecordingError(file, entries + 1, `has more than ${TICKS_MAX} ticks, the most that are held`);
    }
  }
  if (!quotes.lines.some((line) => line.isOfUse)) {
    throw new RecordingError(file, null, "has no market data: no subscription in it got a quote");
  }
  return { file, header: recording.header, entries, start: time.start, end: time.end, ...quotes };
}
