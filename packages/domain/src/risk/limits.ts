import type { Refusal } from "../kernel/outcome.ts";
import type { RiskLimits } from "./events.ts";

interface Bound {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** In words and units. */
  readonly words: string;
}

const AMOUNT_MAX = 1_000_000_000_000_000;
const DAY_MS = 86_400_000;
const amount = (min: number, words: string): Bound => ({ min, max: AMOUNT_MAX, whole: true, words });

/** What each limit may be. Amounts are counts of millionths of the currency's unit. */
const BOUNDS: Readonly<Record<keyof RiskLimits, Bound>> = {
  positionContractsMax: { min: 1, max: 10_000, whole: true, words: "1 to 10,000 whole contracts" },
  orderContractsMax: { min: 1, max: 10_000, whole: true, words: "1 to 10,000 whole contracts" },
  dailyLossMax: amount(1, "more than 0, at most 1,000,000,000"),
  orderValueMax: amount(1, "more than 0, at most 1,000,000,000"),
  buyingPowerMin: amount(0, "at least 0, at most 1,000,000,000"),
  volatilityMax: { min: 0.01, max: 100, whole: false, words: "0.01 (1 %) to 100 (10,000 %)" },
  quoteAgeMaxMs: { min: 1, max: DAY_MS, whole: true, words: "1 ms to one day" },
  priceCollarShare: { min: 0, max: 1, whole: false, words: "0 to 1 of the width" },
  duplicateWindowMs: { min: 0, max: DAY_MS, whole: true, words: "0 ms to one day" },
};

/** Why these limits cannot be set; null when they can. An order may never be larger than the position it makes. */
export function limitsRefusal(limits: RiskLimits): Refusal | null {
  for (const [name, bound] of Object.entries(BOUNDS) as [keyof RiskLimits, Bound][]) {
    const value: unknown = limits[name];
    const inRange = typeof value === "number" && value >= bound.min && value <= bound.max;
    if (inRange && (!bound.whole || Number.isSafeInteger(value))) continue;
    return {
      code: "risk.limit-out-of-range",
      message: `The limit ${name} is not in its range.`,
      field: `limits.${name}`,
      inputs: { [name]: typeof value === "number" && Number.isFinite(value) ? value : null },
      limit: bound.words,
      remedy: `Set ${name} to a value in its range: ${bound.words}.`,
    };
  }
  if (limits.orderContractsMax <= limits.positionContractsMax) return null;
  const { orderContractsMax, positionContractsMax } = limits;
  return {
    code: "risk.limits-contradict",
    message: "One order may not be larger than the position that it makes.",
    field: "limits.orderContractsMax",
    inputs: { orderContractsMax, positionContractsMax },
    limit: `at most ${positionContractsMax} contracts`,
    remedy: `Set orderContractsMax to ${positionContractsMax} or less, or raise positionContractsMax.`,
  };
}

export function sameLimits(a: RiskLimits, b: RiskLimits): boolean {
  return (Object.keys(BOUNDS) as (keyof RiskLimits)[]).every((name) => a[name] === b[name]);
}
