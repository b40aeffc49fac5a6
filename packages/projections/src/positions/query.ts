import {
  asSpread,
  type EpochMs,
  type Micros,
  micros,
  type Position,
  scaleMicros,
  spreadTitle,
  type VerticalSpread,
  verticalSpread,
  width,
} from "@legbook/domain";
import { contractOf, wordsOf } from "../contracts/query.ts";
import { isExpired } from "../profit-and-loss/query.ts";
import type { ViewStates } from "../runner/states.ts";
import { holdingGroups, type HoldingGroup } from "./groups.ts";
import { positionLeg, type PositionLegView } from "./legs.ts";

/** How long the broker's report of a position may trail our execution before a difference is called one. */
export const MISMATCH_SETTLING_MS = 10_000;

/** Our executions and the broker's books disagree about a position. The broker's quantity is shown. */
export interface PositionMismatch {
  readonly account: string;
  readonly conId: number;
  readonly words: string;
  /** By our executions, and what was there before the log. */
  readonly own: number;
  /** Null when the broker has not spoken of this contract. */
  readonly broker: number | null;
  readonly since: EpochMs;
  /** True for the first moments after an execution, when the broker's report may be on its way. */
  readonly settling: boolean;
  readonly message: string;
}

export interface PositionGroupView {
  readonly position: Position | null;
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly strategy: "vertical" | "single";
  readonly words: string;
  /** ISO 4217; null when no leg's contract is known. */
  readonly currency: string | null;
  /** Spreads (positive), or the signed quantity of a lone contract. */
  readonly quantity: number;
  readonly legs: readonly PositionLegView[];
  /** Signed: negative for what a credit brought in. Null when a leg's is not known; likewise below. */
  readonly cost: Micros | null;
  readonly value: Micros | null;
  readonly profitOpen: Micros | null;
  readonly profitDay: Micros | null;
  /** Of the whole quantity, in shares. */
  readonly delta: number | null;
  readonly gamma: number | null;
  /** Per volatility point. */
  readonly vega: number | null;
  /** Per calendar day. */
  readonly theta: number | null;
  /** At expiry, from its cost; null where it is not bounded or not known. */
  readonly maxGain: Micros | null;
  /** As a positive amount. */
  readonly maxLoss: Micros | null;
  readonly mismatched: boolean;
}

export interface PositionsView {
  readonly position: Position | null;
  readonly groups: readonly PositionGroupView[];
  readonly mismatches: readonly PositionMismatch[];
}

function sumOf(
  legs: readonly PositionLegView[],
  pick: (leg: PositionLegView) => number | null,
): number | null {
  let sum = 0;
  for (const leg of legs) {
    const value = pick(leg);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function moneyOf(
  legs: readonly PositionLegView[],
  pick: (leg: PositionLegView) => Micros | null,
): Micros | null {
  const sum = sumOf(legs, pick);
  return sum === null ? null : micros(sum);
}

function spreadOf(legs: readonly PositionLegView[]): VerticalSpread | null {
  const long = legs.find((leg) => leg.quantity > 0)?.contract;
  const short = legs.find((leg) => leg.quantity < 0)?.contract;
  if (long?.kind !== "option" || short?.kind !== "option") return null;
  const result = verticalSpread(long, short);
  return result.kind === "spread" ? result.spread : null;
}

type Bounds = Pick<PositionGroupView, "maxGain" | "maxLoss">;

/** A debit vertical is worth 0 to its width at expiry, a credit one minus its width to 0: less its (signed) cost. */
function verticalBounds(spread: VerticalSpread, count: number, cost: Micros | null): Bounds {
  if (cost === null) return { maxGain: null, maxLoss: null };
  const most = scaleMicros(width(spread), count * spread.longLeg.multiplier);
  const [best, worst] = spread.side === "debit" ? [most, 0] : [0, 0 - most];
  return { maxGain: micros(best - cost), maxLoss: micros(cost - worst) };
}

/** An option alone: its buyer can lose what it cost, its writer can gain what it brought in. The rest is not bounded here. */
function loneBounds(leg: PositionLegView | undefined): Bounds {
  if (leg?.contract?.kind !== "option" || leg.cost === null) return { maxGain: null, maxLoss: null };
  return leg.quantity > 0
    ? { maxGain: null, maxLoss: leg.cost }
    : { maxGain: micros(0 - leg.cost), maxLoss: null };
}

function newest(positions: Iterable<Position | undefined>): Position | null {
  let last: Position | null = null;
  for (const position of positions) {
    if (position !== undefined && (last === null || position > last)) last = position;
  }
  return last;
}

function groupView(
  views: ViewStates,
  group: HoldingGroup,
  mismatched: ReadonlySet<number>,
  now: EpochMs,
): PositionGroupView {
  const { account, combo, count } = group;
  const legs = group.legs.map((leg) => positionLeg(views, account, leg, now));
  const spread = combo === null ? null : spreadOf(legs);
  const cost = moneyOf(legs, (leg) => leg.cost);
  const known = legs.find((leg) => leg.contract !== null)?.contract ?? null;
  const holdings = views.positions.holdings.get(account);
  return {
    position: newest([combo?.position, ...legs.map(({ conId }) => holdings?.get(conId)?.position)]),
    id: group.id,
    account,
    symbol: known?.symbol ?? "",
    strategy: combo === null ? "single" : combo.strategy,
    words: spread === null ? legs.map(({ words }) => words).join(", ") : spreadTitle(asSpread(spread)),
    currency: known?.currency ?? null,
    quantity: count,
    legs,
    cost,
    value: moneyOf(legs, (leg) => leg.value),
    profitOpen: moneyOf(legs, (leg) => leg.profitOpen),
    profitDay: moneyOf(legs, (leg) => leg.profitDay),
    delta: sumOf(legs, (leg) => leg.delta),
    gamma: sumOf(legs, (leg) => leg.gamma),
    vega: sumOf(legs, (leg) => leg.vega),
    theta: sumOf(legs, (leg) => leg.theta),
    ...(spread === null ? loneBounds(legs[0]) : verticalBounds(spread, count, cost)),
    mismatched: legs.some(({ conId }) => mismatched.has(conId)),
  };
}

function accountsOf(views: ViewStates, account: string | null): readonly string[] {
  if (account !== null) return [account];
  return [...new Set([...views.positions.holdings.keys(), ...views.profitAndLoss.accounts.keys()])];
}

/**
 * Where our executions and the broker's books disagree. Only once positions from before the log are known (the first
 * synchronisation), and not of options that have expired: the broker settles those without an execution.
 */
export function positionMismatches(
  views: ViewStates,
  account: string | null,
  now: EpochMs,
): readonly PositionMismatch[] {
  const mismatches: PositionMismatch[] = [];
  for (const name of accountsOf(views, account)) {
    const state = views.profitAndLoss.accounts.get(name);
    if (state === undefined || !state.baselined) continue;
    const holdings = views.positions.holdings.get(name);
    const executedAt = views.positions.executedAt.get(name);
    for (const conId of new Set([...state.books.keys(), ...(holdings?.keys() ?? [])])) {
      const own = state.books.get(conId)?.quantity ?? 0;
      const holding = holdings?.get(conId);
      if (own === (holding?.quantity ?? 0)) continue;
      const contract = contractOf(views.contracts, conId);
      if (contract !== null && isExpired(contract, now)) continue;
      const since = Math.max(executedAt?.get(conId) ?? 0, holding?.reportedAt ?? 0) as EpochMs;
      const words = wordsOf(views.contracts, conId);
      const broker = holding?.quantity ?? null;
      mismatches.push({
        account: name,
        conId,
        words,
        own,
        broker,
        since,
        settling: now - since < MISMATCH_SETTLING_MS,
        message: `${words}: our executions make ${own}, the broker reports ${broker ?? "nothing"}.`,
      });
    }
  }
  return mismatches;
}

/** Open positions of one account, or of all for null, grouped by how they were traded. `now` is gateway time. */
export function positionsView(views: ViewStates, account: string | null, now: EpochMs): PositionsView {
  const mismatches = positionMismatches(views, account, now);
  const groups = accountsOf(views, account).flatMap((name) => {
    const mismatched = new Set(
      mismatches
        .filter((mismatch) => mismatch.account === name && !mismatch.settling)
        .map(({ conId }) => conId),
    );
    return holdingGroups(views, name).map((group) => groupView(views, group, mismatched, now));
  });
  return { position: views.positions.position, groups, mismatches };
}
