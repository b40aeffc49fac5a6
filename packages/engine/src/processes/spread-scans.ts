import type { EpochMs, Position, Refusal, ScanLook } from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import { EngineStopped } from "../loop/owed.ts";
import type { Cause } from "../loop/recording.ts";
import type { Task, Work, WorkAnswer } from "../loop/work.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandAnswer, Engine, ScanUpdate } from "../ports/engine.ts";
import type { Ids } from "../ports/ids.ts";
import {
  type AskedLeg,
  parseScanCriteria,
  Scan,
  type ScanCriteria,
  type ScanResult,
  type ScanWhyNot,
} from "../scanner/index.ts";
import { streams } from "../world/streams.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { chainOf, type World } from "../world/world.ts";
import type { ChainDiscovery } from "./chain-discovery.ts";
import type { ChainSweep, FreshnessReport } from "./chain-sweep/index.ts";
import type { ChainTables } from "./chain-tables.ts";
import { asked } from "./order-entry.ts";
import { scanContext } from "./scan-context.ts";
import { RunningScan } from "./running-scan.ts";
import { scanExpiries } from "./scan-expiries.ts";

export interface SpreadScansDependencies {
  readonly world: World;
  readonly discovery: ChainDiscovery;
  readonly sweep: ChainSweep;
  readonly tables: ChainTables;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly session: string;
  /** Gateway time. */
  readonly now: () => EpochMs;
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly enqueue: (work: readonly Work[]) => void;
  readonly head: () => Promise<Position>;
}

export interface SpreadScans extends Pick<Engine, "scan"> {
  /** What a scan with these criteria makes of one spread, whether it is running or not. */
  whyNot(criteria: unknown, legs: readonly AskedLeg[]): Promise<CommandAnswer<{ whyNot: ScanWhyNot }>>;
  /** Quotes have come. */
  ticked(): void;
  /** An event is in the log: what an order was chosen from is recorded. */
  durable(placed: PlacedEvent): void;
  /** Ends every scan: nothing new will be seen. */
  stop(): void;
}

interface Entry {
  readonly criteria: ScanCriteria;
  running: RunningScan | null;
  leftOut: number;
  readonly cause: Cause;
  /** The look that was recorded last, and when the next one is due, on the machine's clock. */
  lookRecorded: ScanLook | null;
  lookDueAt: number;
  /** On the machine's clock: when contracts that are not known are asked for again. */
  opensAgainAt: number;
  /** Why contracts of an expiry were not to be had. */
  problem: string | null;
  wake: (() => void) | null;
  /** Null until it is recorded. */
  end: (() => void) | null;
}

/** How often a scan says anew what it wants to see. */
const SWEEP_RENEWED_MS = 5_000;
/** Ages move without ticks. */
const REFRESHED_MS = 1_000;
/** A result of that many rows is sent at the least interval, one of twice as many at twice the interval. */
const ROWS_AN_INTERVAL = 1_000;
/** A scan works a quarter of the time at most: the loop has orders to place. */
const RESTS_FOR_WORK = 3;
/** After an expiry's contracts were not to be had. */
const EXPIRIES_ASKED_AGAIN_MS = 10_000;
/** Of the relevant options, those that have to be seen before a result is worth much. */
const RELEVANT_SEEN_MIN = 0.5;

/** Runs the scanner over live chains for as long as somebody reads. */
export function createSpreadScans(dependencies: SpreadScansDependencies): SpreadScans {
  return new LiveScans(dependencies);
}

class LiveScans implements SpreadScans {
  readonly #dependencies: SpreadScansDependencies;
  readonly #entries = new Set<Entry>();

  constructor(dependencies: SpreadScansDependencies) {
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
    if (this.#entries.size >= scansMax) return { kind: "refused", refusal: tooMany(scansMax) };
    const { criteria } = parsed;
    const cause = asked(user);
    const entry: Entry = {
      criteria,
      running: null,
      leftOut: 0,
      cause,
      lookRecorded: null,
      lookDueAt: Number.NEGATIVE_INFINITY,
      opensAgainAt: Number.NEGATIVE_INFINITY,
      problem: null,
      wake: null,
      end: null,
    };
    this.#entries.add(entry);
    const begun = await this.#begin(entry, cause).catch((error: unknown) => {
      this.#entries.delete(entry);
      throw error;
    });
    if (begun.kind === "refused") {
      this.#entries.delete(entry);
      return begun;
    }
    const { running, position } = begun;
    const end = this.#endOnce(running, entry, cause);
    entry.end = end;
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    return {
      kind: "accepted",
      position,
      scanId: running.scanId,
      updates: this.#run(running, entry, cause, end),
    };
  }

  /** Looks the chain up and records the scan. Its place among the running ones is taken before: looking up takes time. */
  async #begin(entry: Entry, cause: Cause): Promise<CommandAnswer<{ running: RunningScan }>> {
    const { discovery, limits, ids, session, now, perform, head } = this.#dependencies;
    const { criteria } = entry;
    const opened = await discovery.openChain(criteria.symbol, cause);
    if (opened.kind === "refused") return opened;
    const listed = opened.chain.parameters?.expiries ?? [];
    const { wanted, leftOut } = scanExpiries(listed, criteria, now(), limits.scanExpiriesMax);
    entry.leftOut = leftOut;
    const scanId = ids.next();
    const data = { scanId, symbol: criteria.symbol, criteria: JSON.stringify(criteria) };
    const event = { type: "ScanStarted", data } as const;
    const answer = await perform({ to: "log", stream: streams.session(session), event }, cause);
    const running = new RunningScan(scanId, criteria, wanted, this.#dependencies);
    entry.running = running;
    return { kind: "accepted", position: answer.position ?? (await head()), running };
  }

  /** Ends a scan, whether its reader left, was done, or never began to read. */
  #endOnce(running: RunningScan, entry: Entry, cause: Cause): () => void {
    return () => {
      if (!this.#entries.delete(entry)) return;
      this.#recordLook(entry);
      running.stop();
      entry.wake?.();
      const event = { type: "ScanStopped", data: { scanId: running.scanId } } as const;
      const stream = streams.session(this.#dependencies.session);
      this.#dependencies.enqueue([{ task: { to: "log", stream, event }, cause }]);
    };
  }

  async *#run(running: RunningScan, entry: Entry, cause: Cause, end: () => void): AsyncGenerator<ScanUpdate> {
    const { clock, limits } = this.#dependencies;
    let [sweptAt, expiriesSwept] = [Number.NEGATIVE_INFINITY, -1];
    const pause = () => new Promise<void>((resolve) => void clock.schedule(0, resolve));
    try {
      while (this.#entries.has(entry)) {
        const began = clock.monotonicMs();
        this.#openExpiries(running, entry, cause, began);
        const result = await running.result(pause);
        if (!this.#entries.has(entry)) return;
        const open = running.expiriesOpen;
        if (began - sweptAt >= SWEEP_RENEWED_MS || open !== expiriesSwept) {
          running.sweep(result);
          [sweptAt, expiriesSwept] = [began, open];
        }
        const state = this.#stateOf(running, entry, result);
        if (state.waitingFor === null && began >= entry.lookDueAt) this.#recordLook(entry);
        const worked = clock.monotonicMs() - began;
        yield state;
        const batches = Math.max(1, Math.ceil(state.rows.length / ROWS_AN_INTERVAL));
        await this.#wait(
          entry,
          Math.max(limits.scanIntervalMinMs * batches, RESTS_FOR_WORK * worked),
          () => false,
        );
        const news = () => running.hasChanged || running.expiriesOpen !== expiriesSwept;
        if (!news()) await this.#wait(entry, REFRESHED_MS, news);
      }
    } finally {
      end();
    }
  }

  durable({ event }: PlacedEvent): void {
    if (event.type !== "OrderRequested") return;
    for (const entry of this.#entries)
      if (entry.criteria.symbol === event.data.symbol) this.#recordLook(entry);
  }

  /** The last complete one, unless it is in the log already. */
  #recordLook(entry: Entry): void {
    const look = entry.running?.look ?? null;
    if (look === null || look === entry.lookRecorded) return;
    const { clock, limits, session, enqueue } = this.#dependencies;
    entry.lookRecorded = look;
    entry.lookDueAt = clock.monotonicMs() + limits.scanLookRecordedMs;
    const event = { type: "ScanLookTaken", data: look } as const;
    enqueue([{ task: { to: "log", stream: streams.session(session), event }, cause: entry.cause }]);
  }

  /** One after the other, while the scan runs on what is known: a gateway takes seconds for each. */
  #openExpiries(running: RunningScan, entry: Entry, cause: Cause, at: number): void {
    const missing = running.expiriesMissing;
    if (missing.length === 0 || at < entry.opensAgainAt) return;
    entry.opensAgainAt = Number.POSITIVE_INFINITY;
    const { discovery, clock } = this.#dependencies;
    const openAll = async (): Promise<void> => {
      entry.problem = null;
      for (const expiry of missing) {
        if (!this.#entries.has(entry)) return;
        const opened = await discovery.openExpiry(entry.criteria.symbol, expiry, cause);
        if (opened.kind === "refused") entry.problem ??= opened.refusal.message;
        entry.wake?.();
      }
    };
    openAll().then(
      () => void (entry.opensAgainAt = clock.monotonicMs() + EXPIRIES_ASKED_AGAIN_MS),
      (error: unknown) => {
        if (!(error instanceof EngineStopped)) throw error;
      },
    );
  }

  #stateOf(running: RunningScan, entry: Entry, result: ScanResult): ScanUpdate {
    const freshness = this.#dependencies.sweep.freshnessOf(running.scanId);
    const expiries = {
      open: running.expiriesOpen,
      wanted: running.expiries.length,
      leftOut: entry.leftOut,
    };
    const waiting = waitingFor(this.#dependencies.world, entry, running, freshness);
    const rows = result.rows.slice(0, entry.criteria.limit);
    return { ...result, rows, scanId: running.scanId, freshness, expiries, waitingFor: waiting };
  }

  async whyNot(
    wanted: ScanCriteria,
    legs: readonly AskedLeg[],
  ): Promise<CommandAnswer<{ whyNot: ScanWhyNot }>> {
    const parsed = parseScanCriteria(wanted);
    if (parsed.kind === "refused") return parsed;
    const { criteria } = parsed;
    const { world, tables, now, head } = this.#dependencies;
    const same = JSON.stringify(criteria);
    const running = [...this.#entries].find((entry) => JSON.stringify(entry.criteria) === same)?.running;
    const whyNot =
      running?.whyNot(legs) ??
      new Scan(tables.current(criteria.symbol), criteria, scanContext(world, criteria.symbol, now())).whyNot(
        legs,
      );
    return { kind: "accepted", position: await head(), whyNot };
  }

  stop(): void {
    for (const entry of this.#entries) entry.end?.();
  }

  ticked(): void {
    for (const entry of this.#entries) if (entry.running?.hasChanged === true) entry.wake?.();
  }

  /** Returns after `delayMs`, once `isEnough`, or when the scan has ended. */
  #wait(entry: Entry, delayMs: number, isEnough: () => boolean): Promise<void> {
    const isOver = () => !this.#entries.has(entry) || isEnough();
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const forget = this.#dependencies.clock.schedule(delayMs, resolve);
      entry.wake = () => {
        if (!isOver()) return;
        forget();
        resolve();
      };
    });
  }
}

function waitingFor(
  world: World,
  { criteria, problem }: Entry,
  running: RunningScan,
  freshness: FreshnessReport | null,
): string | null {
  const { symbol } = criteria;
  if (running.expiries.length === 0) return `${symbol} lists no expiry that the criteria's days take in.`;
  if (world.gateway.state.phase !== "ready") return "The connection to the gateway.";
  const [open, wanted] = [running.expiriesOpen, running.expiries.length];
  if (open < wanted)
    return `The contracts of ${wanted - open} of ${wanted} expiries${problem === null ? "." : `: ${problem}`}`;
  const { underlying } = chainOf(world, symbol);
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  if ((quote?.quotedAt ?? quote?.last ?? null) === null) return `The first quote of ${symbol}.`;
  if (freshness === null || freshness.relevant.within30s >= RELEVANT_SEEN_MIN) return null;
  const share = Math.floor(100 * freshness.relevant.within30s);
  return `Quotes: ${share} % of the ${freshness.relevant.contracts} options that matter most are younger than 30 s.`;
}

function tooMany(scansMax: number): Refusal {
  return {
    code: "scan.too-many",
    message: `${scansMax} scans run already.`,
    field: null,
    inputs: { running: scansMax },
    limit: `${scansMax} scans`,
    remedy: "Close a scan that nobody looks at.",
  };
}
