import { startingAccounts } from "./account/starting-positions.ts";
import type { CheckedOptions } from "./checked-options.ts";
import { FaultBook } from "./faults/fault-book.ts";
import { Interceptors } from "./faults/interceptors.ts";
import { MarketWatch } from "./faults/market-watch.ts";
import { Ledger, LedgerFileError } from "./ledger/ledger.ts";
import { SimulatorOptionError } from "./options.ts";
import { OrderDesk } from "./orders/order-desk.ts";
import { SessionHub } from "./session/session-hub.ts";
import { exchangeDate } from "./venue/calendar.ts";
import { MarketClock } from "./venue/clock.ts";
import { openHistory, openMarket } from "./venue/open-market.ts";
import { hashText } from "./venue/random.ts";
import { Schedule } from "./venue/schedule.ts";
import { Venue } from "./venue/venue.ts";

/** The parts of a simulator, put together; nothing runs yet. */
export interface Running {
  readonly venue: Venue;
  readonly desk: OrderDesk;
  readonly hub: SessionHub;
  readonly schedule: Schedule;
  readonly faults: FaultBook;
}

/** The market's time is saved this often, so that a restart repeats no more than that. */
export const SAVED_TIME_AGE_MS = 500;

/** After a kill the last saved time may be this old: what clients saw since must not come again. */
function startTime({ speed }: CheckedOptions, marketStart: number, ledger: Ledger): number {
  const saved = ledger.restored.marketTime;
  return saved === null ? marketStart : saved + Math.ceil(SAVED_TIME_AGE_MS * speed);
}

async function openVenue(options: CheckedOptions, schedule: Schedule): Promise<Venue> {
  const { source, start: marketStart } = await openMarket(options.market, options.seed, options.log);
  const ledger = new Ledger(options.ledgerFile, options.log);
  const start = startTime(options, marketStart, ledger);
  // What the accounts held at first, and later days' series as listed by the time at which the last run ended.
  for (const date of [source.firstDate, exchangeDate(start)]) source.listUpTo(date);
  const clock = new MarketClock({
    start,
    speed: options.speed,
    schedule,
    dateAfter: (date) => source.dateAfter(date),
  });
  try {
    const accounts = startingAccounts(options.accounts, source.book);
    const history = openHistory(options.historyFile, options.historyPacing, source.book);
    return new Venue({ source, clock, ledger, seed: String(options.seed), accounts, history });
  } catch (error) {
    ledger.close();
    throw error;
  }
}

async function assemble(options: CheckedOptions): Promise<Running> {
  const schedule = new Schedule(options.pace);
  const venue = await openVenue(options, schedule);
  const { linesMax, subscriptions, serverVersionMax, messagesPerSecondMax, connectionsMax, log } = options;
  const hub = new SessionHub({
    venue,
    schedule,
    linesMax,
    subscriptions,
    serverVersionMax,
    messagesPerSecondMax,
    connectionsMax,
    masterClientId: options.masterClientId,
    log,
  });
  const latency = { ...options.latency };
  const desk = new OrderDesk({
    venue,
    latency,
    habits: {
      seed: String(options.seed),
      partialFillChance: options.partialFillChance,
      improvementChance: options.improvementChance,
    },
    schedule,
    listener: hub,
  });
  hub.useDesk(desk);
  const faults = new FaultBook({
    seed: hashText(String(options.seed)),
    venue,
    schedule,
    hub,
    desk,
    latency,
    interceptors: new Interceptors(schedule, hub.filter),
    market: new MarketWatch(),
    greeted: new Set(),
    log,
  });
  return { venue, desk, hub, schedule, faults };
}

/** As `assemble`, with a ledger that cannot be gone on from named as the option that it is. */
export async function assembleOrName(options: CheckedOptions): Promise<Running> {
  try {
    return await assemble(options);
  } catch (error) {
    if (!(error instanceof LedgerFileError)) throw error;
    throw new SimulatorOptionError("ledgerFile", error.message, { cause: error });
  }
}
