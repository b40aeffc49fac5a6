import type { RiskFieldsFragment, RiskLimitsInput } from "../../gql/graphql.ts";

type Limits = RiskFieldsFragment["limits"];

/** A limit of the risk rules as the form shows it. */
interface LimitField {
  readonly name: keyof Limits;
  readonly label: string;
  readonly unit: string;
  readonly kind: "count" | "money" | "share" | "milliseconds" | "percent";
}

export const limitFields: readonly LimitField[] = [
  { name: "positionContractsMax", label: "Position, at most", unit: "contracts", kind: "count" },
  { name: "orderContractsMax", label: "One order, at most", unit: "contracts", kind: "count" },
  { name: "orderValueMax", label: "One order's value, at most", unit: "money", kind: "money" },
  { name: "dailyLossMax", label: "Day's loss, at most", unit: "money", kind: "money" },
  { name: "buyingPowerMin", label: "Buying power kept, at least", unit: "money", kind: "money" },
  { name: "volatilityMax", label: "Volatility breaker, at", unit: "a year", kind: "share" },
  { name: "priceCollarShare", label: "Price collar, share of width", unit: "of 1", kind: "share" },
  { name: "quoteAgeMaxMs", label: "Quote age, at most", unit: "ms", kind: "milliseconds" },
  { name: "duplicateWindowMs", label: "Same order again, not within", unit: "ms", kind: "milliseconds" },
];

/** Texts of the form by name. */
export type LimitTexts = Readonly<Record<keyof Limits, string>>;

function textOf(field: LimitField, limits: Limits): string {
  const value = limits[field.name];
  return typeof value === "string" ? (value.split(" ")[0] ?? value) : String(value);
}

/** The form as the limits stand. */
export function textsOf(limits: Limits): LimitTexts {
  return Object.fromEntries(limitFields.map((field) => [field.name, textOf(field, limits)])) as LimitTexts;
}

/** The currency that the limits are in. */
export function currencyOf(limits: Limits): string {
  return limits.orderValueMax.split(" ")[1] ?? "";
}

const whole = /^\d{1,12}$/;
const decimal = /^\d{1,12}(\.\d{1,6})?$/;

/** What is wrong with a typed limit; null when it can be sent. */
export function limitFault(field: LimitField, text: string): string | null {
  const isWhole = field.kind === "count" || field.kind === "milliseconds";
  if (isWhole) return whole.test(text.trim()) ? null : "Give a whole number, 0 or more.";
  return decimal.test(text.trim()) ? null : "Give a number, 0 or more.";
}

/** Limits that were changed, with what stood and what is asked for. */
export function changes(limits: Limits, texts: LimitTexts) {
  const before = textsOf(limits);
  return limitFields
    .filter((field) => texts[field.name].trim() !== before[field.name])
    .map((field) => ({ field, from: before[field.name], to: texts[field.name].trim() }));
}

/** The input that sets the changed limits and no others. */
export function limitsInput(
  account: string,
  reason: string,
  limits: Limits,
  texts: LimitTexts,
): RiskLimitsInput {
  const entries = changes(limits, texts).map(({ field, to }) => [
    field.name,
    field.kind === "money" ? to : Number(to),
  ]);
  return { account, reason, ...Object.fromEntries(entries) };
}
