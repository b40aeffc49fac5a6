import {
  DEFAULT_RISK_LIMITS,
  type EpochMs,
  formatMicros,
  type Micros,
  micros,
  type Position,
  type RiskLimits,
} from "@legbook/domain";
import { type RiskUsageView, riskView, type RiskView, type ViewStates } from "@legbook/projections";
import type { Money } from "../schema/money.ts";
import type { CountModel } from "./counts.ts";

type AmountLimits = "dailyLossMax" | "orderValueMax" | "buyingPowerMin";

export interface RiskLimitsModel
  extends Omit<RiskLimits, AmountLimits>, Readonly<Record<AmountLimits, Money>> {}

export interface RiskUsageModel {
  readonly rule: string;
  readonly used: string;
  readonly limit: string;
  readonly percent: number | null;
}

export interface RiskModel extends Pick<
  RiskView,
  "position" | "account" | "killSwitchEngaged" | "killSwitchReason" | "killSwitchBy" | "breakersTripped"
> {
  readonly position: Position | null;
  readonly limits: RiskLimitsModel;
  readonly usage: readonly RiskUsageModel[];
  readonly hits: readonly CountModel[];
}

/** A limit's use with its unit, such as "3 contracts" or "1250.00 USD". */
function measured({ unit }: RiskUsageView, value: number, currency: string): string {
  switch (unit) {
    case "contracts":
      return `${value} ${value === 1 ? "contract" : "contracts"}`;
    case "money":
      return `${formatMicros(micros(value))} ${currency}`;
    case "share":
      return `${(value * 100).toFixed(1)} %`;
    case "ms":
      return `${value} ms`;
  }
}

function usageModel(usage: RiskUsageView, currency: string): RiskUsageModel {
  return {
    rule: usage.rule,
    used: usage.used === null ? "not known" : measured(usage, usage.used, currency),
    limit: `at ${usage.minimum ? "least" : "most"} ${measured(usage, usage.limit, currency)}`,
    percent: usage.percent,
  };
}

/** Limits with their amounts in the account's currency. */
export function riskLimitsModel(limits: RiskLimits, currency: string): RiskLimitsModel {
  const amount = (value: Micros): Money => ({ amount: value, currency });
  return {
    ...limits,
    dailyLossMax: amount(limits.dailyLossMax),
    orderValueMax: amount(limits.orderValueMax),
    buyingPowerMin: amount(limits.buyingPowerMin),
  };
}

/** Limits, their use, switches and hits of an account. Until the log holds limits of it, the defaults are in force. */
export function riskModel(
  views: ViewStates,
  account: string,
  now: EpochMs,
  currencyOtherwise: string,
): RiskModel {
  const view = riskView(views, account, now);
  const currency = view.currency ?? currencyOtherwise;
  return {
    ...view,
    limits: riskLimitsModel(view.limits ?? DEFAULT_RISK_LIMITS, currency),
    usage: view.usage.map((usage) => usageModel(usage, currency)),
    hits: view.hits.map(({ rule, count }) => ({ reason: rule, count })),
  };
}
