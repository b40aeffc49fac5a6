import { formatMicros, type Micros } from "../../kernel/money.ts";
import type { RiskInputs } from "../inputs.ts";
import type { RiskLimits, RiskRule, RiskVerdict } from "../events.ts";

/** A rule looks at everything and always answers; what it cannot know, it blocks. */
export type RiskRuleCheck = (inputs: RiskInputs, limits: RiskLimits) => Omit<RiskVerdict, "rule">;

export interface NamedRiskRule {
  readonly rule: RiskRule;
  readonly check: RiskRuleCheck;
}

type VerdictInputs = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function pass(inputs: VerdictInputs, limit: string, reason: string): Omit<RiskVerdict, "rule"> {
  return { verdict: "pass", inputs: recorded(inputs), limit, reason, remedy: null };
}

export function block(
  inputs: VerdictInputs,
  limit: string,
  reason: string,
  remedy: string,
): Omit<RiskVerdict, "rule"> {
  return { verdict: "block", inputs: recorded(inputs), limit, reason, remedy };
}

/** Verdicts are stored as JSON, which has no NaN or infinity: such an input is as good as none. */
function recorded(inputs: VerdictInputs): RiskVerdict["inputs"] {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value,
    ]),
  );
}

/** Whether a number is there and can be compared. */
export function isKnown<Value extends number>(value: Value | null | undefined): value is Value {
  return typeof value === "number" && Number.isFinite(value);
}

/** Whether a flag is set or cleared for certain: what is missing is neither, whatever its type promises. */
export function isExactly(flag: unknown, expected: boolean): boolean {
  return flag === expected;
}

/** An amount or price for a text or an input; null when it is not known. */
export function amountText(value: number | null | undefined): string | null {
  return isKnown(value) && Number.isSafeInteger(value) ? formatMicros(value as Micros) : null;
}
