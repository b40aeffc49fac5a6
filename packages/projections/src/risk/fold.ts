import {
  type EpochMs,
  type Micros,
  type OrderEvent,
  type OrderRef,
  type Position,
  type RiskEvent,
  type RiskLimits,
  type RiskRule,
  type RiskVerdict,
  Shelf,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

interface ByWhom {
  readonly actor: string;
  readonly reason: string;
  readonly at: EpochMs;
}

export interface BreakerState {
  readonly underlying: string;
  /** 1.0 is 100 %. */
  readonly volatility: number;
  readonly limit: number;
  readonly at: EpochMs;
}

export interface AssessmentState {
  readonly orderRef: OrderRef;
  readonly passed: boolean;
  readonly verdicts: readonly RiskVerdict[];
  readonly limits: RiskLimits;
  readonly limitPrice: Micros;
  readonly at: EpochMs;
  readonly position: Position;
}

export interface AccountRiskState {
  limits: RiskLimits | null;
  limitsSet: ByWhom | null;
  /** Null while it is released. */
  killSwitch: ByWhom | null;
  readonly breakers: Map<string, BreakerState>;
  /** Blocks since the start of the log. */
  readonly hits: Map<RiskRule, number>;
  lastAssessment: AssessmentState | null;
  position: Position;
}

/** Limits in force, what is switched off, and what was blocked. */
export interface RiskState extends ViewState {
  readonly accounts: Map<string, AccountRiskState>;
  /** An assessment does not name the account; the request before it does. */
  readonly accountOfOrder: Shelf<OrderRef, string>;
}

function accountFor(state: RiskState, account: string, position: Position): AccountRiskState {
  let found = state.accounts.get(account);
  if (found === undefined) {
    found = {
      limits: null,
      limitsSet: null,
      killSwitch: null,
      breakers: new Map(),
      hits: new Map(),
      lastAssessment: null,
      position,
    };
    state.accounts.set(account, found);
  }
  found.position = position;
  return found;
}

type Followed = RiskEvent | Extract<OrderEvent, { type: "OrderRequested" | "RiskAssessed" }>;

export const risk = projection<RiskState, Followed>({
  name: "risk",
  version: 2,
  init: () => ({ position: null, accounts: new Map(), accountOfOrder: new Shelf() }),
  on: {
    RiskLimitsSet(state, { account, limits, actor, reason }, { position, metadata }) {
      const found = accountFor(state, account, position);
      found.limits = limits;
      found.limitsSet = { actor, reason, at: metadata.occurredAt };
      return true;
    },
    KillSwitchEngaged(state, { account, actor, reason }, { position, metadata }) {
      accountFor(state, account, position).killSwitch = { actor, reason, at: metadata.occurredAt };
      return true;
    },
    KillSwitchReleased(state, { account }, { position }) {
      accountFor(state, account, position).killSwitch = null;
      return true;
    },
    VolatilityBreakerTripped(state, { account, underlying, volatility, limit }, { position, metadata }) {
      const breaker = { underlying, volatility, limit, at: metadata.occurredAt };
      accountFor(state, account, position).breakers.set(underlying, breaker);
      return true;
    },
    VolatilityBreakerReset(state, { account, underlying }, { position }) {
      accountFor(state, account, position).breakers.delete(underlying);
      return true;
    },
    OrderRequested(state, { orderRef, account }) {
      state.accountOfOrder.set(orderRef, account);
      return true;
    },
    RiskAssessed(state, { orderRef, passed, verdicts, limits, limitPrice }, { position, metadata }) {
      const name = state.accountOfOrder.get(orderRef);
      if (name === undefined) throw new Error(`assessment of ${orderRef}, which was never requested`);
      const account = accountFor(state, name, position);
      const at = metadata.occurredAt;
      account.lastAssessment = { orderRef, passed, verdicts, limits, limitPrice, at, position };
      for (const { rule, verdict } of verdicts) {
        if (verdict === "block") account.hits.set(rule, (account.hits.get(rule) ?? 0) + 1);
      }
      return true;
    },
  },
});
