import { type Micros, micros, spreadTitle, type StockContract } from "@legbook/domain";
import type { Match } from "./best.ts";
import type { CandidateBlock } from "./block.ts";
import { SCAN_FIELD_NAMES, type ScanField } from "./fields.ts";
import { spreadOfCandidate } from "./modelled.ts";
import { readField } from "./readers.ts";
import type { ArbitrageSighting } from "./result.ts";
import type { ScanGreeksSource, ScanRow, ScanRowLeg } from "./row.ts";
import { type ChainTable, flagNames, GREEKS_SOURCES } from "./table/index.ts";
import type { ScanUnit } from "./unit.ts";

const SOURCES: readonly (ScanGreeksSource | null)[] = [null, "model", "computed", "fitted"];

/** Strategy and legs by their contract ids, such as `vertical:+101-102` or `ratio:-101+2x102`. */
export function idOf(
  strategy: string,
  legs: readonly { readonly conId: number; readonly weight: number }[],
): string {
  const words = legs.map(({ conId, weight }) => {
    const count = Math.abs(weight);
    return `${weight > 0 ? "+" : "-"}${count === 1 ? "" : `${count}x`}${conId}`;
  });
  return `${strategy}:${words.join("")}`;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function moneyOrNull(value: number): Micros | null {
  return Number.isFinite(value) ? micros(value) : null;
}

/** Makes rows of matches. A match is an object of its own whenever a leg of it changed, so its row is made once. */
export class ScanRows {
  readonly #block: CandidateBlock;
  readonly #table: ChainTable;
  readonly #made = new WeakMap<Match, ScanRow>();

  constructor(block: CandidateBlock, table: ChainTable) {
    this.#block = block;
    this.#table = table;
  }

  row(match: Match, unit: ScanUnit): ScanRow {
    const known = this.#made.get(match);
    if (known !== undefined) return known;
    const made = rowOf(this.#set(match, unit), match.score, this.#table);
    this.#made.set(match, made);
    return made;
  }

  sighting(match: Match, unit: ScanUnit): ArbitrageSighting {
    return sightingOf(this.#set(match, unit));
  }

  #set({ r0, r1, r2, r3 }: Match, unit: ScanUnit): CandidateBlock {
    this.#block.only(unit, [r0, r1, r2, r3]);
    return this.#block;
  }
}

function idOfCandidate({
  template,
  market,
  rows,
  weights,
  count,
  shares,
  multiplier,
}: CandidateBlock): string {
  const options = Array.from({ length: count }, (_, leg) => ({
    conId: market.contracts[rows[leg as 0][0] as number]?.conId ?? 0,
    weight: weights[leg] as number,
  }));
  const { underlying } = market.context;
  const held =
    shares > 0 && underlying !== null ? [{ conId: underlying.conId, weight: shares * multiplier }] : [];
  return idOf(template.strategy, [...held, ...options]);
}

/** Of a block of one. */
export function sightingOf(block: CandidateBlock): ArbitrageSighting {
  const [ask, floor] = [block.ask[0] as number, block.floor[0] as number];
  return {
    id: idOfCandidate(block),
    strategy: block.template.strategy,
    side: block.side(0) > 0 ? "debit" : "credit",
    ask: micros(ask),
    gainAtLeast: micros(floor - ask),
  };
}

function rowOf(block: CandidateBlock, score: number, table: ChainTable): ScanRow {
  const { template, front, back } = block;
  const spread = spreadOfCandidate(block, 0);
  const { breakevens, breakevenCount } = block.crossed(0);
  const legs = legsOf(block, table);
  const values = Object.fromEntries(
    SCAN_FIELD_NAMES.map((name) => [name, orNull(readField(name, block))]),
  ) as Record<ScanField, number | null>;
  return {
    id: idOfCandidate(block),
    strategy: template.strategy,
    side: block.side(0) > 0 ? "debit" : "credit",
    symbol: spread.symbol,
    currency: spread.currency,
    expiry: front.expiry,
    backExpiry: back?.expiry ?? null,
    legs,
    words: spreadTitle(spread),
    bid: micros(block.bid[0] as number),
    mid: micros(block.mid(0)),
    ask: micros(block.ask[0] as number),
    maxGain: moneyOrNull(block.gain(0) * block.multiplier),
    maxLoss: moneyOrNull(block.loss(0) * block.multiplier),
    breakevens: Array.from(breakevens.subarray(0, breakevenCount), micros),
    values,
    score: orNull(score),
    provenance: {
      quoteAgeMs: readField("quoteAge", block),
      dataType: block.market.context.dataType,
      greeksSource: weakest(legs),
      distribution: front.distributionSource,
      anchoredAt: front.anchoredAt,
    },
  };
}

function weakest(legs: readonly ScanRowLeg[]): ScanGreeksSource | null {
  const options = new Set(legs.filter(({ right }) => right !== null).map(({ greeksSource }) => greeksSource));
  if (options.has(null)) return null;
  if (options.has("fitted")) return "fitted";
  return options.has("computed") ? "computed" : "model";
}

function legsOf(block: CandidateBlock, table: ChainTable): readonly ScanRowLeg[] {
  const { market, rows, weights, count, legs, shares } = block;
  const options = Array.from({ length: count }, (_, leg): ScanRowLeg => {
    const row = rows[leg as 0][0] as number;
    const weight = weights[leg] as number;
    const contract = market.contracts[row];
    if (contract === undefined) throw new Error(`no contract in row ${row}`);
    const { conId, right, strike, expiry } = contract;
    return {
      conId,
      action: weight > 0 ? "buy" : "sell",
      ratio: Math.abs(weight),
      right,
      strike,
      expiry,
      bid: micros(legs.bid[row] as number),
      ask: micros(legs.ask[row] as number),
      volatility: orNull(legs.volatility[row] as number),
      delta: orNull(legs.delta[row] as number),
      quoteAgeMs: legs.quoteAgeMs[row] as number,
      greeksSource: SOURCES[legs.source[row] ?? GREEKS_SOURCES.none] ?? null,
      flags: flagNames(table.columns.flags[row] as number).filter((flag) => flag !== "stale"),
    };
  });
  const { underlying } = market.context;
  return shares > 0 && underlying !== null ? [sharesOf(block, underlying), ...options] : options;
}

function sharesOf({ market, shares, multiplier }: CandidateBlock, { conId }: StockContract): ScanRowLeg {
  return {
    conId,
    action: "buy",
    ratio: shares * multiplier,
    right: null,
    strike: null,
    expiry: null,
    bid: micros(market.underlyingBid),
    ask: micros(market.underlyingAsk),
    volatility: null,
    delta: 1,
    quoteAgeMs: 0,
    greeksSource: null,
    flags: [],
  };
}
