import type { LedgerFact } from "../ledger/entry.ts";
import { ArmedFault, type Cause, type FaultPhase } from "./armed-fault.ts";
import type { Fault } from "./fault.ts";
import { FaultFailure, type FaultWorld } from "./world.ts";

/** A fault as it stands. */
export interface FaultStatus {
  readonly id: string;
  readonly action: string;
  readonly phase: FaultPhase;
  /** How often it has fired. */
  readonly fired: number;
  /** Why its action could not be applied the last time. */
  readonly failure: string | null;
}

/** More faults than these are a mistake of whoever gives them. */
const FAULTS_MAX = 10_000;
/** Faults that are over are remembered up to this many. */
const OVER_MAX = 1000;
/** Firings of one fault that the ledger keeps: the rest are counted only. */
const FIRINGS_TOLD_MAX = 1000;

/** All faults of a run, in the order in which they came. */
export class FaultBook {
  readonly #world: FaultWorld;
  readonly #faults = new Map<string, ArmedFault>();
  #made = 0;

  constructor(world: FaultWorld) {
    this.#world = world;
    world.hub.onGreeted = (connection) => {
      for (const listener of world.greeted) listener(connection);
    };
  }

  /** Arms a fault; its id. Throws `FaultFailure` for one that acts at once and cannot, and when there are too many. */
  inject(fault: Fault): string {
    if (this.#faults.size >= FAULTS_MAX) throw new FaultFailure(`there are ${FAULTS_MAX} faults already`);
    this.#made += 1;
    const id = `f${this.#made}`;
    const armed: ArmedFault = new ArmedFault(id, fault, this.#world, (cause) =>
      this.#record(id, fault, cause),
    );
    this.#faults.set(id, armed);
    this.#forget();
    if (armed.failure !== null && armed.phase === "over") throw armed.failure;
    return id;
  }

  /** Disarms a fault and undoes what lasts. False when there is none of this id. */
  cancel(id: string): boolean {
    const fault = this.#faults.get(id);
    fault?.cancel();
    return fault !== undefined;
  }

  list(): readonly FaultStatus[] {
    return [...this.#faults.values()].map(({ id, fault, phase, fired, failure }) => {
      return { id, action: fault.do, phase, fired, failure: failure?.message ?? null };
    });
  }

  /** Fires what the market's clock has reached. */
  step(marketNow: number): void {
    this.#world.market.step(marketNow);
  }

  #record(id: string, { do: action }: Fault, { connection }: Cause): void {
    if ((this.#faults.get(id)?.fired ?? 0) > FIRINGS_TOLD_MAX) return;
    const clientId = connection?.clientId ?? null;
    const fact: LedgerFact = { type: "FaultFired", fault: id, action, clientId };
    this.#world.venue.record(fact);
  }

  #forget(): void {
    for (const [id, fault] of this.#faults) {
      if (this.#faults.size <= OVER_MAX) return;
      if (fault.phase === "over") this.#faults.delete(id);
    }
  }
}
