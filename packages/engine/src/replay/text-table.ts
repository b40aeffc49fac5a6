import { formatMicros, type EpochMs, type Micros } from "@legbook/domain";

/** Lines of one table: columns as wide as their widest cell, the first line is the head. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** `2015-12-24 10:04:03` in New York. */
export function newYork(at: EpochMs): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("America/New_York");
  return `${time.toPlainDate().toString()} ${time.toPlainTime().toString({ smallestUnit: "second" })}`;
}

/** `USD -14.00`. */
export function moneyWords(amount: Micros, currency: string): string {
  return `${currency} ${formatMicros(amount)}`;
}

export function plural(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
