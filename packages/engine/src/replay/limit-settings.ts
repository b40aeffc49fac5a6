import { DEFAULT_RISK_LIMITS, parseMicros } from "@legbook/domain";

/** Limits that are amounts of money: given in the currency's units, kept in millionths. */
const AMOUNTS: ReadonlySet<string> = new Set(["dailyLossMax", "orderValueMax", "buyingPowerMin"]);

export const LIMIT_NAMES: readonly string[] = Object.keys(DEFAULT_RISK_LIMITS);

/** A limit's value from text. Throws `RangeError` for text that is none. */
export function limitOf(name: string, text: string): number {
  const value = AMOUNTS.has(name) ? parseMicros(text) : Number(text);
  if (value === null || !Number.isFinite(value)) throw new RangeError(`risk.${name}: ${text} is no number`);
  return value;
}

/** `maxOrderValue` is how people say `orderValueMax`. */
export function unitLast(name: string): string {
  const match = /^(max|min)([A-Z])(.*)$/.exec(name);
  if (match === null) return name;
  const [, bound = "", first = "", rest = ""] = match;
  return `${first.toLowerCase()}${rest}${bound === "max" ? "Max" : "Min"}`;
}
