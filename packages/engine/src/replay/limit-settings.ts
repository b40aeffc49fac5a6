import { DEFAULT_RISK_LIMITS, parseMicros, type RiskLimits } from "@legbook/domain";

/** Limits that are amounts of money: given in the currency's units, kept in millionths. */
const AMOUNTS: ReadonlySet<string> = new Set(["dailyLossMax", "orderValueMax", "buyingPowerMin"]);

/**
 * Limits from settings such as `risk.orderValueMax=5000`; `risk.maxOrderValue` means the same. Throws `RangeError` for a
 * name or a value that is none, with the names that there are.
 */
export function parseLimitSettings(settings: readonly string[]): Partial<RiskLimits> {
  return Object.fromEntries(settings.map(parseSetting));
}

function parseSetting(setting: string): readonly [string, number] {
  const match = /^risk\.([A-Za-z]+)=(.+)$/.exec(setting);
  const name = unitLast(match?.[1] ?? "");
  const names = Object.keys(DEFAULT_RISK_LIMITS);
  if (match === null || !names.includes(name))
    throw new RangeError(`${setting} sets no risk limit: risk.NAME=VALUE, with one of ${names.join(", ")}`);
  const text = match[2] ?? "";
  const value = AMOUNTS.has(name) ? parseMicros(text) : Number(text);
  if (value === null || !Number.isFinite(value)) throw new RangeError(`${setting}: ${text} is no number`);
  return [name, value];
}

/** `maxOrderValue` is how people say `orderValueMax`. */
function unitLast(name: string): string {
  const match = /^(max|min)([A-Z])(.*)$/.exec(name);
  if (match === null) return name;
  const [, bound = "", first = "", rest = ""] = match;
  return `${first.toLowerCase()}${rest}${bound === "max" ? "Max" : "Min"}`;
}
