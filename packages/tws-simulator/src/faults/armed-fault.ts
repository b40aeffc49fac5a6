import { hashText, uniform } from "../venue/random.ts";
import type { Connection } from "../session/connection.ts";
import type { Fault } from "./fault.ts";
import { actionOf } from "./registry.ts";
import { fitsAll } from "./message-selector.ts";
import { instantOf, type Moment } from "./moment.ts";
import type { PassingMessage } from "./passing-message.ts";
import { type FaultContext, FaultFailure, type FaultWorld, type Undo } from "./world.ts";

/** `waiting` for its time, `armed` for messages or intervals, `active` while its action lasts, then `over`. */
export type FaultPhase = "waiting" | "armed" | "active" | "over";

/** What set a fault off. */
export interface Cause {
  readonly connection: Connection | null;
  readonly message: PassingMessage | null;
}

const BY_TIME: Cause = { connection: null, message: null };

/** One fault on its way: waits for its trigger, applies its action, undoes what lasts. */
export class ArmedFault {
  readonly id: string;
  readonly fault: Fault;
  readonly #world: FaultWorld;
  readonly #key: number;
  readonly #told: (cause: Cause) => void;
  #fired = 0;
  #matched = 0;
  #asked = 0;
  #failure: FaultFailure | null = null;
  #isOver = false;
  /** The market time that it waited for, while what follows from that runs. */
  #dueAt: number | null = null;
  /** Ends what waits for a trigger. */
  readonly #waits = new Set<Undo>();
  /** Ends what the action left on. */
  readonly #undos = new Set<Undo>();
  /** Ends what listens to messages: of one connection, or (null) of all. */
  readonly #listeners = new Map<Connection | null, Undo>();

  /** `told` hears of each firing before its action is applied. */
  constructor(id: string, fault: Fault, world: FaultWorld, told: (cause: Cause) => void) {
    this.id = id;
    this.fault = fault;
    this.#world = world;
    this.#key = hashText(id);
    this.#told = told;
    this.#wait();
  }

  get phase(): FaultPhase {
    if (this.#undos.size > 0) return "active";
    if (this.#isOver || this.#waits.size === 0) return "over";
    return this.#listeners.size > 0 ? "armed" : "waiting";
  }

  get fired(): number {
    return this.#fired;
  }

  /** Why its action could not be applied the last time. */
  get failure(): FaultFailure | null {
    return this.#failure;
  }

  /** Waits for nothing more and undoes what lasts. */
  cancel(): void {
    this.#disarm();
    for (const undo of this.#undos) undo();
  }

  #disarm(): void {
    this.#isOver = true;
    for (const stop of this.#waits) stop();
    this.#waits.clear();
  }

  #wait(): void {
    const { at, afterMs, since, clientId } = this.fault;
    if (at !== null) this.#waitForMarket(at, this.#world.venue.clock.now());
    else if (afterMs === null) this.#arm(BY_TIME);
    else if (since === "start") this.#later(afterMs, () => this.#arm(BY_TIME));
    else {
      const onGreeted = (connection: Connection): void => {
        if (clientId !== null && connection.clientId !== clientId) return;
        this.#later(afterMs, () => {
          if (connection.isRunning) this.#arm({ connection, message: null });
        });
      };
      this.#world.greeted.add(onGreeted);
      this.#waits.add(() => void this.#world.greeted.delete(onGreeted));
    }
  }

  #waitForMarket(at: Moment, from: number): void {
    const due = instantOf(at, from);
    if (due === null) {
      // After a restart that is as it should be: what it did then is in the ledger.
      this.#world.log(`fault ${this.id} (${this.fault.do}): its time has passed`);
      return;
    }
    const stop = this.#world.market.at(due, () => {
      this.#waits.delete(stop);
      this.#dueAt = due;
      this.#arm(BY_TIME);
      this.#dueAt = null;
      const comesAgain = at.date === null && this.fault.on === null && this.fault.everyMs === null;
      if (comesAgain && !this.#isOver) this.#waitForMarket(at, due + 1);
    });
    this.#waits.add(stop);
  }

  #later(ms: number, task: () => void): Undo {
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      this.#waits.delete(stop);
    };
    this.#waits.add(stop);
    this.#world.schedule.after(ms, () => {
      if (stopped) return;
      this.#waits.delete(stop);
      task();
    });
    return stop;
  }

  #arm(cause: Cause): void {
    if (this.#isOver) return;
    const { on, everyMs } = this.fault;
    if (on !== null) this.#listen(cause.connection);
    else if (everyMs === null) this.#perhapsFire(cause);
    else this.#repeat(everyMs, cause);
    const action = actionOf(this.fault.do);
    if (!action.lasts && !this.#isOver) this.#endBy(() => this.#disarm());
  }

  #repeat(everyMs: number, cause: Cause): void {
    this.#later(everyMs, () => {
      if (cause.connection?.isRunning === false) return;
      this.#perhapsFire(cause);
      if (!this.#isOver) this.#repeat(everyMs, cause);
    });
  }

  #listen(only: Connection | null): void {
    const { on, where, nth, clientId } = this.fault;
    if (on === null) return;
    const names = on.name === null ? null : [on.name];
    const stop = this.#world.interceptors.add(on.direction, names, (message) => {
      if (only !== null && message.connection !== only) return;
      if (clientId !== null && message.connection.clientId !== clientId) return;
      if (!fitsAll(message.values, where)) return;
      this.#matched += 1;
      if (this.#matched >= nth) this.#perhapsFire({ connection: message.connection, message });
    });
    for (const [connection, end] of this.#listeners) if (connection?.isRunning === false) end();
    const end = (): void => {
      this.#waits.delete(end);
      this.#listeners.delete(only);
      stop();
    };
    this.#listeners.set(only, end);
    this.#waits.add(end);
  }

  #perhapsFire(cause: Cause): void {
    const { chance } = this.fault;
    this.#asked += 1;
    if (chance !== null && uniform(this.#world.seed, this.#key, this.#asked) >= chance) return;
    this.#fire(cause);
  }

  #fire(cause: Cause): void {
    this.#fired += 1;
    const firing = this.#fired;
    if (firing >= this.fault.times) this.#disarm();
    this.#told(cause);
    const undo = this.#apply(cause, firing);
    if (typeof undo !== "function") return;
    const once = (): void => {
      if (!this.#undos.delete(once)) return;
      undo();
    };
    this.#undos.add(once);
    this.#endBy(once);
  }

  #apply(cause: Cause, firing: number): Undo | void {
    this.#failure = null;
    try {
      return actionOf(this.fault.do).apply(this.#context(cause, firing), this.fault.with);
    } catch (error) {
      if (!(error instanceof FaultFailure)) throw error;
      this.#failure = error;
      this.#world.log(`fault ${this.id} (${this.fault.do}): ${error.message}`);
    }
  }

  /** Runs `end` when the fault's `for` or `until` says so. */
  #endBy(end: () => void): void {
    const { forMs, until } = this.fault;
    if (forMs !== null) this.#world.schedule.after(forMs, end);
    if (until === null) return;
    // The market's clock may have jumped over both: what begins at 23:45 until 00:15 is over by the next morning.
    const due = instantOf(until, this.#dueAt ?? this.#world.venue.clock.now());
    if (due === null) end();
    else this.#world.market.at(due, end);
  }

  #context(cause: Cause, firing: number): FaultContext {
    const world = this.#world;
    const { clientId } = this.fault;
    const concerns = (connection: Connection): boolean =>
      cause.connection === null
        ? clientId === null || connection.clientId === clientId
        : connection === cause.connection;
    const targets = (): readonly Connection[] => world.hub.connections.filter(concerns);
    return {
      world,
      clientId,
      message: cause.message,
      connection: cause.connection,
      targets,
      eachClient: (apply) => {
        const undos = new Set(targets().map(apply));
        const onGreeted = (connection: Connection): void => {
          if (concerns(connection)) undos.add(apply(connection));
        };
        world.greeted.add(onGreeted);
        return () => {
          world.greeted.delete(onGreeted);
          for (const undo of undos) undo();
        };
      },
      intercept: (direction, names, see) =>
        world.interceptors.add(direction, names, (message) => {
          if (concerns(message.connection)) see(message);
        }),
      random: (...keys) => uniform(world.seed, this.#key, firing, ...keys),
    };
  }
}
