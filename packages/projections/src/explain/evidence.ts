import {
  type ComboMarketView,
  type DomainEvent,
  type DomainRecord,
  micros,
  type OrderLeg,
  type OrderState,
  type Position,
  DEFAULT_RISK_LIMITS,
  type RiskLimits,
  sameLimits,
  streamName,
} from "@legbook/domain";
import { contractWords } from "../contracts/words.ts";
import { type LogReader, streamOf } from "./log-reader.ts";
import type { DecisionEvidence, LimitsEvidence, MarketEvidence, SessionEvidence } from "./model.ts";

type RecordOf<Type extends DomainEvent["type"]> = Extract<DomainRecord, { event: { type: Type } }>;

/** The market of a decision with each quote's age at it. */
export function marketEvidence(quotes: ComboMarketView, legs: readonly OrderLeg[]): MarketEvidence {
  const words = new Map(legs.map(({ contract }) => [contract.conId, contractWords(contract)]));
  const evidence = quotes.legs.map((leg) => ({
    ...leg,
    words: words.get(leg.conId) ?? `contract ${leg.conId}`,
    ageMs: leg.quotedAt === null ? null : quotes.at - leg.quotedAt,
  }));
  let oldest: number | null = evidence.length === 0 ? null : Number.NEGATIVE_INFINITY;
  for (const { ageMs } of evidence)
    oldest = oldest === null || ageMs === null ? null : Math.max(oldest, ageMs);
  return { ...quotes, legs: evidence, mid: midOf(quotes), oldestQuoteAgeMs: oldest };
}

/** Between the combo's bid and ask, signed; null without both. */
export function midOf({ bid, ask }: Pick<ComboMarketView, "bid" | "ask">): DecisionEvidence["market"]["mid"] {
  return bid === null || ask === null ? null : micros(Math.round((bid + ask) / 2));
}

/** The assessment among an order's events with all that it rested on. */
export async function decisionEvidence(
  log: LogReader,
  assessed: RecordOf<"RiskAssessed">,
  state: OrderState,
): Promise<DecisionEvidence> {
  const { passed, limitPrice, verdicts, quotes, limits } = assessed.event.data;
  return {
    position: assessed.position,
    at: assessed.metadata.occurredAt,
    passed,
    limitPrice,
    verdicts,
    market: marketEvidence(quotes, state.request?.legs ?? []),
    limits: await limitsEvidence(log, state.request?.account ?? null, limits, assessed.position),
    margin: state.margin ?? state.marginIncomplete,
    marginFailure: state.marginFailure,
  };
}

/** Limits as an assessment at a position took them, with the event of their account that had set them. */
async function limitsEvidence(
  log: LogReader,
  account: string | null,
  limits: RiskLimits,
  before: Position,
): Promise<LimitsEvidence> {
  const defaults = { limits, setBy: null, agrees: sameLimits(limits, DEFAULT_RISK_LIMITS) };
  if (account === null) return defaults;
  for await (const record of streamOf(log, streamName("risk", account), "backwards")) {
    if (record.position >= before || record.event.type !== "RiskLimitsSet") continue;
    const { actor, reason, limits: set } = record.event.data;
    const setBy = { position: record.position, at: record.metadata.occurredAt, actor, reason };
    return { limits, setBy, agrees: sameLimits(limits, set) };
  }
  return defaults;
}

/** The start of a session, with its configuration; null when it is not in the log. */
export async function sessionEvidence(log: LogReader, session: string): Promise<SessionEvidence | null> {
  for await (const { event, position, metadata } of streamOf(log, streamName("session", session))) {
    if (event.type === "SessionStarted") return { ...event.data, position, startedAt: metadata.occurredAt };
  }
  return null;
}
