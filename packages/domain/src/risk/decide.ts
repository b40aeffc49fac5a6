import { type Decider, unreachable } from "../kernel/decider.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { RiskCommand, RiskContext } from "./commands.ts";
import type { RiskEvent } from "./events.ts";
import { limitsRefusal, sameLimits } from "./limits.ts";
import { INITIAL_RISK, type RiskState } from "./state.ts";

type Result = Outcome<RiskEvent>;

/** Limits, kill switch and volatility breakers of one account. The rules themselves are `assessOrder`'s. */
export const riskControl: Decider<RiskState, RiskCommand, RiskEvent, RiskContext> = {
  category: "risk",
  initial: INITIAL_RISK,
  decide,
  evolve,
};

function decide(state: RiskState, command: RiskCommand): Result {
  const { account } = command.data;
  if (state.account !== null && state.account !== account) {
    throw new Error(`a command for account ${account} on the risk of ${state.account}`);
  }
  switch (command.type) {
    case "SetLimits":
      return setLimits(state, command.data);
    case "EngageKillSwitch":
      return state.killSwitch.engaged ? nothing() : emit({ type: "KillSwitchEngaged", data: command.data });
    case "ReleaseKillSwitch":
      return releaseKillSwitch(state, command.data);
    case "TripBreaker":
      return tripBreaker(state, command.data);
    case "ResetBreaker":
      if (!state.breakers.has(command.data.underlying)) return nothing();
      return unexplained(command.data) ?? emit({ type: "VolatilityBreakerReset", data: command.data });
    default:
      return unreachable(command);
  }
}

function setLimits(state: RiskState, data: Extract<RiskCommand, { type: "SetLimits" }>["data"]): Result {
  const refusal = limitsRefusal(data.limits);
  if (refusal !== null) return refuse(refusal);
  if (sameLimits(data.limits, state.limits)) return nothing();
  return unexplained(data) ?? emit({ type: "RiskLimitsSet", data });
}

/** Anyone and any rule may stop trading; only a person may let it go on. */
function releaseKillSwitch(
  state: RiskState,
  data: Extract<RiskCommand, { type: "ReleaseKillSwitch" }>["data"],
): Result {
  if (!state.killSwitch.engaged) return nothing();
  if (!data.actor.startsWith("user:")) {
    return refuse({
      code: "risk.release-needs-a-person",
      message: "Only a person may release the kill switch.",
      field: "actor",
      inputs: { actor: data.actor },
      limit: "an actor of the form user:<name>",
      remedy: "Let a person who may trade release it.",
    });
  }
  return unexplained(data) ?? emit({ type: "KillSwitchReleased", data });
}

function tripBreaker(state: RiskState, data: Extract<RiskCommand, { type: "TripBreaker" }>["data"]): Result {
  if (state.breakers.has(data.underlying)) return nothing();
  if (!(data.volatility > data.limit) || !Number.isFinite(data.volatility)) {
    return refuse({
      code: "risk.volatility-within-limit",
      message: `The volatility of ${data.underlying} is not over the limit.`,
      field: "volatility",
      inputs: { volatility: Number.isFinite(data.volatility) ? data.volatility : null, limit: data.limit },
      limit: `over ${data.limit}`,
      remedy: "Engage the kill switch to stop trading for another reason.",
    });
  }
  return emit({ type: "VolatilityBreakerTripped", data });
}

function unexplained({
  actor,
  reason,
}: {
  readonly actor: string;
  readonly reason: string;
}): Outcome<never> | null {
  const field = actor.trim() === "" ? "actor" : reason.trim() === "" ? "reason" : null;
  if (field === null) return null;
  return refuse({
    code: "risk.reason-missing",
    message: "A change that lets trading go on, or changes a limit, names who made it and why.",
    field,
    inputs: { actor, reason },
    limit: "not empty",
    remedy: `Give the ${field}.`,
  });
}

function evolve(state: RiskState, event: RiskEvent): RiskState {
  const { account } = event.data;
  switch (event.type) {
    case "RiskLimitsSet":
      return { ...state, account, limits: event.data.limits };
    case "KillSwitchEngaged": {
      const { actor, reason } = event.data;
      return { ...state, account, killSwitch: { engaged: true, reason, actor } };
    }
    case "KillSwitchReleased":
      return { ...state, account, killSwitch: { engaged: false, reason: null, actor: null } };
    case "VolatilityBreakerTripped": {
      const { underlying, volatility, limit } = event.data;
      return { ...state, account, breakers: new Map(state.breakers).set(underlying, { volatility, limit }) };
    }
    case "VolatilityBreakerReset": {
      const breakers = new Map(state.breakers);
      breakers.delete(event.data.underlying);
      return { ...state, account, breakers };
    }
    default:
      return unreachable(event);
  }
}
