import { createServer, type Server } from "node:net";
import { startingAccounts } from "./account/starting-positions.ts";
import { LedgerFileError, Ledger } from "./ledger/ledger.ts";
import type { LedgerEntry } from "./ledger/entry.ts";
import { OrderDesk } from "./orders/order-desk.ts";
import { checkOptions, type CheckedOptions } from "./checked-options.ts";
import { SimulatorOptionError, type SimulatorOptions } from "./options.ts";
import { SessionHub } from "./session/session-hub.ts";
import { BuiltinMarket } from "./venue/builtin/builtin-market.ts";
import { exchangeDate, newYorkInstant } from "./venue/calendar.ts";
import { MarketClock } from "./venue/clock.ts";
import { LeanDataError } from "./venue/lean/lean-files.ts";
import { LeanMarket } from "./venue/lean/lean-market.ts";
import type { MarketSource } from "./venue/market.ts";
import { Schedule } from "./venue/schedule.ts";
import { Venue } from "./venue/venue.ts";
import { accountSnapshot, type AccountSnapshot } from "./account-snapshot.ts";

/** Time between two looks at the market: fills and ticks are this late at most. */
const STEP_MS = 50;
/** The market's time is saved this often, so that a restart repeats no more than that. */
const SAVE_TIME_MS = 500;

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
  /** Ends connections, timers and the ledger's file. */
  close(): Promise<void>;
}

function openMarket(options: CheckedOptions): MarketSource {
  if (options.market.kind === "builtin") return new BuiltinMarket(options.seed, options.market.date);
  const { folder, symbol, date } = options.market;
  try {
    return new LeanMarket({ folder, symbol, date, seed: options.seed });
  } catch (error) {
    if (error instanceof LeanDataError) {
      throw new SimulatorOptionError(`market.${error.field}`, error.message, { cause: error });
    }
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(new SimulatorOptionError("port", error.message, { cause: error })),
    );
    server.listen({ port, host }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the server has no port"));
      else resolve(address.port);
    });
  });
}

interface Running {
  readonly venue: Venue;
  readonly desk: OrderDesk;
  readonly hub: SessionHub;
  readonly schedule: Schedule;
}

/** After a kill the last saved time may be this old: what clients saw since must not come again. */
function startTime(options: CheckedOptions, ledger: Ledger): number {
  const { date, startTimeMs } = options.market;
  const saved = ledger.restored.marketTime;
  return saved === null ? newYorkInstant(date, startTimeMs) : saved + Math.ceil(SAVE_TIME_MS * options.speed);
}

function openVenue(options: CheckedOptions, schedule: Schedule): Venue {
  const source = openMarket(options);
  const ledger = new Ledger(options.ledgerFile, options.log);
  const start = startTime(options, ledger);
  // What the accounts held at first, and later days' series as listed by the time at which the last run ended.
  for (const date of [options.market.date, exchangeDate(start)]) {
    for (const stock of source.book.stocks()) source.chain(stock, date);
  }
  const clock = new MarketClock({
    start,
    speed: options.speed,
    schedule,
    dateAfter: (date) => source.dateAfter(date),
  });
  try {
    const accounts = startingAccounts(options.accounts, source.book);
    return new Venue({ source, clock, ledger, seed: String(options.seed), accounts });
  } catch (error) {
    ledger.close();
    throw error;
  }
}

function assemble(options: CheckedOptions): Running {
  const schedule = new Schedule(options.pace);
  const venue = openVenue(options, schedule);
  const { linesMax, serverVersionMax, messagesPerSecondMax, connectionsMax, log } = options;
  const hub = new SessionHub({
    venue,
    schedule,
    linesMax,
    serverVersionMax,
    messagesPerSecondMax,
    connectionsMax,
    tap: null,
    log,
  });
  const desk = new OrderDesk({
    venue,
    latency: options.latency,
    habits: { seed: String(options.seed), partialFillChance: options.partialFillChance },
    schedule,
    listener: hub,
  });
  hub.useDesk(desk);
  return { venue, desk, hub, schedule };
}

/** As `assemble`, with a ledger that cannot be gone on from named as the option that it is. */
function assembleOrName(options: CheckedOptions): Running {
  try {
    return assemble(options);
  } catch (error) {
    if (!(error instanceof LedgerFileError)) throw error;
    throw new SimulatorOptionError("ledgerFile", error.message, { cause: error });
  }
}

function step({ venue, desk, hub }: Running): void {
  const rolled = venue.rollDay(() => desk.endDay());
  if (rolled) for (const account of venue.accountIds) hub.accountChanged(account);
  desk.step();
  hub.push();
}

/**
 * Starts a simulator; it listens when the promise resolves. Rejects with `SimulatorOptionError`, which names the
 * field, for options that cannot be: data that is not there, a port in use, a ledger of another run.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const checked = checkOptions(options);
  const running = assembleOrName(checked);
  const { venue, hub, schedule } = running;
  const server = createServer((socket) => hub.accept(socket));
  let port: number;
  try {
    port = await listen(server, checked.port, checked.host);
  } catch (error) {
    venue.ledger.close();
    throw error;
  }
  schedule.every(STEP_MS, () => step(running));
  schedule.every(SAVE_TIME_MS, () => venue.ledger.saveMarketTime(venue.clock.now()));
  return {
    port,
    ledger: venue.ledger,
    account: (id) => accountSnapshot(venue, id),
    marketTime: () => venue.clock.now(),
    run: (ms) => schedule.run(ms),
    advanceMarketTime: (ms) => venue.clock.advance(ms),
    close: async () => {
      schedule.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      hub.close();
      await closed;
      venue.ledger.saveMarketTime(venue.clock.now());
      venue.ledger.close();
    },
  };
}
