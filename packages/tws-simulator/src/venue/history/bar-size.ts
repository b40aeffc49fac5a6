const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a bar is: a time within a session, or a number of whole days. */
export type BarSize =
  | { readonly name: string; readonly kind: "intraday"; readonly ms: number }
  | { readonly name: string; readonly kind: "day" | "week" | "month" };

function intraday(name: string, ms: number): BarSize {
  return { name, kind: "intraday", ms };
}

/** Their names as TWS takes them [D]. */
const SIZES: readonly BarSize[] = [
  ...[1, 5, 10, 15, 30].map((count) => intraday(`${count} secs`, count * SECOND_MS)),
  intraday("1 min", MINUTE_MS),
  ...[2, 3, 5, 10, 15, 20, 30].map((count) => intraday(`${count} mins`, count * MINUTE_MS)),
  intraday("1 hour", HOUR_MS),
  ...[2, 3, 4, 8].map((count) => intraday(`${count} hours`, count * HOUR_MS)),
  { name: "1 day", kind: "day" },
  { name: "1 week", kind: "week" },
  { name: "1 month", kind: "month" },
];

export const BAR_SIZE_NAMES: readonly string[] = SIZES.map(({ name }) => name);

/** Other spellings that TWS takes too [D]. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "1 sec": "1 secs",
  "1W": "1 week",
  "1M": "1 month",
  "1D": "1 day",
};

export function parseBarSize(text: string): BarSize | null {
  const name = SPELLINGS[text] ?? text;
  return SIZES.find((size) => size.name === name) ?? null;
}
