import {
  DEFAULT_RISK_LIMITS,
  type Micros,
  parseMicros,
  type Position,
  type Refusal,
  type RiskLimits,
} from "@legbook/domain";
import type { CommandAnswer } from "@legbook/engine/ports";
import type { ApiContext } from "../context.ts";
import { VIEWS_OF } from "../models/models.ts";
import type { RiskModel } from "../models/risk.ts";
import { builder } from "./builder.ts";
import { assertThere, shown } from "./read-your-writes.ts";
import { RefusedCommand, refusedWithField, resultUnion } from "./refusal.ts";
import { riskType } from "./risk.ts";

interface RiskChanged {
  readonly position: Position;
  readonly risk: RiskModel;
}

interface KillSwitchSet extends RiskChanged {
  readonly cancelled: readonly string[];
}

const riskLimitsInput = builder.inputType("RiskLimitsInput", {
  fields: (t) => ({
    account: t.string({ required: true }),
    reason: t.string({ required: true }),
    positionContractsMax: t.int(),
    dailyLossMax: t.string(),
    orderValueMax: t.string(),
    orderContractsMax: t.int(),
    buyingPowerMin: t.string(),
    volatilityMax: t.float(),
    quoteAgeMaxMs: t.int(),
    priceCollarShare: t.float(),
    duplicateWindowMs: t.int(),
  }),
});

const killSwitchInput = builder.inputType("KillSwitchInput", {
  fields: (t) => ({
    account: t.string({ required: true }),
    reason: t.string({ required: true }),
  }),
});

const resetBreakerInput = builder.inputType("ResetBreakerInput", {
  fields: (t) => ({
    account: t.string({ required: true }),
    underlying: t.string({ required: true }),
    reason: t.string({ required: true }),
  }),
});

const riskLimitsSetType = builder.objectRef<RiskChanged>("RiskLimitsSet").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    risk: t.expose("risk", { type: riskType }),
  }),
});

const killSwitchSetType = builder.objectRef<KillSwitchSet>("KillSwitchSet").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    risk: t.expose("risk", { type: riskType }),
    cancelled: t.field({ type: ["ID"], resolve: ({ cancelled }) => [...cancelled] }),
  }),
});

const breakerResetType = builder.objectRef<RiskChanged>("BreakerReset").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    risk: t.expose("risk", { type: riskType }),
  }),
});

const AMOUNTS = ["dailyLossMax", "orderValueMax", "buyingPowerMin"] as const;
const NUMBERS = [
  "positionContractsMax",
  "orderContractsMax",
  "volatilityMax",
  "quoteAgeMaxMs",
  "priceCollarShare",
  "duplicateWindowMs",
] as const;

type LimitsInput = typeof riskLimitsInput.$inferInput;

/** The limits in force with the given ones in their place, or why an amount cannot be read. */
function changedLimits(inForce: RiskLimits, input: LimitsInput): RiskLimits | RefusedCommand {
  const changes: Partial<Record<keyof RiskLimits, number>> = {};
  for (const name of NUMBERS) {
    const value = input[name];
    if (value !== null && value !== undefined) changes[name] = value;
  }
  for (const name of AMOUNTS) {
    const text = input[name];
    if (text === null || text === undefined) continue;
    const amount: Micros | null = parseMicros(text);
    if (amount === null) return new RefusedCommand(notAnAmount(name, text));
    changes[name] = amount;
  }
  return { ...inForce, ...changes } as RiskLimits;
}

/** Limits are fields of the input itself here. */
function limitField(field: string): string {
  return field.replace(/^limits\./, "");
}

function notAnAmount(field: string, text: string): Refusal {
  return {
    code: "risk.limit-not-an-amount",
    message: `${field} is ${JSON.stringify(text.slice(0, 60))}, which is no amount of money.`,
    field,
    inputs: { [field]: text.slice(0, 60) },
    limit: "plain decimal text with at most six decimals",
    remedy: 'Write it like "2500" or "1234.50", without currency or thousands separators.',
  };
}

async function changedRisk(context: ApiContext, account: string, position: Position): Promise<RiskChanged> {
  await shown(context, position, VIEWS_OF.risk);
  return { position, risk: context.models.risk(account) };
}

async function riskAnswer(
  context: ApiContext,
  account: string,
  answer: CommandAnswer,
): Promise<RiskChanged | RefusedCommand> {
  return answer.kind === "refused"
    ? new RefusedCommand(answer.refusal)
    : changedRisk(context, account, answer.position);
}

builder.mutationField("setRiskLimits", (t) =>
  t.field({
    type: resultUnion("SetRiskLimitsResult", riskLimitsSetType),
    args: { input: t.arg({ type: riskLimitsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { account, reason } = input;
      assertThere(context, VIEWS_OF.risk);
      const inForce = context.views.risk.accounts.get(account)?.limits ?? DEFAULT_RISK_LIMITS;
      const limits = changedLimits(inForce, input);
      if (limits instanceof RefusedCommand) return limits;
      const answer = await context.engine.setRiskLimits(account, limits, reason, context.user);
      return answer.kind === "refused"
        ? refusedWithField(answer.refusal, limitField)
        : changedRisk(context, account, answer.position);
    },
  }),
);

const killSwitchResult = resultUnion("KillSwitchResult", killSwitchSetType);

builder.mutationField("engageKillSwitch", (t) =>
  t.field({
    type: killSwitchResult,
    args: { input: t.arg({ type: killSwitchInput, required: true }) },
    resolve: async (_root, { input: { account, reason } }, context) => {
      const answer = await context.engine.engageKillSwitch(account, reason, context.user);
      if (answer.kind === "refused") return new RefusedCommand(answer.refusal);
      const { cancelled, position } = answer;
      return { ...(await changedRisk(context, account, position)), cancelled };
    },
  }),
);

builder.mutationField("releaseKillSwitch", (t) =>
  t.field({
    type: killSwitchResult,
    args: { input: t.arg({ type: killSwitchInput, required: true }) },
    resolve: async (_root, { input: { account, reason } }, context) => {
      assertThere(context, VIEWS_OF.risk);
      const answer = await context.engine.releaseKillSwitch(account, reason, context.user);
      if (answer.kind === "refused") return new RefusedCommand(answer.refusal);
      return { ...(await changedRisk(context, account, answer.position)), cancelled: [] };
    },
  }),
);

builder.mutationField("resetVolatilityBreaker", (t) =>
  t.field({
    type: resultUnion("ResetBreakerResult", breakerResetType),
    args: { input: t.arg({ type: resetBreakerInput, required: true }) },
    resolve: async (_root, { input: { account, underlying, reason } }, context) => {
      const { engine, user } = context;
      assertThere(context, VIEWS_OF.risk);
      const answer = await engine.resetVolatilityBreaker(account, underlying, reason, user);
      return riskAnswer(context, account, answer);
    },
  }),
);
