import type { AccountSnapshot } from "../account-snapshot.ts";
import type { LedgerEntry, LedgerEntryOf } from "../ledger/entry.ts";
import type { Simulator } from "../simulator.ts";
import type { ClientEmitter } from "./heard.ts";
import { ACCOUNT } from "./orders.ts";

/** A client with a clock of its own, moved by the stage. */
interface Actor {
  turn(): void;
}

/** Turns of the event loop without a word from any client until everything is taken for heard. */
const QUIET_TURNS = 10;
const TURNS_MAX = 2000;
const STEP_MS = 100;

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
    let [quiet, heard] = [0, this.#heard];
    for (let turn = 0; turn < TURNS_MAX && quiet < QUIET_TURNS; turn += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      quiet = this.#heard === heard ? quiet + 1 : 0;
      heard = this.#heard;
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
    for (let left = ms; !holds(); left -= STEP_MS) {
      if (left <= 0) throw new Error(`not within ${ms} ms of simulated time: ${what}`);
      await this.pass(STEP_MS);
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
