import { type OptionContract } from "@legbook/domain";
import { uncoveredShareOption } from "@legbook/domain/margin";
import type { ScanCriteria } from "./criteria.ts";
import { type Bounds, boundsOf, LEG_PASSES, LEG_STAGES, passes } from "./filters.ts";
import { UNUSABLE_REASONS, type UnusableReason } from "./result.ts";
import {
  type ChainTable,
  type ExpiryWorld,
  GREEKS_SOURCES,
  QUOTE_FLAGS,
  UNKNOWN_COUNT,
} from "./table/index.ts";

const REASON_FLAGS: Readonly<Record<Exclude<UnusableReason, "stale" | "wide">, number>> = {
  expired: QUOTE_FLAGS.expired,
  halted: QUOTE_FLAGS.halted,
  none: QUOTE_FLAGS.unquoted,
  oneSided: QUOTE_FLAGS.oneSided,
  zero: QUOTE_FLAGS.zero,
  crossed: QUOTE_FLAGS.crossed,
};

/** The worst reason of a quote's flags and age, null when it can be used. Wide ones can be where the criteria say so. */
export function unusableReason(
  flags: number,
  quoteAgeMs: number,
  criteria: Pick<ScanCriteria, "quoteAgeMaxMs" | "includeWide">,
): UnusableReason | null {
  for (const reason of UNUSABLE_REASONS) {
    const fails =
      reason === "stale"
        ? !(quoteAgeMs <= criteria.quoteAgeMaxMs)
        : reason === "wide"
          ? !criteria.includeWide && (flags & QUOTE_FLAGS.wide) !== 0
          : (flags & REASON_FLAGS[reason]) !== 0;
    if (fails) return reason;
  }
  return null;
}

const QUOTE_AGE = LEG_STAGES.indexOf("quoteAge");
const OPEN_INTEREST = LEG_STAGES.indexOf("openInterest");
const VOLUME = LEG_STAGES.indexOf("volume");
const LONG_DELTA = LEG_STAGES.indexOf("longDelta");
const SHORT_DELTA = LEG_STAGES.indexOf("shortDelta");

/**
 * A scan's own copy of what it uses of each option, by the table's rows: a changed row can then be judged as it was before
 * it is judged as it is. NaN is "not known".
 */
export class ScanLegs {
  readonly rows: number;
  readonly strike: Float64Array;
  /** 1 for calls, -1 for puts. */
  readonly sign: Int8Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly quoteAgeMs: Float64Array;
  readonly openInterest: Float64Array;
  readonly volume: Float64Array;
  readonly volatility: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  readonly source: Uint8Array;
  /** Mean payoff at its own expiry in currency units, by that expiry's distribution. */
  readonly expected: Float64Array;
  /** What a short contract needs uncovered, in micros a contract. */
  readonly uncovered: Float64Array;
  /** Place in `LEG_STAGES` of the first that it fails as a bought and as a sold leg; `LEG_PASSES` when none. */
  readonly longCode: Uint8Array;
  readonly shortCode: Uint8Array;
  readonly #criteria: ScanCriteria;
  readonly #bounds: Readonly<
    Record<"quoteAge" | "openInterest" | "volume" | "longDelta" | "shortDelta", Bounds | null>
  >;

  constructor(rows: number, criteria: ScanCriteria) {
    this.rows = rows;
    this.strike = new Float64Array(rows);
    this.sign = new Int8Array(rows);
    this.bid = new Float64Array(rows);
    this.ask = new Float64Array(rows);
    this.quoteAgeMs = new Float64Array(rows);
    this.openInterest = new Float64Array(rows);
    this.volume = new Float64Array(rows);
    this.volatility = new Float64Array(rows);
    this.delta = new Float64Array(rows);
    this.gamma = new Float64Array(rows);
    this.vega = new Float64Array(rows);
    this.theta = new Float64Array(rows);
    this.source = new Uint8Array(rows);
    this.expected = new Float64Array(rows);
    this.uncovered = new Float64Array(rows);
    this.longCode = new Uint8Array(rows);
    this.shortCode = new Uint8Array(rows);
    this.#criteria = criteria;
    this.#bounds = {
      quoteAge: boundsOf(criteria, "quoteAge"),
      openInterest: boundsOf(criteria, "openInterest"),
      volume: boundsOf(criteria, "volume"),
      longDelta: boundsOf(criteria, "longDelta"),
      shortDelta: boundsOf(criteria, "shortDelta"),
    };
  }

  /** What stays until the next anchor. `expected` is the mean payoff, NaN without a distribution. */
  place(row: number, contract: OptionContract, world: ExpiryWorld, expected: number): void {
    const sign = contract.right === "call" ? 1 : -1;
    this.strike[row] = contract.strike;
    this.sign[row] = sign;
    this.expected[row] = expected;
    this.uncovered[row] =
      world.spot === null
        ? Number.NaN
        : uncoveredShareOption(sign, contract.strike, Math.round(world.spot * 1e6), contract.multiplier);
  }

  /** Copies a row's quote and greeks; false when nothing of it changed. */
  take({ columns, anchoredAt }: ChainTable, row: number): boolean {
    const at = Math.min(columns.bidAt[row] as number, columns.askAt[row] as number);
    const age = anchoredAt === null ? Infinity : Math.max(0, anchoredAt - at);
    let changed = put(this.bid, row, columns.bid[row] as number);
    changed = put(this.ask, row, columns.ask[row] as number) || changed;
    changed = put(this.quoteAgeMs, row, age) || changed;
    changed = put(this.openInterest, row, countOf(columns.openInterest[row] as number)) || changed;
    changed = put(this.volume, row, countOf(columns.volume[row] as number)) || changed;
    changed = put(this.volatility, row, columns.volatility[row] as number) || changed;
    changed = put(this.delta, row, columns.delta[row] as number) || changed;
    changed = put(this.gamma, row, columns.gamma[row] as number) || changed;
    changed = put(this.vega, row, columns.vega[row] as number) || changed;
    changed = put(this.theta, row, columns.theta[row] as number) || changed;
    changed = put(this.source, row, columns.source[row] ?? GREEKS_SOURCES.none) || changed;
    const stage = this.#stage(row, columns.flags[row] as number);
    const size = Math.abs(this.delta[row] as number);
    const { longDelta, shortDelta } = this.#bounds;
    const long = stage === LEG_PASSES && !passes(longDelta, size) ? LONG_DELTA : stage;
    const short = stage === LEG_PASSES && !passes(shortDelta, size) ? SHORT_DELTA : stage;
    changed = put(this.longCode, row, long) || changed;
    return put(this.shortCode, row, short) || changed;
  }

  #stage(row: number, flags: number): number {
    const age = this.quoteAgeMs[row] as number;
    const reason = unusableReason(flags, age, this.#criteria);
    if (reason !== null) return UNUSABLE_REASONS.indexOf(reason);
    const { quoteAge, openInterest, volume } = this.#bounds;
    if (!passes(quoteAge, age)) return QUOTE_AGE;
    if (!passes(openInterest, this.openInterest[row] as number)) return OPEN_INTEREST;
    return passes(volume, this.volume[row] as number) ? LEG_PASSES : VOLUME;
  }
}

function countOf(value: number): number {
  return value === UNKNOWN_COUNT ? Number.NaN : value;
}

/** Whether the value is another one; NaN is the same as NaN. */
function put(column: Float64Array | Uint8Array, row: number, value: number): boolean {
  if (Object.is(column[row], value)) return false;
  column[row] = value;
  return true;
}
