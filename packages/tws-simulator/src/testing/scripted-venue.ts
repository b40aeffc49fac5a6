import { Ledger } from "../ledger/ledger.ts";
import { newYorkInstant } from "../venue/calendar.ts";
import { MarketClock } from "../venue/clock.ts";
import { moneyFromUnits } from "../venue/money.ts";
import { Schedule } from "../venue/schedule.ts";
import { Venue } from "../venue/venue.ts";
import type { ScriptedMarket } from "./scripted-market.ts";

const NOON_MS = 12 * 3_600_000;

/** A position that an account starts with: contract, how many, and what each cost. */
export type StartingPosition = readonly [{ readonly conId: number }, number, number];

/** A venue on the scripted market at noon of its first day, each account with 100,000 and what it holds. */
export function scriptedVenue(
  market: ScriptedMarket,
  accounts: Readonly<Record<string, readonly StartingPosition[]>>,
): Venue {
  const clock = new MarketClock({
    start: newYorkInstant(market.firstDate, NOON_MS),
    speed: 1,
    schedule: new Schedule("manual"),
    dateAfter: (date) => market.dateAfter(date),
  });
  return new Venue({
    source: market,
    clock,
    ledger: new Ledger(null, () => undefined),
    seed: "1",
    accounts: Object.entries(accounts).map(([id, positions]) => ({
      id,
      cash: moneyFromUnits(100_000),
      positions: positions.map(([{ conId }, quantity, each]) => ({
        conId,
        quantity,
        cost: moneyFromUnits(each * quantity),
      })),
    })),
  });
}

/** Lets a night pass. */
export function sleep(venue: Venue): void {
  venue.clock.advance(8 * 3_600_000);
  if (!venue.rollDay(() => undefined)) throw new Error("no day ended");
}
