import type { AccountSnapshot } from "../account-snapshot.ts";
import type { LedgerEntry, LedgerEntryOf } from "../ledger/entry.ts";
import type { Simulator } from "../simulator.ts";
import type { ClientEmitter } from "./heard.ts";
import { ACCOUNT } from "./orders.ts";

/** A client with a clock of its own, moved by the stage. */
interface Actor {
  turn(): void;
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}

/** Turns of the event loop without a word from any client until everything is taken for heard. */
const QUIET_TURNS = 10;
const TURNS_MAX = 2000;
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
  #heard = 0;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** Listens to a client, so that a step ends when it has nothing more to say. */
  hear(client: ClientEmitter): void {
    client.on("all", () => {
      this.#heard += 1;
    });
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
    let heard = -1;
    for (let turns = 0; turns < TURNS_MAX && heard !== this.#heard; turns += QUIET_TURNS) {
      heard = this.#heard;
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) await turnOfTheLoop();
      // On a busy machine the kernel may take a moment; nothing depends on how long this is.
      await aMoment();
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
