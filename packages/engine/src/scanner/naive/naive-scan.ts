import {
  type EpochMs,
  exchangeDate,
  isOptionLeg,
  type Micros,
  type OptionContract,
  priceRefusal,
  type SpreadLeg,
  spreadOf,
  spreadTitle,
} from "@legbook/domain";
import type { ScanContext } from "../context.ts";
import type { ScanCriteria } from "../criteria.ts";
import { SCAN_FIELD_NAMES, SCAN_FIELDS, type ScanField } from "../fields.ts";
import { SCAN_FILTERS, SERIES_FILTERS } from "../filters.ts";
import { unusableReason } from "../legs.ts";
import { type ScanFilter, UNUSABLE_REASONS, type UnusableReason } from "../result.ts";
import type { ScanRow } from "../row.ts";
import { idOf } from "../scan-rows.ts";
import { SCAN_STRATEGIES } from "../strategies.ts";
import type { ChainTable, ExpiryWorld } from "../table/index.ts";
import { combinations, combinationsOfTwo, type NaiveSeries } from "./combinations.ts";
import { Evaluation } from "./evaluation.ts";

/** What is compared of a row: all of it but how its legs are shown. */
export type NaiveRow = Pick<
  ScanRow,
  "id" | "side" | "words" | "bid" | "mid" | "ask" | "maxGain" | "maxLoss" | "breakevens" | "values" | "score"
>;

export interface NaiveResult {
  readonly rows: readonly NaiveRow[];
  readonly matched: number;
  readonly evaluated: number;
  readonly excluded: Partial<Record<ScanFilter, number>>;
  readonly unusable: Partial<Record<UnusableReason, number>>;
  readonly arbitrages: readonly { readonly id: string; readonly ask: Micros }[];
}

interface Found {
  readonly legs: readonly SpreadLeg[];
  readonly id: string;
  readonly strategyIndex: number;
  readonly score: number;
  readonly evaluation: Evaluation;
}

/**
 * The scan as anybody would write it down: every combination of the chain, one after the other, each made a spread by the
 * domain and asked each filter in order. Slow, and the measure of the fast one.
 */
export function naiveScan(table: ChainTable, criteria: ScanCriteria, context: ScanContext): NaiveResult {
  const scan = new NaiveScan(table, criteria, context);
  for (const front of table.expiries) {
    for (const strategy of criteria.strategies) {
      for (const legs of combinations(strategy, seriesOf(table, front), context.underlying))
        scan.judge(strategy, legs, [front]);
      for (const back of table.expiries) {
        if (front.expiry >= back.expiry) continue;
        for (const legs of combinationsOfTwo(strategy, seriesOf(table, front), seriesOf(table, back)))
          scan.judge(strategy, legs, [front, back]);
      }
    }
  }
  return scan.result();
}

function seriesOf({ contracts }: ChainTable, { from, to }: ExpiryWorld): NaiveSeries {
  const all: readonly OptionContract[] = contracts.slice(from, to);
  return {
    calls: all.filter(({ right }) => right === "call"),
    puts: all.filter(({ right }) => right === "put"),
  };
}

class NaiveScan {
  readonly #table: ChainTable;
  readonly #criteria: ScanCriteria;
  readonly #context: ScanContext;
  readonly #found: Found[] = [];
  readonly #arbitrages: { id: string; ask: Micros; at: Found }[] = [];
  readonly #excluded: Partial<Record<ScanFilter, number>> = {};
  readonly #unusable: Partial<Record<UnusableReason, number>> = {};
  #evaluated = 0;

  constructor(table: ChainTable, criteria: ScanCriteria, context: ScanContext) {
    this.#table = table;
    this.#criteria = criteria;
    this.#context = context;
  }

  judge(
    strategy: (typeof SCAN_STRATEGIES)[number],
    legs: readonly SpreadLeg[],
    worlds: readonly ExpiryWorld[],
  ): void {
    this.#evaluated += 1;
    const failed = this.#seriesFailure(strategy, legs, worlds);
    if (failed !== null) return this.#exclude(failed);
    const reason = this.#unusableReason(legs);
    if (reason !== null) {
      this.#unusable[reason] = (this.#unusable[reason] ?? 0) + 1;
      return undefined;
    }
    const legFailed = this.#legFailure(legs);
    if (legFailed !== null) return this.#exclude(legFailed);
    const evaluation = new Evaluation(legs, this.#table, this.#context, worlds);
    const { spread, ask, side } = evaluation;
    if (spread.kind !== strategy) throw new Error(`${spread.kind} is not ${strategy}`);
    if (!this.#within("width", evaluation.value("width"))) return this.#exclude("width");
    if (!this.#criteria.sides.includes(side)) return this.#exclude("side");
    const found = this.#foundOf(strategy, legs, evaluation);
    const { from, to } = limitsOf(spread);
    if (from !== null && ask <= from) {
      this.#arbitrages.push({ id: found.id, ask, at: found });
      return undefined;
    }
    if (to !== null && ask >= to) return this.#exclude("naturalPrice");
    if (priceRefusal(spread, ask) !== null) throw new Error(`an impossible price passed: ${found.id}`);
    const first = SCAN_FILTERS.indexOf("naturalPrice");
    for (const filter of SCAN_FILTERS.slice(first + 1) as ScanField[]) {
      if (!this.#within(filter, evaluation.value(filter))) return this.#exclude(filter);
    }
    this.#found.push({ ...found, score: this.#score(evaluation) });
    return undefined;
  }

  #exclude(filter: ScanFilter): void {
    this.#excluded[filter] = (this.#excluded[filter] ?? 0) + 1;
  }

  #within(field: ScanField, value: number): boolean {
    const bound = this.#criteria.filters.find((one) => one.field === field);
    if (bound === undefined || (bound.min === null && bound.max === null)) return true;
    if (Number.isNaN(value)) return false;
    return (bound.min === null || value >= bound.min) && (bound.max === null || value <= bound.max);
  }

  #seriesFailure(
    strategy: string,
    legs: readonly SpreadLeg[],
    [front, back]: readonly ExpiryWorld[],
  ): ScanFilter | null {
    const options = legs.filter(isOptionLeg);
    const { excludeEarnings, excludeExDividend, rights } = this.#criteria;
    const { earnings, exDividends, ivRank, ivPercentile } = this.#context;
    const today = exchangeDate(this.#table.anchoredAt as EpochMs);
    const last = options
      .map(({ contract }) => contract.expiry as string)
      .toSorted()
      .at(-1) as string;
    const ofOneRight = ["vertical", "butterfly", "brokenWing", "calendar", "diagonal", "ratio"];
    const failures: Record<(typeof SERIES_FILTERS)[number], boolean> = {
      right: ofOneRight.includes(strategy) && !rights.includes(options[0]?.contract.right ?? "call"),
      daysToExpiry: !this.#within("daysToExpiry", front?.daysToExpiry ?? Number.NaN),
      daysToBackExpiry: !this.#within("daysToBackExpiry", back?.daysToExpiry ?? Number.NaN),
      earnings: excludeEarnings && earnings.some((date) => date >= today && date <= last),
      exDividend:
        excludeExDividend &&
        options.some(
          ({ contract, ratio }) =>
            contract.right === "call" &&
            ratio < 0 &&
            exDividends.some((date) => date > today && date <= contract.expiry),
        ),
      ivRank: !this.#within("ivRank", ivRank ?? Number.NaN),
      ivPercentile: !this.#within("ivPercentile", ivPercentile ?? Number.NaN),
    };
    return SERIES_FILTERS.find((filter) => failures[filter]) ?? null;
  }

  #ageOf(row: number): number {
    const { columns, anchoredAt } = this.#table;
    return Math.max(
      0,
      (anchoredAt as number) - Math.min(columns.bidAt[row] as number, columns.askAt[row] as number),
    );
  }

  #unusableReason(legs: readonly SpreadLeg[]): UnusableReason | null {
    const reasons = new Set(
      legs.filter(isOptionLeg).map(({ contract }) => {
        const row = this.#table.rowOf(contract.conId);
        return unusableReason(this.#table.columns.flags[row] as number, this.#ageOf(row), this.#criteria);
      }),
    );
    return UNUSABLE_REASONS.find((reason) => reasons.has(reason)) ?? null;
  }

  #legFailure(legs: readonly SpreadLeg[]): ScanFilter | null {
    const { columns } = this.#table;
    const rows = legs
      .filter(isOptionLeg)
      .map(({ contract, ratio }) => ({ row: this.#table.rowOf(contract.conId), ratio }));
    const known = (count: number) => (count < 0 ? Number.NaN : count);
    const size = (row: number) => Math.abs(columns.delta[row] as number);
    const failures: [ScanFilter, boolean][] = [
      ["quoteAge", rows.some(({ row }) => !this.#within("quoteAge", this.#ageOf(row)))],
      [
        "openInterest",
        rows.some(({ row }) => !this.#within("openInterest", known(columns.openInterest[row] as number))),
      ],
      ["volume", rows.some(({ row }) => !this.#within("volume", known(columns.volume[row] as number)))],
      ["longDelta", rows.some(({ row, ratio }) => ratio > 0 && !this.#within("longDelta", size(row)))],
      ["shortDelta", rows.some(({ row, ratio }) => ratio < 0 && !this.#within("shortDelta", size(row)))],
    ];
    return failures.find(([, fails]) => fails)?.[0] ?? null;
  }

  #foundOf(
    strategy: (typeof SCAN_STRATEGIES)[number],
    legs: readonly SpreadLeg[],
    evaluation: Evaluation,
  ): Found {
    const id = idOf(
      strategy,
      legs.map(({ contract, ratio }) => ({ conId: contract.conId, weight: ratio })),
    );
    return { legs, id, strategyIndex: SCAN_STRATEGIES.indexOf(strategy), score: 0, evaluation };
  }

  #score(evaluation: Evaluation): number {
    let score = 0;
    for (const { field, weight } of this.#criteria.rank) {
      const { better, scale } = SCAN_FIELDS[field];
      const scales = Math.min(1_000, Math.max(-1_000, evaluation.value(field) / scale));
      score += (better === "lower" ? -1 : 1) * weight * scales;
    }
    return Number.isNaN(score) ? -Infinity : score;
  }

  #compare(a: Found, b: Found): number {
    if (a.score !== b.score) return b.score > a.score ? 1 : -1;
    const rows = ({ legs }: Found) =>
      legs.filter(isOptionLeg).map(({ contract }) => this.#table.rowOf(contract.conId));
    const ratios = ({ legs }: Found) => legs.map(({ ratio }) => -ratio);
    const keys = (one: Found) => [one.strategyIndex, ...rows(one), ...ratios(one)];
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, index) => key !== right[index]);
    return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
  }

  result(): NaiveResult {
    const sorted = this.#found.toSorted((a, b) => this.#compare(a, b));
    return {
      rows: sorted.slice(0, this.#criteria.limit).map(rowOf),
      matched: this.#found.length,
      evaluated: this.#evaluated,
      excluded: this.#excluded,
      unusable: this.#unusable,
      arbitrages: this.#arbitrages
        .toSorted((a, b) => this.#compare(a.at, b.at))
        .map(({ id, ask }) => ({ id, ask })),
    };
  }
}

/** The least and the most that it can be worth at its front expiry; `bounds` are those, widened to nothing. */
function limitsOf(spread: ReturnType<typeof madeOf>): {
  readonly from: number | null;
  readonly to: number | null;
} {
  const { payoff, bounds } = spread;
  if (payoff === null) return bounds;
  const last = payoff.at(-1)?.slope ?? 0;
  const values = payoff.map(({ value }) => value as number);
  return { from: last < 0 ? null : Math.min(...values), to: last > 0 ? null : Math.max(...values) };
}

function madeOf(legs: readonly SpreadLeg[]) {
  const made = spreadOf(legs);
  if (made.kind === "refused") throw new Error(made.refusal.message);
  return made.spread;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function rowOf({ id, evaluation, score }: Found): NaiveRow {
  const { spread, bid, mid, ask, side } = evaluation;
  return {
    id,
    side,
    words: spreadTitle(spread),
    bid,
    mid,
    ask,
    maxGain: finite(evaluation.value("maxGain")) as Micros | null,
    maxLoss: finite(evaluation.value("maxLoss")) as Micros | null,
    breakevens: evaluation.outcome()?.breakevens ?? [],
    values: Object.fromEntries(
      SCAN_FIELD_NAMES.map((name) => [name, finite(evaluation.value(name))]),
    ) as Record<ScanField, number | null>,
    score: finite(score),
  };
}
