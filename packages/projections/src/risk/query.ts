import {
  DEFAULT_RISK_LIMITS,
  type EpochMs,
  type Micros,
  micros,
  type Position,
  type RiskLimits,
  type RiskRule,
} from "@legbook/domain";
import { quoteAgeMs, quoteRow } from "../market/query.ts";
import { quantitiesOf } from "../positions/groups.ts";
import type { ViewStates } from "../runner/states.ts";
import type { AccountRiskState, AssessmentState, BreakerState } from "./fold.ts";

/** How much of a limit is in use now. A null `used` is not known, which blocks an order. */
export interface RiskUsageView {
  readonly rule: RiskRule;
  readonly unit: "contracts" | "money" | "share" | "ms";
  /** `money` in micros; `share`: 1.0 is 100 %. */
  readonly used: number | null;
  readonly limit: number;
  /** Of the limit; for a minimum, the limit of what there is. Over 100 is beyond it. Null when it has no meaning. */
  readonly percent: number | null;
  /** The limit is the least, not the most. */
  readonly minimum: boolean;
}

export interface RiskView {
  readonly position: Position | null;
  readonly account: string;
  /** ISO 4217, of the account's summary; null before the first. */
  readonly currency: string | null;
  readonly killSwitchEngaged: boolean;
  readonly killSwitchReason: string | null;
  readonly killSwitchBy: string | null;
  readonly killSwitchAt: EpochMs | null;
  readonly limits: RiskLimits;
  /** Null while the defaults hold. */
  readonly limitsSet: AccountRiskState["limitsSet"];
  readonly usage: readonly RiskUsageView[];
  readonly breakersTripped: readonly BreakerState[];
  /** Blocks by rule since the start of the log, most first. */
  readonly hits: readonly { readonly rule: RiskRule; readonly count: number }[];
  readonly lastAssessment: AssessmentState | null;
}

/** Contracts by id, held or in working orders, whichever way round: what the position limit counts. */
function exposure(views: ViewStates, account: string): Map<number, number> {
  const contracts = new Map<number, number>();
  for (const [conId, quantity] of quantitiesOf(views, account)) contracts.set(conId, Math.abs(quantity));
  for (const orderRef of views.orders.working) {
    const order = views.orders.orders.get(orderRef)?.state;
    if (order === undefined || order.placement?.account !== account) continue;
    for (const { contract, ratio } of order.placement.legs) {
      contracts.set(contract.conId, (contracts.get(contract.conId) ?? 0) + order.remaining * ratio);
    }
  }
  return contracts;
}

function most(values: Iterable<number | null>): number | null {
  let found: number | null = null;
  for (const value of values) if (value !== null && (found === null || value > found)) found = value;
  return found;
}

function upTo(
  rule: RiskRule,
  unit: RiskUsageView["unit"],
  used: number | null,
  limit: number,
): RiskUsageView {
  const percent = used === null || limit <= 0 ? null : (100 * used) / limit;
  return { rule, unit, used, limit, percent, minimum: false };
}

function buyingPower(available: Micros | null, least: Micros): RiskUsageView {
  const percent = available === null || available <= 0 ? null : (100 * least) / available;
  return { rule: "buyingPower", unit: "money", used: available, limit: least, percent, minimum: true };
}

/** The rules whose use the views can tell; the others judge one order at a time. */
function usage(views: ViewStates, account: string, limits: RiskLimits, now: EpochMs): RiskUsageView[] {
  const profit = views.profitAndLoss.accounts.get(account);
  const contracts = exposure(views, account);
  const daily = profit?.reported?.daily ?? null;
  const loss = daily === null ? null : micros(Math.max(0, 0 - daily));
  const rows = [...contracts.keys()].map((conId) => quoteRow(views.market, conId));
  return [
    upTo("position", "contracts", most(contracts.values()) ?? 0, limits.positionContractsMax),
    upTo("dailyLoss", "money", loss, limits.dailyLossMax),
    buyingPower(profit?.summary?.buyingPower ?? null, limits.buyingPowerMin),
    upTo(
      "volatilityBreaker",
      "share",
      most(rows.map((row) => row?.model.volatility ?? null)),
      limits.volatilityMax,
    ),
    upTo("quoteAge", "ms", most(rows.map((row) => quoteAgeMs(row, now))), limits.quoteAgeMaxMs),
  ];
}

/** Limits, their use, switches and hits of an account. The domain's default limits hold until others are set. */
export function riskView(views: ViewStates, account: string, now: EpochMs): RiskView {
  const state = views.risk.accounts.get(account);
  const limits = state?.limits ?? DEFAULT_RISK_LIMITS;
  const killSwitch = state?.killSwitch ?? null;
  return {
    position: state?.position ?? null,
    account,
    currency: views.profitAndLoss.accounts.get(account)?.summary?.currency ?? null,
    killSwitchEngaged: killSwitch !== null,
    killSwitchReason: killSwitch?.reason ?? null,
    killSwitchBy: killSwitch?.actor ?? null,
    killSwitchAt: killSwitch?.at ?? null,
    limits,
    limitsSet: state?.limitsSet ?? null,
    usage: usage(views, account, limits, now),
    breakersTripped: [...(state?.breakers.values() ?? [])],
    hits: [...(state?.hits ?? [])]
      .map(([rule, count]) => ({ rule, count }))
      .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    lastAssessment: state?.lastAssessment ?? null,
  };
}
