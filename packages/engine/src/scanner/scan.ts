import { expectedCall, expectedPut, MICROS_PER_UNIT } from "@legbook/domain";
import { BestMatches, type Match } from "./best.ts";
import { CandidateBlock } from "./block.ts";
import type { ScanContext } from "./context.ts";
import type { ScanCriteria } from "./criteria.ts";
import { Enumerator } from "./enumerate.ts";
import { type Bounds, boundsOf } from "./filters.ts";
import { Judge } from "./judge.ts";
import { ScanLegs } from "./legs.ts";
import { type AskedLeg, rowsIn } from "./locate.ts";
import { ARBITRAGES_LISTED_MAX, type ScanNotice, type ScanResult, type ScanWhyNot } from "./result.ts";
import { ScanRows } from "./scan-rows.ts";
import { overfull } from "./notices.ts";
import type { ChainTable, ExpiryWorld } from "./table/index.ts";
import { tallied } from "./tally.ts";
import { ARBITRAGE, type ScanUnit } from "./unit.ts";
import { seriesFailure, unitsOf } from "./units.ts";
import { whyNot } from "./why-not.ts";

/** Some milliseconds of judging. */
const TURN_CANDIDATES = 16_384;

/**
 * The best spreads of a chain by the criteria, kept up to date. `scanAll` looks at every candidate of the table as it was
 * anchored last; `update` at those alone that have a changed row as a leg, and gives what `scanAll` would give.
 */
export class Scan {
  readonly criteria: ScanCriteria;
  readonly context: ScanContext;
  readonly #table: ChainTable;
  readonly #judge: Judge;
  readonly #width: Bounds | null;
  readonly #best: BestMatches;
  readonly #arbitrages = new BestMatches(ARBITRAGES_LISTED_MAX);
  /** The worlds that the last `scanAll` saw. */
  #worlds: readonly ExpiryWorld[] | null = null;
  #legs!: ScanLegs;
  #block!: CandidateBlock;
  #enumerator!: Enumerator;
  #units: readonly ScanUnit[] = [];
  #unitsOfSeries: readonly (readonly number[])[] = [];
  #seriesOfRow = new Uint16Array(0);
  #notices: readonly ScanNotice[] = [];
  #rows!: ScanRows;
  #isSpent = true;

  constructor(table: ChainTable, criteria: ScanCriteria, context: ScanContext) {
    if (table.settings.symbol !== criteria.symbol)
      throw new RangeError(`symbol: a table of ${table.settings.symbol} for a scan of ${criteria.symbol}`);
    this.criteria = criteria;
    this.context = context;
    this.#table = table;
    this.#judge = new Judge(criteria);
    this.#width = boundsOf(criteria, "width");
    this.#best = new BestMatches(criteria.limit);
  }

  /**
   * Whether everything has to be looked at (again): before the first look, after the table was anchored, and when too few are
   * left of the reserve behind the best. Until then `update` has nothing to do, and every question looks first.
   */
  get isStale(): boolean {
    return this.#isSpent || this.#worlds !== this.#table.expiries;
  }

  /** Looks at everything. */
  scanAll(): void {
    for (const _turn of this.turns());
  }

  /**
   * The same in turns of some milliseconds: yields between them. It looks at the quotes as they were when it began; rows that
   * changed since are told to `update` once it is done. Nothing else may be asked of the scan before.
   */
  *turns(turnCandidates = TURN_CANDIDATES): Generator<void, void> {
    this.#begin();
    yield* this.#judgeAll(turnCandidates);
    this.#isSpent = false;
  }

  #begin(): void {
    const { contracts, expiries } = this.#table;
    this.#worlds = expiries;
    const legs = new ScanLegs(contracts.length, this.criteria);
    this.#legs = legs;
    this.#seriesOfRow = new Uint16Array(contracts.length);
    for (const [series, world] of expiries.entries()) {
      this.#seriesOfRow.fill(series, world.from, world.to);
      for (let row = world.from; row < world.to; row += 1) this.#place(row, world);
    }
    const { bid, ask } = this.#table.underlying;
    const quoted = bid !== null && ask !== null && bid > 0 && bid <= ask;
    const market = {
      context: this.context,
      contracts,
      legs,
      underlyingBid: quoted ? bid : Number.NaN,
      underlyingAsk: quoted ? ask : Number.NaN,
    };
    this.#block = new CandidateBlock(market);
    this.#rows = new ScanRows(new CandidateBlock(market), this.#table);
    this.#enumerator = new Enumerator(legs, this.#width);
    this.#units = unitsOf(expiries, this.criteria);
    this.#unitsOfSeries = expiries.map((world) =>
      this.#units.flatMap((unit, index) => (unit.front === world || unit.back === world ? [index] : [])),
    );
    const today = this.#table.anchoredAt;
    for (const unit of this.#units) {
      const failure = today === null ? null : seriesFailure(unit, this.criteria, this.context, today);
      if (failure === null) unit.recount(legs, this.#width);
      else unit.ruleOut(legs, failure);
    }
  }

  #place(row: number, world: ExpiryWorld): void {
    const contract = this.#table.contracts[row];
    if (contract === undefined) throw new Error(`no contract in row ${row}`);
    const { distribution } = world;
    const strike = contract.strike / MICROS_PER_UNIT;
    const expected =
      distribution === null
        ? Number.NaN
        : contract.right === "call"
          ? expectedCall(distribution, strike)
          : expectedPut(distribution, strike);
    this.#legs.place(row, contract, world, expected);
    this.#legs.take(this.#table, row);
  }

  *#judgeAll(turnCandidates: number): Generator<void, void> {
    let seen = 0;
    this.#notices = overfull(this.#units, this.criteria, this.#block.market);
    this.#best.clear();
    this.#arbitrages.clear();
    for (const [index, unit] of this.#units.entries()) {
      unit.judged.fill(0);
      if (!this.#isOpen(unit)) continue;
      for (const count of this.#enumerator.turns(
        unit,
        this.#block,
        this.#adding(unit, index),
        turnCandidates,
      )) {
        seen += count;
        if (seen < turnCandidates) continue;
        yield;
        seen = 0;
      }
    }
  }

  #isOpen(unit: ScanUnit): boolean {
    return unit.open > 0 && !this.#notices.some(({ strategy }) => strategy === unit.template.strategy);
  }

  #adding(unit: ScanUnit, index: number): (block: CandidateBlock) => void {
    return (block) => {
      if (this.#tally(unit, block, 1)) this.#keepArbitrages(unit, index, block);
      const judge = this.#judge;
      const { matchCount, matches, scores } = judge;
      if (matchCount === 0) return;
      judge.score(block);
      const best = this.#best;
      for (let match = 0; match < matchCount; match += 1) {
        const score = scores[match] as number;
        if (score >= best.floorScore)
          best.offer(matchOf(unit, index, block, matches[match] as number, score));
      }
    };
  }

  #keepArbitrages(unit: ScanUnit, index: number, block: CandidateBlock): void {
    for (let at = 0; at < block.size; at += 1) {
      if (this.#judge.outcomes[at] === ARBITRAGE) this.#arbitrages.offer(matchOf(unit, index, block, at, 0));
    }
  }

  /** Judges a block and counts what became of it, or takes it out of the count again. Whether it has an arbitrage. */
  #tally(unit: ScanUnit, block: CandidateBlock, sign: 1 | -1): boolean {
    const judge = this.#judge;
    const { judged } = unit;
    const before = judged[ARBITRAGE];
    judge.judge(block);
    const { outcomes } = judge;
    for (let at = 0; at < block.size; at += 1) {
      const outcome = outcomes[at] as number;
      judged[outcome] = (judged[outcome] as number) + sign;
    }
    return judged[ARBITRAGE] !== before;
  }

  /** Takes in a row that the table's `apply` said has changed. */
  update(row: number): void {
    if (row < 0 || this.isStale) return;
    const touched = (this.#unitsOfSeries[this.#seriesOfRow[row] as number] ?? []).filter((index) => {
      const unit = this.#units[index] as ScanUnit;
      return unit.failure === null && unit.holds(row);
    });
    for (const index of touched) {
      const unit = this.#units[index] as ScanUnit;
      if (!this.#isOpen(unit)) continue;
      this.#enumerator.eachOf(unit, this.#block, (block) => this.#tally(unit, block, -1), row);
    }
    const [long, short] = [this.#legs.longCode[row], this.#legs.shortCode[row]];
    this.#best.removeRow(row);
    this.#arbitrages.removeRow(row);
    this.#legs.take(this.#table, row);
    const counted = long === this.#legs.longCode[row] && short === this.#legs.shortCode[row];
    this.#judgeAgain(touched, row, counted);
  }

  #judgeAgain(touched: readonly number[], row: number, counted: boolean): void {
    if (!counted) {
      for (const index of touched) (this.#units[index] as ScanUnit).recount(this.#legs, this.#width);
      const notices = overfull(this.#units, this.criteria, this.#block.market);
      if (
        notices.map(({ strategy }) => strategy).join() !==
        this.#notices.map(({ strategy }) => strategy).join()
      ) {
        this.#isSpent = true;
        return;
      }
      this.#notices = notices;
    }
    for (const index of touched) {
      const unit = this.#units[index] as ScanUnit;
      if (this.#isOpen(unit)) this.#enumerator.eachOf(unit, this.#block, this.#adding(unit, index), row);
    }
    this.#isSpent = !this.#best.isExact || !this.#arbitrages.isExact;
  }

  /** What the scan has found. Rows that did not change are the same objects as before. */
  result(): ScanResult {
    if (this.isStale) this.scanAll();
    const skipped = new Set(this.#notices.map(({ strategy }) => strategy));
    const units = this.#units.filter(({ template }) => !skipped.has(template.strategy));
    return tallied({
      table: this.#table,
      units,
      notices: this.#notices,
      rows: this.#best.top().map((match) => this.#rows.row(match, this.#units[match.unit] as ScanUnit)),
      arbitrages: this.#arbitrages
        .top()
        .map((match) => this.#rows.sighting(match, this.#units[match.unit] as ScanUnit)),
    });
  }

  /** Why a spread is not among the results, or that it matches. Legs in any order and of any common ratio. */
  whyNot(asked: readonly AskedLeg[]): ScanWhyNot {
    if (this.isStale) this.scanAll();
    const shares = asked.filter(({ conId }) => conId === this.context.underlying?.conId);
    const options = asked.filter((leg) => !shares.includes(leg));
    const unknown = options.filter(({ conId }) => this.#table.rowOf(conId) < 0);
    if (unknown.length > 0) return { kind: "not-in-chain", conIds: unknown.map(({ conId }) => conId) };
    const count = options.reduce((divisor, { ratio }) => commonDivisor(divisor, Math.abs(ratio)), 0);
    const wanted = options.map(({ conId, ratio }) => ({
      row: this.#table.rowOf(conId),
      weight: ratio / count,
    }));
    for (const unit of this.#units) {
      const rows = rowsIn(unit, this.#legs, wanted, shares.length > 0);
      if (rows === null) continue;
      this.#block.only(unit, rows);
      return whyNot(this.#block, unit, this.criteria, this.#judge);
    }
    const message = `The legs are no ${this.criteria.strategies.join(", ")}.`;
    return { kind: "not-a-candidate", message };
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function matchOf(
  { template }: ScanUnit,
  unit: number,
  { rows, count }: CandidateBlock,
  at: number,
  score: number,
): Match {
  return {
    score,
    unit,
    strategyIndex: template.strategyIndex,
    templateIndex: template.index,
    r0: rows[0][at] as number,
    r1: count > 1 ? (rows[1][at] as number) : -1,
    r2: count > 2 ? (rows[2][at] as number) : -1,
    r3: count > 3 ? (rows[3][at] as number) : -1,
  };
}
