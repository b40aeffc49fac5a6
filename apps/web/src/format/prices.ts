import { formatDecimal, unknownFigure } from "./numbers.ts";

/** Places after the point of a tick: 2 of 0.05, 3 of 0.005; at least two. */
function decimalsOf(tick: string): number {
  return Math.max(2, (tick.split(".")[1] ?? "").replace(/0+$/, "").length);
}

/** A price in its tick's places; unknown when there is none. */
export function formatPrice(text: string | null | undefined, tick = "0.01"): string {
  return text === null || text === undefined ? unknownFigure : formatDecimal(text, decimalsOf(tick));
}

/** A strike without needless zeros: 745, 747.50. */
export function formatStrike(text: string | null | undefined): string {
  if (text === null || text === undefined) return unknownFigure;
  return Number.isInteger(Number(text)) ? formatDecimal(text, 0) : formatDecimal(text, 2);
}

/** What a signed combo price is to the one who buys the combo: a credit is negative. */
function priceWord(signed: string): "credit" | "debit" | "even" {
  const value = Number(signed);
  if (value === 0) return "even";
  return value < 0 ? "credit" : "debit";
}

/** A combo price without its sign but with its word: "1.35 credit". */
export function formatNetInWords(signed: string | null | undefined, tick = "0.01"): string {
  if (signed === null || signed === undefined) return unknownFigure;
  const word = priceWord(signed);
  const body = formatPrice(signed.replace(/^[+-]/, ""), tick);
  return word === "even" ? `${body} even` : `${body} ${word}`;
}

/** A combo price with sign and word: "−1.35 credit". */
export function formatNet(signed: string | null | undefined, tick = "0.01"): string {
  if (signed === null || signed === undefined) return unknownFigure;
  const word = priceWord(signed);
  return word === "even" ? formatPrice(signed, tick) : `${formatPrice(signed, tick)} ${word}`;
}

/** A price in millionths: integers, in which ticks add up without binary dust. */
function millionths(text: string): number {
  return Math.round(Number(text) * 1e6);
}

function fromTicks(ticks: number, tick: string): string {
  return ((ticks * millionths(tick)) / 1e6).toFixed(decimalsOf(tick));
}

/** A price moved by whole ticks, from between two ticks to the next in that direction; never below zero. */
export function stepPrice(magnitude: string, tick: string, steps: number): string {
  const at = millionths(magnitude) / millionths(tick);
  const from = steps > 0 ? Math.floor(at) : Math.ceil(at);
  return fromTicks(Math.max(0, from + steps), tick);
}

/** The nearest price on the tick's grid. */
export function roundToTick(magnitude: string, tick: string): string {
  return fromTicks(Math.round(millionths(magnitude) / millionths(tick)), tick);
}

const figureSpace = "\u2007";

/**
 * A combo price for a narrow column: "−1.35 cr", "4.20 db". Mids lie between two ticks of a cent: a price of
 * whole cents is padded by one figure, so that a column stays aligned on the point.
 */
export function formatNetShort(signed: string | null | undefined): string {
  if (signed === null || signed === undefined) return unknownFigure;
  const word = priceWord(signed);
  const price = formatPrice(signed);
  const padded = price + figureSpace.repeat(Math.max(0, 3 - (price.split(".")[1]?.length ?? 0)));
  return word === "even" ? padded : `${padded} ${word === "credit" ? "cr" : "db"}`;
}
