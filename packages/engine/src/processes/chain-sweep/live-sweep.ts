import { sessionPhase, type Contract, type EpochMs, type StockContract } from "@legbook/domain";
import type { EngineLimits } from "../../limits.ts";
import type { Process } from "../../loop/process.ts";
import type { Work } from "../../loop/work.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RequestCoordinator } from "../../requests/index.ts";
import type { PlacedEvent } from "../../world/apply.ts";
import type { World } from "../../world/world.ts";
import { toLines } from "../lines.ts";
import { freshnessOf, freshnessOfContracts, type FreshnessReport } from "./freshness.ts";
import { isSweepLine, lineBudget } from "./line-budget.ts";
import { createSweepPace, messagesAllowed, messagesSent, type SweepPace } from "./pace.ts";
import { planSweep } from "./plan.ts";
import { SWEEP_RULES } from "./rules.ts";
import { SweptLines } from "./swept-lines.ts";
import type { SweptContract } from "./table.ts";

export interface ChainSweepDependencies {
  readonly world: World;
  readonly clock: Clock;
  readonly coordinator: Pick<RequestCoordinator, "queueSize">;
  readonly limits: Pick<
    EngineLimits,
    "marketLinesReserved" | "messagesPerSecondMax" | "sweepPacePercent" | "sweepStepMs"
  >;
  /** Gateway time. */
  readonly now: () => EpochMs;
  readonly enqueue: (work: readonly Work[]) => void;
}

/** What one scan wants to see. */
export interface SweepWish {
  /** Its line is held all the time. */
  readonly underlying: StockContract;
  readonly contracts: readonly SweptContract[];
}

/** Rotates market data lines over what the running scans want to see. */
export interface ChainSweep extends Process {
  /** Replaces what `holder` wants; of a contract that several want the highest relevance counts. */
  want(holder: string, wish: SweepWish): void;
  /** `holder` wants nothing any more. */
  forget(holder: string): void;
  ticked(conIds: ReadonlySet<number>): void;
  /**
   * When what is known of a contract's quote was last the market's: now while its line is open and quoted, whoever opened
   * it; null when no line is open and the sweep never saw it.
   */
  seenAt(conId: number): EpochMs | null;
  freshness(): FreshnessReport;
  /** Of what `holder` wants; null when it wants nothing yet. */
  freshnessOf(holder: string): FreshnessReport | null;
  /** Lines that the sweep asked for since the start. */
  readonly openingsTotal: number;
}

export function createChainSweep(dependencies: ChainSweepDependencies): ChainSweep {
  return new LiveSweep(dependencies);
}

/** Times of the table are gateway times, those of the pace the machine's: a clock that is set right stops nothing. */
class LiveSweep implements ChainSweep {
  readonly name = "chain-sweep";
  readonly #dependencies: ChainSweepDependencies;
  readonly #swept: SweptLines;
  readonly #wishes = new Map<string, SweepWish>();
  #underlyings = new Map<number, StockContract>();
  #pace: SweepPace;
  #wantedAt = Number.NEGATIVE_INFINITY;
  #underlyingsAskedAt = Number.NEGATIVE_INFINITY;
  #isTiming = false;
  #openingsTotal = 0;

  constructor(dependencies: ChainSweepDependencies) {
    this.#dependencies = dependencies;
    this.#swept = new SweptLines(dependencies.world);
    const { messagesPerSecondMax, sweepPacePercent, sweepStepMs } = dependencies.limits;
    // An opening in place of another line takes two.
    const share = Math.max(2, Math.floor((messagesPerSecondMax * sweepPacePercent) / 100));
    this.#pace = createSweepPace(share, sweepStepMs);
  }

  get openingsTotal(): number {
    return this.#openingsTotal;
  }

  want(holder: string, wish: SweepWish): void {
    this.#wishes.set(holder, wish);
    this.#gather();
  }

  forget(holder: string): void {
    if (this.#wishes.delete(holder)) this.#gather();
  }

  act({ event }: PlacedEvent): void {
    this.#swept.heed(event, this.#dependencies.now());
  }

  ticked(conIds: ReadonlySet<number>): void {
    this.#swept.ticked(conIds);
  }

  seenAt(conId: number): EpochMs | null {
    return this.#swept.seenAt(conId, this.#dependencies.now());
  }

  freshness(): FreshnessReport {
    return freshnessOf(this.#swept.table, this.#dependencies.now());
  }

  freshnessOf(holder: string): FreshnessReport | null {
    const wish = this.#wishes.get(holder);
    return wish === undefined
      ? null
      : freshnessOfContracts(this.#swept.table, wish.contracts, this.#dependencies.now());
  }

  #gather(): void {
    const { now, clock } = this.#dependencies;
    const relevances = new Map<number, number>();
    for (const { contracts } of this.#wishes.values()) {
      for (const { conId, relevance } of contracts)
        relevances.set(conId, Math.max(relevance, relevances.get(conId) ?? 0));
    }
    this.#underlyings = new Map(
      Array.from(this.#wishes.values(), ({ underlying }) => [underlying.conId, underlying]),
    );
    const contracts = Array.from(relevances, ([conId, relevance]) => ({ conId, relevance }));
    this.#swept.setContracts(contracts, now());
    this.#wantedAt = clock.monotonicMs();
    this.#underlyingsAskedAt = Number.NEGATIVE_INFINITY;
    if (!this.#isTiming) this.#schedule();
  }

  #schedule(): void {
    const { clock, limits } = this.#dependencies;
    this.#isTiming = true;
    clock.schedule(limits.sweepStepMs, () => {
      this.#isTiming = false;
      this.#step();
      if (this.#wishes.size > 0 || this.#unwanted().length > 0) this.#schedule();
    });
  }

  #step(): void {
    const { world, clock, coordinator, limits, now, enqueue } = this.#dependencies;
    if (!this.#swept.isFlowing || coordinator.queueSize > SWEEP_RULES.queueMax) return;
    const at = now();
    this.#swept.takeLateWords(at);
    const { table, ceiling } = this.#swept;
    const state = world.lines.state;
    const underlyings = new Set(this.#underlyings.keys());
    const allowed = messagesAllowed(this.#pace, clock.monotonicMs());
    const unwanted = this.#unwanted();
    const dropped = this.#mayDrop() ? unwanted.slice(0, Math.ceil(allowed / 2)) : [];
    const lines = lineBudget({
      lines: state,
      reserved: limits.marketLinesReserved,
      underlyings,
      ceiling,
      now: at,
    });
    const { close, open } = planSweep(
      table,
      at,
      {
        linesMax: Math.max(0, lines - unwanted.length),
        messagesMax: allowed - dropped.length,
        seenAgainAfterMs:
          sessionPhase(at).phase === "regular" ? SWEEP_RULES.seenAgainAfterMs : SWEEP_RULES.seenAgainClosedMs,
      },
      (index) => {
        const line = state.lines.get(table.conIds[index] as number);
        return line !== undefined && isSweepLine(line);
      },
    );
    this.#pace = messagesSent(this.#pace, clock.monotonicMs(), dropped.length + close.length + open.length);
    this.#openingsTotal += open.length;
    enqueue([
      ...[...dropped, ...close].flatMap((conId) => toLines({ type: "ReleaseLine", data: { conId } }, true)),
      ...[...this.#heldBeside(at), ...open.map((conId) => this.#contractOf(conId))].flatMap((contract) =>
        toLines({ type: "RequestLine", data: { contract, purpose: "scan", usedAt: at } }, true),
      ),
    ]);
  }

  #contractOf(conId: number): Contract {
    const contract = this.#dependencies.world.options.get(conId);
    if (contract === undefined) throw new Error(`contract ${conId} is swept and in no chain`);
    return contract;
  }

  /** Lines of the sweep that no scan wants. */
  #unwanted(): readonly number[] {
    return [...this.#dependencies.world.lines.state.lines.values()].flatMap((line) => {
      const { conId } = line.contract;
      const isWanted = this.#underlyings.has(conId) || this.#swept.table.indexOf(conId) >= 0;
      return isWanted || !isSweepLine(line) ? [] : [conId];
    });
  }

  /** While scans run, what they do not want goes at once; after the last one it waits for the next. */
  #mayDrop(): boolean {
    const waited = this.#dependencies.clock.monotonicMs() - this.#wantedAt;
    return this.#wishes.size > 0 || waited >= SWEEP_RULES.unwantedKeptMs;
  }

  /** What is asked for without a plan: underlyings without a line, and what is held whose use has to be renewed. */
  #heldBeside(at: EpochMs): readonly Contract[] {
    const { lines } = this.#dependencies.world.lines.state;
    const renewed = [...lines.values()].flatMap((line) =>
      isSweepLine(line) && at - line.lastUsedAt >= SWEEP_RULES.useRenewedMs ? [line.contract] : [],
    );
    const monotonic = this.#dependencies.clock.monotonicMs();
    if (monotonic - this.#underlyingsAskedAt < SWEEP_RULES.underlyingAskedMs) return renewed;
    this.#underlyingsAskedAt = monotonic;
    return [...renewed, ...[...this.#underlyings.values()].filter(({ conId }) => !lines.has(conId))];
  }
}
