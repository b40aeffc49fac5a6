import {
  daysToExpiry,
  type ChainAnchor,
  type ConfirmedQuotes,
  type EpochMs,
  type OptionContract,
  type SessionMoment,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process } from "../loop/process.ts";
import type { Clock } from "../ports/clock.ts";
import { ChainTable, spotOf } from "../scanner/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { chainOf, type World } from "../world/world.ts";
import type { ChainSweep } from "./chain-sweep/index.ts";
import {
  type Confirmations,
  confirmationsOf,
  confirmedQuote,
  fromConfirmedQuotes,
  toConfirmedQuotes,
} from "./confirmed-quotes.ts";

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
  /** What the session has taken in. */
  readonly moment: () => SessionMoment;
}

/** What a look at a table rests on, beside what the log holds already. */
export interface TableMoment {
  readonly anchor: ChainAnchor;
  readonly moment: SessionMoment;
  readonly at: EpochMs;
  readonly confirmed: ConfirmedQuotes;
}

/** One chain table an underlying whose expiries are open, kept to the quotes. */
export interface ChainTables extends Process {
  /** The symbol's table, made when it is first asked for and anchored when that is due. */
  current(symbol: string): ChainTable;
  /** Rows that changed since the follower last took them; all are new after an anchor. */
  follow(symbol: string): RowChanges;
  /** Of the symbol's table as it is now. Throws while it is not anchored: `current` anchors it. */
  momentOf(symbol: string): TableMoment;
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
  /** Of the last anchor; null before the first and while contracts are new. */
  anchor: ChainAnchor | null;
}

const NONE_CONFIRMED: Confirmations = new Map();

class Tables implements ChainTables {
  readonly name = "chain-tables";
  readonly #dependencies: ChainTablesDependencies;
  readonly #tables = new Map<string, LiveTable>();

  constructor(dependencies: ChainTablesDependencies) {
    this.#dependencies = dependencies;
  }

  act({ event }: PlacedEvent): void {
    if (event.type === "LineRejectionReported") this.ticked(new Set([event.data.conId]));
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

  momentOf(symbol: string): TableMoment {
    const { table, anchor } = this.#live(symbol);
    if (anchor === null) throw new Error(`the table of ${symbol} is not anchored`);
    const { world, now, moment } = this.#dependencies;
    const at = now();
    const known = fromConfirmedQuotes(anchor.confirmed, anchor.at);
    const confirmed = toConfirmedQuotes(confirmationsOf(table, world.quotes, known), at);
    return { anchor, moment: moment(), at, confirmed };
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
        anchor: null,
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
    live.anchor = null;
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
    let at = now();
    table.anchor(at);
    if (clock.monotonicMs() >= live.rateDueAt && this.#inferRate(live)) table.anchor((at = now()));
    live.anchoredAt = clock.monotonicMs();
    live.spotAtAnchor = spotOf(view);
    live.anchor = this.#anchorOf(table, at);
    for (const rows of followers) rows.clear();
  }

  #anchorOf(table: ChainTable, at: EpochMs): ChainAnchor {
    const { world, moment } = this.#dependencies;
    const { rate, contracts, expiries } = table;
    return {
      moment: moment(),
      at,
      rate,
      expiries: [...new Set(expiries.map(({ expiry }) => expiry))].toSorted(),
      contracts: contracts.length,
      confirmed: toConfirmedQuotes(confirmationsOf(table, world.quotes, NONE_CONFIRMED), at),
    };
  }

  /** Whether the quotes told one. Soon again while they tell none. */
  #inferRate(live: LiveTable): boolean {
    const { clock, limits } = this.#dependencies;
    const { source } = live.table.inferRate();
    live.rateDueAt = clock.monotonicMs() + (source === "none" ? limits.tableRateRetryMs : limits.tableRateMs);
    return source === "parity";
  }

  #underlyingOf({ settings }: ChainTable) {
    const { world } = this.#dependencies;
    const { underlying } = chainOf(world, settings.symbol);
    const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
    return { bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null };
  }

  /** A quote counts as confirmed when its line last stood behind it. One that is taken back leaves an empty row. */
  #apply(table: ChainTable, conId: number): number {
    const quote = this.#dependencies.world.quotes.rows.get(conId);
    if (quote === undefined) return table.forget(conId);
    return table.apply(conId, confirmedQuote(quote, this.#dependencies.sweep.seenAt(conId)));
  }
}
