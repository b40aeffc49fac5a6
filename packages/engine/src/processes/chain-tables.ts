import { daysToExpiry, type EpochMs, type OptionContract } from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process } from "../loop/process.ts";
import type { Clock } from "../ports/clock.ts";
import { ChainTable, spotOf, type TableQuote } from "../scanner/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { chainOf, type World } from "../world/world.ts";
import type { ChainSweep } from "./chain-sweep/index.ts";

export interface ChainTablesDependencies {
  readonly world: World;
  readonly sweep: Pick<ChainSweep, "seenAt">;
  readonly clock: Clock;
  readonly limits: Pick<
    EngineLimits,
    | "tableQuoteAgeMaxMs"
    | "tableAnchorMs"
    | "tableAnchorMinMs"
    | "tableSpotMovePpm"
    | "tableRateMs"
    | "tableRateRetryMs"
  >;
  /** Risk-free, continuously compounded; null to take it from each chain's own options. */
  readonly rate: number | null;
  /** Gateway time. */
  readonly now: () => EpochMs;
}

/** One chain table an underlying whose expiries are open, kept to the quotes. */
export interface ChainTables extends Process {
  /** The symbol's table, made when it is first asked for and anchored when that is due. */
  current(symbol: string): ChainTable;
  /** Rows that changed since the follower last took them; all are new after an anchor. */
  follow(symbol: string): RowChanges;
  ticked(conIds: ReadonlySet<number>): void;
}

/** What one reader of a table has not looked at yet. */
export interface RowChanges {
  readonly rows: Set<number>;
  stop(): void;
}

export function createChainTables(dependencies: ChainTablesDependencies): ChainTables {
  return new Tables(dependencies);
}

interface LiveTable {
  readonly table: ChainTable;
  readonly followers: Set<Set<number>>;
  /** Its contracts are no longer those of the chain. */
  outdated: boolean;
  /** On the machine's monotonic clock. */
  anchoredAt: number;
  spotAtAnchor: number | null;
  /** When the options are next asked for the interest rate, on the same clock; never when one is given. */
  rateDueAt: number;
}

class Tables implements ChainTables {
  readonly name = "chain-tables";
  readonly #dependencies: ChainTablesDependencies;
  readonly #tables = new Map<string, LiveTable>();

  constructor(dependencies: ChainTablesDependencies) {
    this.#dependencies = dependencies;
  }

  act({ event }: PlacedEvent): void {
    if (event.type !== "ExpiryContractsReported") return;
    const live = this.#tables.get(event.data.symbol);
    if (live !== undefined) live.outdated = true;
  }

  current(symbol: string): ChainTable {
    const live = this.#live(symbol);
    if (live.outdated) this.#setContracts(live);
    if (this.#isDue(live)) this.#anchor(live);
    return live.table;
  }

  follow(symbol: string): RowChanges {
    const { followers } = this.#live(symbol);
    const rows = new Set<number>();
    followers.add(rows);
    return { rows, stop: () => void followers.delete(rows) };
  }

  ticked(conIds: ReadonlySet<number>): void {
    if (this.#tables.size === 0) return;
    for (const conId of conIds) {
      const contract = this.#dependencies.world.options.get(conId);
      const live = contract === undefined ? undefined : this.#tables.get(contract.symbol);
      if (live === undefined) continue;
      const row = this.#apply(live.table, conId);
      if (row >= 0) for (const rows of live.followers) rows.add(row);
    }
  }

  #live(symbol: string): LiveTable {
    let live = this.#tables.get(symbol);
    if (live === undefined) {
      const { rate, limits } = this.#dependencies;
      const settings = { symbol, rate, dividendYield: 0, quoteAgeMaxMs: limits.tableQuoteAgeMaxMs };
      live = {
        table: new ChainTable(settings),
        followers: new Set(),
        outdated: true,
        anchoredAt: Number.NEGATIVE_INFINITY,
        spotAtAnchor: null,
        rateDueAt: rate === null ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
      };
      this.#tables.set(symbol, live);
    }
    return live;
  }

  /** Those of expiries that have not passed. */
  #setContracts(live: LiveTable): void {
    const { world, now } = this.#dependencies;
    const at = now();
    const contracts: OptionContract[] = [];
    for (const [expiry, listed] of chainOf(world, live.table.settings.symbol).contracts)
      if (daysToExpiry(at, expiry) >= 0) contracts.push(...listed);
    live.table.setContracts(contracts);
    live.outdated = false;
    live.anchoredAt = Number.NEGATIVE_INFINITY;
  }

  /** At its rhythm, or sooner when the underlying has moved. */
  #isDue({ table, anchoredAt, spotAtAnchor }: LiveTable): boolean {
    const { clock, limits } = this.#dependencies;
    const passed = clock.monotonicMs() - anchoredAt;
    if (passed >= limits.tableAnchorMs) return true;
    if (passed < limits.tableAnchorMinMs) return false;
    const spot = spotOf(this.#underlyingOf(table));
    if (spot === null || spotAtAnchor === null) return spot !== spotAtAnchor;
    return Math.abs(spot / spotAtAnchor - 1) * 1e6 > limits.tableSpotMovePpm;
  }

  #anchor(live: LiveTable): void {
    const { clock, now } = this.#dependencies;
    const { table, followers } = live;
    for (const { conId } of table.contracts) this.#apply(table, conId);
    const view = this.#underlyingOf(table);
    table.setUnderlying(view);
    table.anchor(now());
    if (clock.monotonicMs() >= live.rateDueAt) this.#inferRate(live);
    live.anchoredAt = clock.monotonicMs();
    live.spotAtAnchor = spotOf(view);
    for (const rows of followers) rows.clear();
  }

  /** Soon again while the quotes tell none. */
  #inferRate(live: LiveTable): void {
    const { clock, limits, now } = this.#dependencies;
    const { source } = live.table.inferRate();
    if (source === "parity") live.table.anchor(now());
    live.rateDueAt = clock.monotonicMs() + (source === "none" ? limits.tableRateRetryMs : limits.tableRateMs);
  }

  #underlyingOf({ settings }: ChainTable) {
    const { world } = this.#dependencies;
    const { underlying } = chainOf(world, settings.symbol);
    const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
    return { bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null };
  }

  /** A quote counts as confirmed when its line last stood behind it: gateways repeat nothing that has not changed. */
  #apply(table: ChainTable, conId: number): number {
    const quote = this.#dependencies.world.quotes.rows.get(conId);
    if (quote === undefined) return -1;
    const seenAt = this.#dependencies.sweep.seenAt(conId);
    if (seenAt === null) return table.apply(conId, quote);
    const confirmed: TableQuote = {
      ...quote,
      bidAt: later(quote.bidAt, seenAt),
      askAt: later(quote.askAt, seenAt),
    };
    return table.apply(conId, confirmed);
  }
}

function later(at: EpochMs | null, seenAt: EpochMs): EpochMs | null {
  return at !== null && at < seenAt ? seenAt : at;
}
