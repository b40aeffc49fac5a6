/** The true minus sign; a hyphen reads as a dash in a column of figures. */
const minusSign = "−";

/** What a figure that is not known shows as. */
export const unknownFigure = "–";

const decimalText = /^[+-]?\d+(\.\d+)?$/;

/** Whether a text is a plain decimal number, as the API writes prices. */
export function isDecimal(text: string): boolean {
  return decimalText.test(text.trim());
}

function group(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
}

type Sign = "negative" | "always";

/**
 * A decimal text with thousands separated, at least `decimals` places and a true minus sign.
 * Digits are moved as text: no rounding through a binary float. "always" writes + before a gain.
 */
export function formatDecimal(text: string, decimals = 2, sign: Sign = "negative"): string {
  if (!isDecimal(text)) return text;
  const bare = text.trim().replace(/^[+-]/, "");
  const [whole = "0", fraction = ""] = bare.split(".");
  const kept = fraction.replace(/0+$/, "").padEnd(decimals, "0");
  const body = kept === "" ? group(whole) : `${group(whole)}.${kept}`;
  const zero = !/[1-9]/.test(bare);
  if (zero) return body;
  if (text.trim().startsWith("-")) return minusSign + body;
  return sign === "always" ? `+${body}` : body;
}

/** A double at a fixed number of places; unknown when absent. */
export function formatNumber(
  value: number | null | undefined,
  decimals: number,
  sign: Sign = "negative",
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknownFigure;
  return formatDecimalFixed(value.toFixed(decimals), sign);
}

function formatDecimalFixed(fixed: string, sign: Sign): string {
  const decimals = fixed.split(".")[1]?.length ?? 0;
  return formatDecimal(fixed, decimals, sign);
}

/** A whole count with thousands separated. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknownFigure;
  return Number.isInteger(value) ? formatNumber(value, 0) : formatDecimal(String(value), 0);
}

/** A share of one as percent, with its sign of percent: 0.273 is 27.3%. */
export function formatPercent(
  share: number | null | undefined,
  decimals = 1,
  sign: Sign = "negative",
): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return unknownFigure;
  return `${formatNumber(share * 100, decimals, sign)}%`;
}

/** Up, down or flat of a decimal text or number; unknown is flat. */
export function directionOf(value: string | number | null | undefined): "up" | "down" | "flat" {
  const amount = typeof value === "string" ? Number.parseFloat(value) : (value ?? 0);
  if (!Number.isFinite(amount) || amount === 0) return "flat";
  return amount > 0 ? "up" : "down";
}

/** A text for reading with the thousands of its longer numbers separated: "at most 10000.00 USD". */
export function groupNumbers(text: string): string {
  return text.replaceAll(/(?<![\w.-])\d{4,}(\.\d+)?(?![\w-])/g, (number) =>
    formatDecimal(number, number.split(".")[1]?.length ?? 0),
  );
}
