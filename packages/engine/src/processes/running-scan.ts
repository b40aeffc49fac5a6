import type { EpochMs, IsoDate, ScanLook } from "@legbook/domain";
import {
  type AskedLeg,
  Scan,
  type ScanContext,
  type ScanCriteria,
  type ScanResult,
  type ScanWhyNot,
} from "../scanner/index.ts";
import { chainOf, type World } from "../world/world.ts";
import { type ChainSweep, sweptContracts } from "./chain-sweep/index.ts";
import type { ChainTables, RowChanges } from "./chain-tables.ts";
import { foundBy } from "./scan-found.ts";
import { scanContext } from "./scan-context.ts";
import { scanInterest, SWEPT_ROWS } from "./scan-interest.ts";

export interface RunningScanParts {
  readonly world: World;
  readonly sweep: ChainSweep;
  readonly tables: ChainTables;
  /** Gateway time. */
  readonly now: () => EpochMs;
}

const LOOKS_IN_TURNS_MAX = 3;

/** One scan over its symbol's live table, from its criteria to its newest result. */
export class RunningScan {
  readonly scanId: string;
  readonly criteria: ScanCriteria;
  readonly expiries: readonly IsoDate[];
  readonly #parts: RunningScanParts;
  readonly #changes: RowChanges;
  #scan: Scan | null = null;
  #look: ScanLook | null = null;

  constructor(scanId: string, criteria: ScanCriteria, expiries: readonly IsoDate[], parts: RunningScanParts) {
    this.scanId = scanId;
    this.criteria = criteria;
    this.expiries = expiries;
    this.#parts = parts;
    this.#changes = parts.tables.follow(criteria.symbol);
  }

  /** What the last result rests on; null before the first, and while there was nothing to look at. */
  get look(): ScanLook | null {
    return this.#look;
  }

  /** Whether a quote has changed since the last result. */
  get hasChanged(): boolean {
    return this.#changes.rows.size > 0;
  }

  get expiriesMissing(): readonly IsoDate[] {
    const { contracts } = chainOf(this.#parts.world, this.criteria.symbol);
    return this.expiries.filter((expiry) => !contracts.has(expiry));
  }

  get expiriesOpen(): number {
    return this.expiries.length - this.expiriesMissing.length;
  }

  /**
   * Takes in what changed: after an anchor of the table everything, in turns between which `pause` lets the loop work; else
   * the rows that were quoted anew. Has more rows than the criteria's limit when that is below `SWEPT_ROWS`.
   */
  async result(pause: () => Promise<void>): Promise<ScanResult> {
    this.#parts.tables.current(this.criteria.symbol);
    // What another scan's anchor has made worthless is looked at again; after some of these at one go, with the next question.
    for (let look = 0; look < LOOKS_IN_TURNS_MAX && !this.#isUpToDate(); look += 1)
      await this.#lookAtAll(pause);
    if (this.#scan === null) throw new Error("a scan that has not looked");
    const result = this.#scan.result();
    this.#look = this.#lookOf(this.#scan, result) ?? this.#look;
    return result;
  }

  #isUpToDate(): boolean {
    const scan = this.#scan;
    if (scan === null) return false;
    for (const row of this.#changes.rows) scan.update(row);
    this.#changes.rows.clear();
    return !scan.isStale;
  }

  async #lookAtAll(pause: () => Promise<void>): Promise<void> {
    const { world, tables, now } = this.#parts;
    const { symbol, limit } = this.criteria;
    const criteria = { ...this.criteria, limit: Math.max(limit, SWEPT_ROWS) };
    const table = tables.current(symbol);
    const scan = new Scan(table, criteria, scanContext(world, symbol, now()));
    this.#changes.rows.clear();
    for (const _turn of scan.turns()) await pause();
    this.#scan = scan;
  }

  /** What a result that was just made rests on; null without candidates, and where the context has moved on. */
  #lookOf(scan: Scan, result: ScanResult): ScanLook | null {
    const { symbol, limit } = this.criteria;
    const found = foundBy(result, limit);
    if (found.evaluated === 0) return null;
    const moment = this.#parts.tables.momentOf(symbol);
    const context = scanContext(this.#parts.world, symbol, moment.at);
    if (this.#counting(context) !== this.#counting(scan.context)) return null;
    return { scanId: this.scanId, symbol, ...moment, found };
  }

  /** What of a context can change what is found. */
  #counting({ underlying, earnings, exDividends, ivRank, ivPercentile }: ScanContext): string {
    const { filters, rank } = this.criteria;
    const usesRank = [...filters, ...rank].some(
      ({ field }) => field === "ivRank" || field === "ivPercentile",
    );
    return JSON.stringify([underlying, earnings, exDividends, usesRank ? [ivRank, ivPercentile] : null]);
  }

  /** Null before the first result. */
  whyNot(legs: readonly AskedLeg[]): ScanWhyNot | null {
    return this.#scan?.whyNot(legs) ?? null;
  }

  /** Says what it wants to see now: the spot moves, and so does what it found. */
  sweep({ rows }: ScanResult): void {
    const { world, sweep, now } = this.#parts;
    const { criteria } = this;
    const chain = chainOf(world, criteria.symbol);
    if (chain.underlying === null) return;
    const interest = scanInterest(criteria, this.expiries, rows);
    const contracts = sweptContracts(world, chain, interest, now());
    sweep.want(this.scanId, { underlying: chain.underlying, contracts });
  }

  stop(): void {
    this.#changes.stop();
    this.#parts.sweep.forget(this.scanId);
  }
}
