import type { RiskInputs } from "./inputs.ts";
import type { RiskLimits, RiskVerdict } from "./events.ts";
import { buyingPower } from "./rules/buying-power.ts";
import { connection } from "./rules/connection.ts";
import { dailyLoss } from "./rules/daily-loss.ts";
import { duplicate } from "./rules/duplicate.ts";
import { killSwitch } from "./rules/kill-switch.ts";
import { orderSize } from "./rules/order-size.ts";
import { orderValue } from "./rules/order-value.ts";
import { position } from "./rules/position.ts";
import { priceCollar } from "./rules/price-collar.ts";
import { quoteAge } from "./rules/quote-age.ts";
import type { NamedRiskRule } from "./rules/verdict.ts";
import { volatilityBreaker } from "./rules/volatility-breaker.ts";

/** The order of evaluation, which is also the order of the verdicts. */
export const RISK_RULES: readonly NamedRiskRule[] = [
  killSwitch,
  connection,
  quoteAge,
  priceCollar,
  orderSize,
  orderValue,
  position,
  dailyLoss,
  buyingPower,
  volatilityBreaker,
  duplicate,
];

export interface RiskAssessment {
  readonly passed: boolean;
  readonly verdicts: readonly RiskVerdict[];
}

/** Asks every rule, every time, in their order. The order passes when all of them pass. */
export function assessOrder(inputs: RiskInputs, limits: RiskLimits): RiskAssessment {
  const verdicts = RISK_RULES.map(({ rule, check }): RiskVerdict => {
    const { verdict, inputs: seen, limit, reason, remedy } = check(inputs, limits);
    return { rule, verdict, inputs: seen, limit, reason, remedy };
  });
  return { passed: verdicts.every(({ verdict }) => verdict === "pass"), verdicts };
}
