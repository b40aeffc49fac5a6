import type { AccountSnapshot } from "../account-snapshot.ts";
import type { LedgerEntry, LedgerEntryOf } from "../ledger/entry.ts";
import type { Simulator } from "../simulator.ts";
import { ACCOUNT } from "./orders.ts";
import { SocketPairs } from "./socket-pairs.ts";

/** A client with a clock of its own, moved by the stage. */
interface Actor {
  turn(): void;
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Turns of the event loop with nothing under way until everything is taken for heard. */
const QUIET_TURNS = 4;
const SETTLE_MS_MAX = 5000;
const STEP_MS = 100;
const SOON_MS = 5000;
const LONG_STEP_MS = 500;

/**
 * A simulator at pace `manual` and its clients. Simulated time passes in steps; after each one everything that was
 * sent is heard, and the clients' own clocks turn once.
 */
export class Stage {
  readonly simulator: Simulator;
  readonly #actors: Actor[] = [];
  readonly #sockets = new SocketPairs();

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** A client whose clock is to turn. */
  enter(actor: Actor): void {
    this.#actors.push(actor);
  }

  /** One that ends: its clock stands still from now on. */
  leave(actor: Actor): void {
    this.#actors.splice(this.#actors.indexOf(actor), 1);
  }

  /** Lets sockets carry what was written to them; simulated time stands still. */
  async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      await turnOfTheLoop();
      quiet = this.#sockets.areAtRest ? quiet + 1 : 0;
      if (performance.now() > deadline) throw new Error(`sockets were not at rest for ${SETTLE_MS_MAX} ms`);
    }
  }

  /** Lets simulated time pass. */
  async pass(ms: number, stepMs = STEP_MS): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= stepMs) {
      this.simulator.run(Math.min(left, stepMs));
      await this.settle();
      for (const actor of this.#actors) actor.turn();
      await this.settle();
    }
  }

  /** Lets time pass until something holds; rejects when it does not within `ms` of simulated time. */
  async until(what: string, holds: () => boolean, ms = 30_000): Promise<void> {
    await this.settle();
    for (let passed = 0; !holds();) {
      if (passed >= ms) throw new Error(`not within ${ms} ms of simulated time: ${what}`);
      // What does not come soon is waited for in longer steps.
      const step = passed < SOON_MS ? STEP_MS : LONG_STEP_MS;
      await this.pass(step, step);
      passed += step;
    }
  }

  async close(): Promise<void> {
    await this.settle();
    await this.simulator.close();
    this.#sockets.close();
  }

  /** The account as it is, whatever anybody heard. */
  get truth(): AccountSnapshot {
    return this.simulator.account(ACCOUNT);
  }

  /** What the account holds. */
  get held(): readonly (readonly [conId: number, quantity: number])[] {
    return this.truth.positions.map(({ conId, quantity }) => [conId, quantity] as const);
  }

  /** Entries of the ledger of one type. */
  entries<Type extends LedgerEntry["type"]>(type: Type): readonly LedgerEntryOf<Type>[] {
    return [...this.simulator.ledger].filter((entry): entry is LedgerEntryOf<Type> => entry.type === type);
  }
}
