import { type EpochMs, EXCHANGE_TIME_ZONE, formatMicros, type Micros, micros } from "@legbook/domain";

const MINUS = "\u2212";
const NONE = "\u2013";

/** Thousands separated, with a true minus sign: `−1,234.50`. */
export function amount(value: Micros | null, decimalsMin = 2): string {
  if (value === null) return NONE;
  const [whole = "", fraction] = formatMicros(Math.abs(value) as Micros, decimalsMin).split(".");
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return `${value < 0 ? MINUS : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** As `amount`, with a sign for a gain too. */
function signed(value: Micros | null): string {
  return value !== null && value > 0 ? `+${amount(value)}` : amount(value);
}

/** To the hundredth of the currency's unit; prices and fees have their own decimals, see `amount`. */
function toHundredths(value: Micros): Micros {
  return micros(Math.round(value / 10_000) * 10_000);
}

/** `1,234.50 USD`, to the hundredth. */
export function money(value: Micros | null, currency: string | null): string {
  return value === null ? NONE : `${amount(toHundredths(value))} ${currency ?? ""}`.trim();
}

/** As `money`, with a sign for a gain too. */
export function signedMoney(value: Micros | null, currency: string | null): string {
  return value === null ? NONE : `${signed(toHundredths(value))} ${currency ?? ""}`.trim();
}

/** A fee with all its decimals. */
export function fee(value: { readonly amount: Micros; readonly currency: string } | null): string {
  return value === null ? NONE : `${amount(value.amount)} ${value.currency}`;
}

/** An average price or a difference of prices, to a hundredth of a cent. */
export function averagePrice(value: Micros | null, decimalsMin = 2): string {
  return value === null ? NONE : amount(micros(Math.round(value / 100) * 100), decimalsMin);
}

/** As `averagePrice`, with a sign above zero too. */
export function signedPrice(value: Micros | null, decimalsMin = 2): string {
  const text = averagePrice(value, decimalsMin);
  return value !== null && value > 0 ? `+${text}` : text;
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A double with so many decimals and a true minus sign. */
export function decimal(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function inNewYork(at: EpochMs): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(EXCHANGE_TIME_ZONE);
}

/** `10:02:17` in New York. */
export function clock(at: EpochMs | null): string {
  return at === null ? NONE : inNewYork(at).toPlainTime().toString({ smallestUnit: "second" });
}

/** `10:02` in New York. */
export function clockMinutes(at: EpochMs): string {
  return inNewYork(at).toPlainTime().toString({ smallestUnit: "minute" });
}

/** Milliseconds to add to UTC for New York's clock at a moment. */
export function newYorkOffsetMs(at: EpochMs): number {
  return inNewYork(at).offsetNanoseconds / 1_000_000;
}
