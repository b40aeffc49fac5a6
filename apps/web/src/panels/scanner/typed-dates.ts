interface Dividend {
  readonly date: string;
  readonly amount: string | null;
}

function parts(text: string): readonly string[] {
  return text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Dates as typed, parted by commas; whether they are dates is the engine's to say. */
export function typedDates(text: string): readonly string[] {
  return parts(text);
}

/** Dates with an amount after a blank, or without one. */
export function typedDividends(text: string): readonly Dividend[] {
  return parts(text).map((part) => {
    const [date = "", ...amount] = part.split(/\s+/);
    return { date, amount: amount.length === 0 ? null : amount.join(" ") };
  });
}

export function datesText(dates: readonly string[]): string {
  return dates.join(", ");
}

export function dividendsText(dividends: readonly Dividend[]): string {
  return dividends.map(({ date, amount }) => (amount === null ? date : `${date} ${amount}`)).join(", ");
}
