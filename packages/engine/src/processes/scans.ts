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
import type { CommandAnswer, Engine, VerticalScanUpdate } from "../ports/engine.ts";
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
import { sweptContracts, type ChainSweep } from "./chain-sweep/index.ts";
import { asked } from "./order-entry.ts";

export interface ScansDependencies {
  readonly world: World;
  readonly discovery: ChainDiscovery;
  readonly sweep: ChainSweep;
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

export interface Scans extends Pick<Engine, "scanVerticals"> {
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

/** How often a scan says anew what it wants to see. */
const SWEEP_RENEWED_MS = 5_000;
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

  async scanVerticals(
    wanted: ScanCriteria,
    user: string,
    signal: AbortSignal,
  ): Promise<CommandAnswer<{ scanId: string; updates: AsyncIterable<VerticalScanUpdate> }>> {
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
      this.#dependencies.sweep.forget(scanId);
      state.wake?.();
      const event = { type: "ScanStopped", data: { scanId } } as const;
      const stream = streams.session(this.#dependencies.session);
      this.#dependencies.enqueue([{ task: { to: "log", stream, event }, cause }]);
    };
  }

  async *#run(scanId: string, state: RunningScan, end: () => void): AsyncGenerator<VerticalScanUpdate> {
    const { clock, limits } = this.#dependencies;
    let sweptAt = Number.NEGATIVE_INFINITY;
    try {
      while (this.#running.has(state)) {
        const began = clock.monotonicMs();
        state.changed = false;
        const update = this.#evaluate(scanId, state);
        if (began - sweptAt >= SWEEP_RENEWED_MS) {
          sweptAt = began;
          this.#sweep(scanId, state, legsOf(update));
        }
        yield update;
        await this.#wait(state, limits.scanIntervalMinMs, () => false);
        if (!state.changed) await this.#wait(state, REFRESHED_MS, () => state.changed);
      }
    } finally {
      end();
    }
  }

  #evaluate(scanId: string, state: RunningScan): VerticalScanUpdate {
    const chain = chainOf(this.#dependencies.world, state.criteria.symbol);
    const snapshot = snapshotOf(
      this.#dependencies.world,
      this.#dependencies.sweep,
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

  /** Says anew what the scan wants to see: the spot moves, and so does what it found. */
  #sweep(scanId: string, state: RunningScan, shown: ReadonlySet<number>): void {
    const { world, sweep, now } = this.#dependencies;
    const chain = chainOf(world, state.criteria.symbol);
    if (chain.underlying === null) return;
    const { rights, shortDeltaMin, shortDeltaMax } = state.criteria;
    const interest = {
      expiries: new Set(state.expiries),
      rights: new Set(rights),
      deltaBands:
        shortDeltaMin === null && shortDeltaMax === null
          ? []
          : [{ min: shortDeltaMin ?? 0, max: shortDeltaMax ?? 1 }],
      shown,
      next: new Set<number>(),
    };
    const contracts = sweptContracts(world, chain, interest, now());
    state.contracts = new Set([chain.underlying.conId, ...contracts.map(({ conId }) => conId)]);
    sweep.want(scanId, { underlying: chain.underlying, contracts });
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
  sweep: ChainSweep,
  chain: ChainKnowledge,
  expiries: readonly IsoDate[],
  now: EpochMs,
  rate: number,
): ChainSnapshot {
  const rows = expiries.flatMap((expiry) =>
    (chain.contracts.get(expiry) ?? []).flatMap((contract) => rowOf(world, sweep, contract)),
  );
  const quote = chain.underlying === null ? undefined : world.quotes.rows.get(chain.underlying.conId);
  const underlying = { bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null };
  return { symbol: chain.symbol, rows, underlying, now, rate, dividendYield: 0 };
}

/** Contracts that were never seen have nothing to say; they are no rows. */
function rowOf(world: World, sweep: ChainSweep, contract: OptionContract): readonly ChainRow[] {
  const seenAt = sweep.seenAt(contract.conId);
  const quote = world.quotes.rows.get(contract.conId);
  if (seenAt === null || quote === undefined) return [];
  const { bid, ask, bidSize, askSize, openInterest, model } = quote;
  return [
    {
      contract,
      bid,
      ask,
      bidSize,
      askSize,
      quoteAt: seenAt,
      openInterest,
      impliedVolatility: model.volatility,
      delta: model.delta,
      greeksSource: model.volatility === null || model.delta === null ? null : "model",
    },
  ];
}

function legsOf({ rows }: VerticalScanUpdate): ReadonlySet<number> {
  return new Set(rows.flatMap(({ spread }) => [spread.longLeg.conId, spread.shortLeg.conId]));
}

function waitingFor(chain: ChainKnowledge, state: RunningScan, snapshot: ChainSnapshot): string | null {
  if (state.expiries.length === 0) {
    const { daysToExpiryMin, daysToExpiryMax } = state.criteria;
    return `${chain.symbol} lists no expiry between ${daysToExpiryMin} and ${daysToExpiryMax} days from now.`;
  }
  const { bid, ask, last } = snapshot.underlying;
  if (bid === null && ask === null && last === null) return `The first quote of ${chain.symbol}.`;
  const quoted = snapshot.rows.filter((row) => row.bid !== null || row.ask !== null).length;
  return quoted === 0 ? "The first quotes of its options." : null;
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
