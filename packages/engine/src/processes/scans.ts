import {
  daysToExpiry,
  type EpochMs,
  type IsoDate,
  type OptionContract,
  type Position,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Task, Work, WorkAnswer } from "../loop/work.ts";
import type { Cause } from "../loop/recording.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandAnswer, Engine, ScanUpdate } from "../ports/engine.ts";
import type { Ids } from "../ports/ids.ts";
import {
  parseScanCriteria,
  scanVerticals,
  type ChainRow,
  type ChainSnapshot,
  type ScanCriteria,
} from "../scanner/verticals/index.ts";
import { streams } from "../world/streams.ts";
import { chainOf, type ChainKnowledge, type World } from "../world/world.ts";
import type { ChainDiscovery } from "./chain-discovery.ts";
import { requestLines, toLines } from "./lines.ts";
import { asked } from "./order-entry.ts";

export interface ScansDependencies {
  readonly world: World;
  readonly discovery: ChainDiscovery;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly session: string;
  /** Risk-free, continuously compounded, for greeks that the gateway does not give. */
  readonly rate: number;
  readonly now: () => EpochMs;
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly enqueue: (work: readonly Work[]) => void;
  readonly head: () => Promise<Position>;
}

export interface Scans extends Pick<Engine, "scan"> {
  ticked(conIds: ReadonlySet<number>): void;
  /** Ends every scan: nothing new will be seen. */
  stop(): void;
}

interface RunningScan {
  readonly criteria: ScanCriteria;
  expiries: readonly IsoDate[];
  /** Contracts whose ticks matter to it. */
  contracts: ReadonlySet<number>;
  changed: boolean;
  wake: (() => void) | null;
  /** Null until it is recorded. */
  end: (() => void) | null;
}

/** How often a scan's lines are asked for again: renews their use and follows the spot. */
const LINES_RENEWED_MS = 5_000;
/** Ages move without ticks. */
const REFRESHED_MS = 1_000;

/** Runs the scanner over the live chain for as long as somebody reads: each result supersedes the one before. */
export function createScans(dependencies: ScansDependencies): Scans {
  return new LiveScans(dependencies);
}

class LiveScans implements Scans {
  readonly #dependencies: ScansDependencies;
  readonly #running = new Set<RunningScan>();

  constructor(dependencies: ScansDependencies) {
    this.#dependencies = dependencies;
  }

  async scan(
    wanted: ScanCriteria,
    user: string,
    signal: AbortSignal,
  ): Promise<CommandAnswer<{ scanId: string; updates: AsyncIterable<ScanUpdate> }>> {
    const parsed = parseScanCriteria(wanted);
    if (parsed.kind === "refused") return parsed;
    const { scansMax } = this.#dependencies.limits;
    if (this.#running.size >= scansMax) return { kind: "refused", refusal: tooMany(scansMax) };
    const { criteria } = parsed;
    const state: RunningScan = {
      criteria,
      expiries: [],
      contracts: new Set(),
      changed: true,
      wake: null,
      end: null,
    };
    this.#running.add(state);
    const cause = asked(user);
    const begun = await this.#begin(state, cause).catch((error: unknown) => {
      this.#running.delete(state);
      throw error;
    });
    if (begun.kind === "refused") {
      this.#running.delete(state);
      return begun;
    }
    const { scanId, position } = begun;
    const end = this.#endOnce(scanId, state, cause);
    state.end = end;
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    return { kind: "accepted", position, scanId, updates: this.#run(scanId, state, end) };
  }

  /** Looks the chain up and records the scan. Its place among the running ones is taken before: looking up takes time. */
  async #begin(state: RunningScan, cause: Cause): Promise<CommandAnswer<{ scanId: string }>> {
    const { discovery, limits, ids, session, now, perform, head } = this.#dependencies;
    const { criteria } = state;
    const opened = await discovery.openChain(criteria.symbol, cause);
    if (opened.kind === "refused") return opened;
    state.expiries = expiriesOf(opened.chain, criteria, now(), limits.scanExpiriesMax);
    for (const expiry of state.expiries) {
      const contracts = await discovery.openExpiry(criteria.symbol, expiry, cause);
      if (contracts.kind === "refused") return contracts;
    }
    const scanId = ids.next();
    const data = { scanId, symbol: criteria.symbol, criteria: JSON.stringify(criteria) };
    const event = { type: "ScanStarted", data } as const;
    const answer = await perform({ to: "log", stream: streams.session(session), event }, cause);
    return { kind: "accepted", position: answer.position ?? (await head()), scanId };
  }

  /** Ends a scan, whether its reader left, was done, or never began to read. */
  #endOnce(scanId: string, state: RunningScan, cause: Cause): () => void {
    return () => {
      if (!this.#running.delete(state)) return;
      state.wake?.();
      const event = { type: "ScanStopped", data: { scanId } } as const;
      const stream = streams.session(this.#dependencies.session);
      this.#dependencies.enqueue([{ task: { to: "log", stream, event }, cause }]);
    };
  }

  async *#run(scanId: string, state: RunningScan, end: () => void): AsyncGenerator<ScanUpdate> {
    const { clock, limits } = this.#dependencies;
    let linesAt = Number.NEGATIVE_INFINITY;
    try {
      while (this.#running.has(state)) {
        const began = clock.monotonicMs();
        if (began - linesAt >= LINES_RENEWED_MS) {
          linesAt = began;
          this.#holdLines(state);
        }
        state.changed = false;
        yield this.#evaluate(scanId, state);
        await this.#wait(state, limits.scanIntervalMinMs, () => false);
        if (!state.changed) await this.#wait(state, REFRESHED_MS, () => state.changed);
      }
    } finally {
      end();
    }
  }

  #evaluate(scanId: string, state: RunningScan): ScanUpdate {
    const chain = chainOf(this.#dependencies.world, state.criteria.symbol);
    const snapshot = snapshotOf(
      this.#dependencies.world,
      chain,
      state.expiries,
      this.#dependencies.now(),
      this.#dependencies.rate,
    );
    const { rows, matched, evaluated, excluded, unusable } = scanVerticals(snapshot, state.criteria);
    return {
      scanId,
      at: snapshot.now,
      rows,
      matched,
      evaluated,
      excluded,
      unusable,
      waitingFor: waitingFor(chain, state, snapshot),
    };
  }

  /** The underlying, then the contracts nearest to the money of each expiry, as far as the lines go. */
  #holdLines(state: RunningScan): void {
    const chain = chainOf(this.#dependencies.world, state.criteria.symbol);
    if (chain.underlying === null) return;
    const { lines, linesMax } = this.#dependencies.world.lines.state;
    const pinned = [...lines.values()].filter((line) => line.holders.size > 0).length;
    const budget = Math.max(
      0,
      Math.floor(
        (linesMax - this.#dependencies.limits.marketLinesReserved - pinned) / Math.max(1, this.#running.size),
      ),
    );
    const contracts = nearTheMoney(this.#dependencies.world, chain, state, budget);
    state.contracts = new Set([chain.underlying.conId, ...contracts.map(({ conId }) => conId)]);
    this.#dependencies.enqueue([
      ...toLines(
        {
          type: "RequestLine",
          data: { contract: chain.underlying, purpose: "scan", usedAt: this.#dependencies.now() },
        },
        true,
      ),
      ...requestLines(contracts, "scan", { gateway: this.#dependencies.now() }),
    ]);
  }

  stop(): void {
    for (const state of this.#running) state.end?.();
  }

  ticked(conIds: ReadonlySet<number>): void {
    for (const state of this.#running) {
      if (state.changed || state.contracts.isDisjointFrom(conIds)) continue;
      state.changed = true;
      state.wake?.();
    }
  }

  /** Returns after `delayMs`, once `isEnough`, or when the scan has ended. */
  #wait(state: RunningScan, delayMs: number, isEnough: () => boolean): Promise<void> {
    const isOver = () => !this.#running.has(state) || isEnough();
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const forget = this.#dependencies.clock.schedule(delayMs, resolve);
      state.wake = () => {
        if (!isOver()) return;
        forget();
        resolve();
      };
    });
  }
}

function expiriesOf(
  chain: ChainKnowledge,
  criteria: ScanCriteria,
  now: EpochMs,
  countMax: number,
): readonly IsoDate[] {
  return (chain.parameters?.expiries ?? [])
    .filter((expiry) => {
      const days = daysToExpiry(now, expiry);
      return days >= criteria.daysToExpiryMin && days <= criteria.daysToExpiryMax;
    })
    .slice(0, countMax);
}

function snapshotOf(
  world: World,
  chain: ChainKnowledge,
  expiries: readonly IsoDate[],
  now: EpochMs,
  rate: number,
): ChainSnapshot {
  const rows = expiries.flatMap((expiry) =>
    (chain.contracts.get(expiry) ?? []).flatMap((contract) => rowOf(world, contract)),
  );
  const quote = chain.underlying === null ? undefined : world.quotes.rows.get(chain.underlying.conId);
  const underlying = { bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null };
  return { symbol: chain.symbol, rows, underlying, now, rate, dividendYield: 0 };
}

/** Contracts without a line have nothing to say; they are no rows. */
function rowOf(world: World, contract: OptionContract): readonly ChainRow[] {
  const line = world.lines.state.lines.get(contract.conId);
  const quote = world.quotes.rows.get(contract.conId);
  if (line === undefined || quote === undefined) return [];
  const { bid, ask, bidSize, askSize, quotedAt, openInterest, model } = quote;
  return [
    {
      contract,
      bid,
      ask,
      bidSize,
      askSize,
      quoteAt: quotedAt,
      openInterest,
      impliedVolatility: model.volatility,
      delta: model.delta,
      greeksSource: model.volatility === null || model.delta === null ? null : "model",
    },
  ];
}

function nearTheMoney(
  world: World,
  chain: ChainKnowledge,
  state: RunningScan,
  budget: number,
): readonly OptionContract[] {
  const { underlying, parameters } = chain;
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  const bid = quote?.bid ?? null;
  const ask = quote?.ask ?? null;
  const spot = bid !== null && ask !== null ? (bid + ask) / 2 : (quote?.last ?? quote?.close ?? null);
  const centre = spot ?? parameters?.strikes[Math.floor(parameters.strikes.length / 2)] ?? 0;
  const share = Math.floor(budget / Math.max(1, state.expiries.length));
  return state.expiries.flatMap((expiry) =>
    (chain.contracts.get(expiry) ?? [])
      .filter((contract) => state.criteria.rights.includes(contract.right))
      .sort((a, b) => Math.abs(a.strike - centre) - Math.abs(b.strike - centre) || a.conId - b.conId)
      .slice(0, share),
  );
}

function waitingFor(chain: ChainKnowledge, state: RunningScan, snapshot: ChainSnapshot): string | null {
  if (state.expiries.length === 0) {
    const { daysToExpiryMin, daysToExpiryMax } = state.criteria;
    return `${chain.symbol} lists no expiry between ${daysToExpiryMin} and ${daysToExpiryMax} days from now.`;
  }
  const { bid, ask, last } = snapshot.underlying;
  if (bid === null && ask === null && last === null) return `The first quote of ${chain.symbol}.`;
  const quoted = snapshot.rows.filter((row) => row.bid !== null || row.ask !== null).length;
  const lines = state.contracts.size - 1;
  return quoted * 2 < lines ? `Quotes: ${quoted} of ${lines} options have one.` : null;
}

function tooMany(scansMax: number) {
  return {
    code: "scan.too-many",
    message: `${scansMax} scans run already.`,
    field: null,
    inputs: { running: scansMax },
    limit: `${scansMax} scans`,
    remedy: "Close a scan that nobody looks at.",
  };
}
