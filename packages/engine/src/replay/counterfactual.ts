import { setImmediate } from "node:timers/promises";
import {
  applyTicks,
  DEFAULT_RISK_LIMITS,
  type DomainRecord,
  limitsRefusal,
  type OrderRef,
  type OrderRequest,
  type RiskLimits,
  type RiskVerdict,
  type TicksRecorded,
} from "@legbook/domain";
import type { LogReader } from "../ports/event-store.ts";
import { riskOf, type World } from "../world/world.ts";
import type { CounterfactualOrder, CounterfactualReport, LadderOrder } from "./counterfactual-report.ts";
import { decideAgain } from "./decide-again.ts";
import { MarketWatch } from "./market-watch.ts";
import { couldHaveMade, madeBy } from "./profit-bounds.ts";
import { recordedScans } from "./recorded-scans.ts";
import { ScanAgain } from "./scan-counterfactual.ts";
import type { ScanChange } from "./scan-settings.ts";
import { SessionMoments } from "./session-moments.ts";
import { createTurnCutter, decidedIn, type RecordedTurn } from "./recorded-turn.ts";
import { isSessionStarted, RecordedWorld, type SessionRules } from "./recorded-world.ts";

export interface CounterfactualOptions {
  /** Laid over the limits that were in force, for every account and from the beginning. */
  readonly limits: Partial<RiskLimits>;
  /** Laid over the criteria of every recorded scan; null to leave scans out. */
  readonly scan?: ScanChange | null;
  readonly onProgress?: (events: number) => void;
}

/**
 * What other risk limits would have done to the recorded orders. Each order is judged by today's rules on what the
 * engine knew at that moment, once under the limits in force and once under the changed ones; what an order that falls
 * away or is added would have changed for later ones is left out. Profits are bounds, from recorded quotes.
 *
 * Throws `RangeError` for limits that could not be set.
 */
export async function whatIf(log: LogReader, options: CounterfactualOptions): Promise<CounterfactualReport> {
  const refusal = limitsRefusal({ ...DEFAULT_RISK_LIMITS, ...options.limits });
  if (refusal !== null) throw new RangeError(`${refusal.message} ${refusal.remedy}`);
  const run = new Counterfactual(log, options);
  if (options.scan !== undefined && options.scan !== null) await run.scans(options.scan);
  for await (const page of log.readAll({ direction: "forwards" })) {
    await run.take(page as readonly DomainRecord[]);
  }
  return run.end();
}

/** An order whose market is followed; `changed` when the limits decide otherwise. */
interface Followed {
  readonly record: AssessmentRecord;
  readonly request: OrderRequest;
  readonly watch: MarketWatch;
  readonly changed: Pick<CounterfactualOrder, "change" | "verdicts"> | null;
}

type AssessmentRecord = Extract<DomainRecord, { event: { type: "RiskAssessed" } }>;

class Counterfactual {
  readonly #log: LogReader;
  readonly #options: CounterfactualOptions;
  readonly #recorded: RecordedWorld;
  readonly #cutter = createTurnCutter();
  readonly #followed: Followed[] = [];
  readonly #watches = new Map<number, MarketWatch[]>();
  readonly #moments = new SessionMoments();
  #scans: readonly ScanAgain[] = [];
  #events = 0;
  #assessed = 0;

  constructor(log: LogReader, options: CounterfactualOptions) {
    this.#log = log;
    this.#options = options;
    this.#recorded = new RecordedWorld(log);
  }

  /** Takes the recorded scans again, with their criteria changed. To be told before the log is read. */
  async scans(change: ScanChange): Promise<void> {
    const reading = {
      world: () => this.#recorded.world,
      limits: () => this.#rules().limits,
      follow: (watch: MarketWatch) => this.#follow(watch),
      pause: setImmediate,
    };
    const scans = await recordedScans(this.#log);
    this.#scans = scans.map((scan) => new ScanAgain(scan, change, reading, this.#moments));
  }

  #rules(): SessionRules {
    const { rules } = this.#recorded;
    if (rules === null) throw new Error("a scan looked before its session began");
    return rules;
  }

  async take(records: readonly DomainRecord[]): Promise<void> {
    for (const record of records) {
      const { ended, alone } = this.#cutter.push(record);
      if (ended !== null) await this.#judge(ended);
      if (alone !== null) await this.#fold(alone);
      this.#events += 1;
    }
    this.#options.onProgress?.(this.#events);
  }

  async end(): Promise<CounterfactualReport> {
    const last = this.#cutter.end();
    if (last !== null) await this.#judge(last);
    const { world } = this.#recorded;
    return {
      limits: this.#options.limits,
      events: this.#events,
      assessed: this.#assessed,
      orders: this.#followed.flatMap((one) => orderOf(one, world)),
      ladders: this.#followed.flatMap((one) => ladderOf(one, world)),
      scansAsked: (this.#options.scan ?? null) !== null,
      scans: this.#scans.map((scan) => scan.end()),
    };
  }

  async #judge(turn: RecordedTurn): Promise<void> {
    const decided = decidedIn(turn);
    const started = decided.find(isSessionStarted);
    if (started !== undefined) await this.#recorded.beginSession(started);
    const assessments = decided.filter(isAssessment);
    const { rules, world } = this.#recorded;
    if (assessments.length > 0 && rules !== null) this.#compare(turn, assessments, rules, world);
    for (const record of turn.records) await this.#fold(record);
    await this.#moments.turnFolded(turn.inputs.metadata.session);
  }

  #compare(
    turn: RecordedTurn,
    assessments: readonly AssessmentRecord[],
    rules: SessionRules,
    world: World,
  ): void {
    const asIs = assessmentsOf(turn, rules);
    const changed = underLimits(world, assessments, this.#options.limits, () => assessmentsOf(turn, rules));
    for (const record of assessments) {
      const { orderRef, limitPrice } = record.event.data;
      const request = world.orders.get(orderRef)?.state.request ?? null;
      if (request === null) continue;
      this.#assessed += 1;
      const watch = new MarketWatch(request, limitPrice, record.metadata.occurredAt);
      watch.look(world.quotes, record.metadata.occurredAt);
      this.#followed.push({
        record,
        request,
        watch,
        changed: changeBetween(asIs.get(orderRef), changed.get(orderRef)),
      });
      this.#follow(watch);
    }
  }

  #follow(watch: MarketWatch): void {
    for (const conId of watch.conIds) this.#watches.set(conId, [...(this.#watches.get(conId) ?? []), watch]);
  }

  async #fold(record: DomainRecord): Promise<void> {
    const { event } = record;
    const { rules } = this.#recorded;
    if (isSessionStarted(record) && rules?.session !== record.event.data.sessionId)
      await this.#recorded.beginSession(record);
    if (event.type === "TicksRecorded") await this.#foldTicks(event.data, record.metadata.session);
    else this.#recorded.fold(record);
    for (const scan of this.#scans) scan.heed(record);
  }

  async #foldTicks(ticks: TicksRecorded, session: string): Promise<void> {
    for (const piece of this.#moments.pieces(session, ticks)) {
      if (piece.conIds.some((conId) => this.#watches.has(conId))) this.#tickByTick(piece);
      else applyTicks(this.#recorded.world.quotes, piece);
      await this.#moments.ticksFolded(session, piece.conIds.length);
    }
  }

  /** A quote that lasts for a tick counts. */
  #tickByTick(ticks: TicksRecorded): void {
    const { quotes } = this.#recorded.world;
    for (const [index, conId] of ticks.conIds.entries()) {
      const one = {
        baseTime: ticks.baseTime,
        conIds: [conId],
        kinds: ticks.kinds.slice(index, index + 1),
        values: ticks.values.slice(index, index + 1),
        offsetsMs: ticks.offsetsMs.slice(index, index + 1),
      };
      applyTicks(quotes, one);
      const quotedAt = quotes.rows.get(conId)?.quotedAt ?? null;
      if (quotedAt !== null) for (const watch of this.#watches.get(conId) ?? []) watch.look(quotes, quotedAt);
    }
  }
}

function isAssessment(record: DomainRecord): record is AssessmentRecord {
  return record.event.type === "RiskAssessed";
}

interface Judgement {
  readonly passed: boolean;
  readonly verdicts: readonly RiskVerdict[];
}

function assessmentsOf(turn: RecordedTurn, rules: SessionRules): ReadonlyMap<OrderRef, Judgement> {
  const { decided, failure } = decideAgain(turn, rules);
  if (failure !== null)
    throw new Error(`the turn at ${turn.inputs.position} cannot be decided again: ${failure}`);
  return new Map(
    decided.flatMap(({ event }) =>
      event.type === "RiskAssessed" ? [[event.data.orderRef, event.data] as const] : [],
    ),
  );
}

/** Does `work` in a world whose accounts have other limits, and puts the real ones back. */
function underLimits<Result>(
  world: World,
  assessments: readonly AssessmentRecord[],
  limits: Partial<RiskLimits>,
  work: () => Result,
): Result {
  const before = new Map(world.risk);
  for (const { event } of assessments) {
    const account = world.orders.get(event.data.orderRef)?.state.request?.account;
    if (account === undefined) continue;
    const { state, revision } = riskOf(world, account);
    world.risk.set(account, { state: { ...state, limits: { ...state.limits, ...limits } }, revision });
  }
  try {
    return work();
  } finally {
    world.risk.clear();
    for (const [account, risk] of before) world.risk.set(account, risk);
  }
}

function changeBetween(
  asIs: Judgement | undefined,
  changed: Judgement | undefined,
): Pick<CounterfactualOrder, "change" | "verdicts"> | null {
  if (asIs === undefined || changed === undefined || asIs.passed === changed.passed) return null;
  const blocking = (asIs.passed ? changed : asIs).verdicts.filter(({ verdict }) => verdict === "block");
  return { change: asIs.passed ? "blocked" : "allowed", verdicts: blocking };
}

function orderOf(
  { record, request, watch, changed }: Followed,
  world: World,
): readonly CounterfactualOrder[] {
  const state = world.orders.get(request.orderRef)?.state;
  if (changed === null || state === undefined) return [];
  const { orderRef, account, symbol, purpose, quantity } = request;
  const seen = watch.seen();
  const isAllowed = changed.change === "allowed";
  return [
    {
      orderRef,
      account,
      symbol,
      currency: request.legs[0]?.contract.currency ?? "",
      purpose,
      quantity,
      limitPrice: record.event.data.limitPrice,
      position: record.position,
      at: record.metadata.occurredAt,
      ...changed,
      profit:
        purpose === "preview"
          ? null
          : isAllowed
            ? couldHaveMade(record.event.data.limitPrice, quantity, request.legs, seen)
            : madeBy(state, request.legs, seen),
      filled: state.filled,
      crossedAfterMs: isAllowed ? seen.crossedAfterMs : null,
    },
  ];
}

function ladderOf({ record, request, watch }: Followed, world: World): readonly LadderOrder[] {
  const state = world.orders.get(request.orderRef)?.state;
  const { ladder } = watch.seen();
  if (state === undefined || state.placement === null || ladder === null) return [];
  return [
    {
      orderRef: request.orderRef,
      at: record.metadata.occurredAt,
      limitPrice: record.event.data.limitPrice,
      filled: state.filled,
      averageFillPrice: state.averageFillPrice,
      ladder,
    },
  ];
}
