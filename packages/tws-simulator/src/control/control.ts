import { type AccountSnapshot, accountSnapshot } from "../account-snapshot.ts";
import type { Running } from "../assembly.ts";
import { checkFault } from "../faults/check-fault.ts";
import type { FaultStatus } from "../faults/fault-book.ts";
import type { FaultInput } from "../faults/fault.ts";
import { instantOf, parseMoment } from "../faults/moment.ts";
import type { LedgerEntry } from "../ledger/entry.ts";
import type { HandOrder } from "../orders/hand-order.ts";
import { findScenario, scenarioNames } from "../scenario/scenario-files.ts";

/** A connected client, or a socket whose client has not said who it is: then `clientId` is -1. */
export interface ConnectionStatus {
  readonly connection: number;
  readonly clientId: number;
  readonly serverVersion: number;
  /** Its market data lines. */
  readonly lines: number;
}

export interface SimulatorStatus {
  readonly port: number;
  /** Milliseconds since 1970 UTC. */
  readonly marketTime: number;
  readonly isOpen: boolean;
  readonly pace: "real" | "manual";
  readonly speed: number;
  readonly accounts: readonly string[];
  readonly clients: number;
  /** Entries of the ledger. */
  readonly entries: number;
}

export interface ScenarioSummary {
  readonly name: string;
  readonly title: string;
}

/**
 * What can be asked of a running simulator, and done to it. All arguments and results are plain data: the same calls
 * cross threads and the control port. A call that cannot be done throws, with the reason as its message.
 */
export interface SimulatorControl {
  status(): SimulatorStatus;
  /** Entries after a sequence number; all when absent. */
  ledger(after?: number): readonly LedgerEntry[];
  account(id: string): AccountSnapshot;
  connections(): readonly ConnectionStatus[];
  faults(): readonly FaultStatus[];
  /** The scenarios that come with the simulator. */
  scenarios(): readonly ScenarioSummary[];
  /** Arms a fault; its id. */
  inject(fault: FaultInput | string): string;
  /** Disarms a fault and undoes what lasts. */
  cancel(id: string): void;
  /** A person places an order at TWS itself; its permanent id. */
  placeByHand(order: HandOrder): number;
  /** Fills an active order at once, by so much or wholly, whatever the market says. */
  fillOrder(permId: number, quantity?: number): void;
  /** Moves the schedule on, at pace `manual`. */
  run(ms: number): void;
  /** Lets market time pass at once. */
  advance(ms: number): void;
  /** Lets market time pass at once up to a New York time, such as `15:59:30` or `2026-03-17 09:45`. */
  jump(moment: string): void;
}

function jumpDistance(moment: string, now: number): number {
  const parsed = parseMoment(moment);
  if (parsed === null) throw new RangeError(`${moment} is no New York time such as 15:59:30`);
  const due = instantOf(parsed, now);
  if (due === null) throw new RangeError(`${moment} has passed`);
  return due - now;
}

function placeByHand({ desk }: Running, order: HandOrder): number {
  const placed = desk.placeByHand(order);
  if (!placed.ok) throw new RangeError(`${placed.fault.code}: ${placed.fault.message}`);
  return placed.value;
}

export function controlOf(running: Running, port: number): SimulatorControl {
  const { venue, desk, hub, schedule, faults } = running;
  const { clock, ledger } = venue;
  return {
    status: () => ({
      port,
      marketTime: clock.now(),
      isOpen: clock.isOpen(clock.now()),
      pace: schedule.pace,
      speed: clock.speed,
      accounts: venue.accountIds,
      clients: hub.connections.filter(({ isRunning }) => isRunning).length,
      entries: ledger.length,
    }),
    ledger: (after = 0) => ledger.after(after),
    account: (id) => accountSnapshot(venue, id),
    connections: () =>
      hub.connections.map(({ id, clientId, serverVersion, lines }) => {
        return { connection: id, clientId, serverVersion, lines: lines.all.length };
      }),
    faults: () => faults.list(),
    scenarios: () => scenarioNames().map((name) => ({ name, title: findScenario(name).title })),
    inject: (fault) => faults.inject(checkFault(fault)),
    cancel: (id) => {
      if (!faults.cancel(id)) throw new RangeError(`no fault ${id}`);
    },
    placeByHand: (order) => placeByHand(running, order),
    fillOrder: (permId, quantity) => desk.fillNow(permId, quantity),
    run: (ms) => schedule.run(ms),
    advance: (ms) => clock.advance(ms),
    jump: (moment) => clock.advance(jumpDistance(moment, clock.now())),
  };
}
