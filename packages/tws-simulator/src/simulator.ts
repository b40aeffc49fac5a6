import { accountSnapshot, type AccountSnapshot } from "./account-snapshot.ts";
import { assembleOrName, type Running, SAVED_TIME_AGE_MS } from "./assembly.ts";
import { checkOptions, type CheckedOptions } from "./checked-options.ts";
import { controlOf, type SimulatorControl } from "./control/control.ts";
import { type ControlPort, openControlPort } from "./control/control-port.ts";
import { checkFaults } from "./faults/check-fault.ts";
import type { Fault } from "./faults/fault.ts";
import { FaultFailure } from "./faults/world.ts";
import type { LedgerEntry } from "./ledger/entry.ts";
import type { HandOrder } from "./orders/hand-order.ts";
import { SimulatorOptionError, type SimulatorOptions } from "./options.ts";
import { Listener } from "./session/listener.ts";
import { withScenario } from "./scenario/scenario-files.ts";
import { RecordingError } from "./recording/recording-error.ts";
import { recordSimulator, type SimulatorRecording } from "./recording/record-simulator.ts";

/** Time between two looks at the market: fills and ticks are this late at most. */
const STEP_MS = 50;

/** A running simulator. */
export interface Simulator {
  readonly port: number;
  /** Everything that happened, from the first start on. */
  readonly ledger: Iterable<LedgerEntry> & { readonly length: number };
  /** Throws `RangeError` for an unknown account. */
  account(id: string): AccountSnapshot;
  /** Milliseconds since 1970 UTC. */
  marketTime(): number;
  /** Moves the schedule on and runs what falls due: the only way that time passes at pace `manual`. */
  run(ms: number): void;
  /** Lets market time pass at once. */
  advanceMarketTime(ms: number): void;
  /** Everything else that can be asked of it, and done to it: faults, time, connections. */
  readonly control: SimulatorControl;
  /** The control port, on this machine only; null without one. */
  readonly controlPort: number | null;
  /**
   * Places an order as a person at TWS does: no client knows it by an id until client 0 binds it. Its permanent id.
   * Throws `RangeError` when it cannot be placed.
   */
  placeByHand(order: HandOrder): number;
  /** Ends connections, timers, the ledger's file and the recording. Repeating it is harmless. */
  close(): Promise<void>;
}

/** Starts the recording, when one was asked for. */
function startRecording(
  options: CheckedOptions,
  { venue, schedule, hub }: Running,
): SimulatorRecording | null {
  const { recordFile: file, seed, log } = options;
  if (file === null) return null;
  const accounts = options.accounts.map(({ id }) => id);
  try {
    const recording = recordSimulator({ file, seed, accounts, schedule, clock: venue.clock, log });
    hub.openTap = recording.openTap;
    return recording;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new SimulatorOptionError("recordFile", error.message, { cause: error });
  }
}

function step({ venue, desk, hub, faults }: Running): void {
  faults.step(venue.clock.now());
  const rolled = venue.rollDay(() => desk.endDay());
  if (rolled) for (const account of venue.accountIds) hub.accountChanged(account);
  desk.step();
  hub.push();
}

/** Listens for clients as long as the door is not closed; the books are closed when that cannot be. */
async function listen({ host, port, log }: CheckedOptions, { hub, venue }: Running) {
  const listener = new Listener({ host, port, accept: (socket) => hub.accept(socket), log });
  hub.door.onChange = (state) => {
    if (state === "closed") listener.suspend();
    else listener.resume();
  };
  try {
    return { listener, port: await listener.open() };
  } catch (error) {
    venue.ledger.close();
    throw error;
  }
}

/** Lets time pass. The faults are there before the first client is. */
function run(running: Running, armed: readonly Fault[]): void {
  const { schedule, venue, faults } = running;
  try {
    for (const fault of armed) faults.inject(fault);
  } catch (error) {
    if (!(error instanceof FaultFailure)) throw error;
    throw new SimulatorOptionError("faults", error.message, { cause: error });
  }
  schedule.every(STEP_MS, () => step(running));
  schedule.every(SAVED_TIME_AGE_MS, () => venue.ledger.saveMarketTime(venue.clock.now()));
}

async function end(
  { schedule, venue, hub }: Running,
  listener: Listener,
  recording: SimulatorRecording | null,
): Promise<void> {
  schedule.close();
  const closed = listener.close();
  hub.close();
  await closed;
  await recording?.close();
  venue.ledger.saveMarketTime(venue.clock.now());
  venue.ledger.close();
}

/**
 * Starts a simulator; it listens when the promise resolves. Rejects with `SimulatorOptionError`, which names the
 * field, for options that cannot be: data that is not there, a port in use, a ledger of another run.
 */
export async function startSimulator(given: SimulatorOptions): Promise<Simulator> {
  const { options, scenario } = withScenario(given);
  const checked = checkOptions(options);
  const faults = [...(scenario?.steps ?? []), ...checkFaults(options.faults)];
  const running = await assembleOrName(checked);
  const { venue, schedule } = running;
  const { listener, port } = await listen(checked, running);
  const control = controlOf(running, port);
  let recording: SimulatorRecording | null = null;
  let controlPort: ControlPort | null = null;
  try {
    recording = startRecording(checked, running);
    run(running, faults);
    if (checked.controlPort !== null) controlPort = await openControlPort(control, checked.controlPort);
  } catch (error) {
    await end(running, listener, recording);
    throw error;
  }
  const close = async (): Promise<void> => {
    await controlPort?.close();
    await end(running, listener, recording);
  };
  let closing: Promise<void> | null = null;
  return {
    port,
    control,
    controlPort: controlPort?.port ?? null,
    ledger: venue.ledger,
    account: (id) => accountSnapshot(venue, id),
    marketTime: () => venue.clock.now(),
    run: (ms) => schedule.run(ms),
    advanceMarketTime: (ms) => venue.clock.advance(ms),
    placeByHand: (order) => control.placeByHand(order),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
