import type { StartingAccount } from "../account/starting-positions.ts";
import { type AccountValuation, markAt, valueAccount } from "../account/valuation.ts";
import type { LedgerEntry, LedgerFact } from "../ledger/entry.ts";
import { type Ledger, LedgerFileError } from "../ledger/ledger.ts";
import { VenueState } from "../ledger/state.ts";
import { exchangeDate, expiryInstant, isTradingDay, sessionOf } from "./calendar.ts";
import type { MarketClock } from "./clock.ts";
import { OPTION_MULTIPLIER } from "./listing.ts";
import type { MarketSource } from "./market.ts";
import { MONEY_PER_UNIT } from "./money.ts";

/** The market, the books and the ledger that they are folded from. */
export class Venue {
  readonly source: MarketSource;
  readonly clock: MarketClock;
  readonly ledger: Ledger;
  readonly state: VenueState;
  readonly accountIds: readonly string[];

  /** Goes on from what the ledger restored, or starts it. Throws `LedgerFileError` when it is another market's. */
  constructor(parts: {
    readonly source: MarketSource;
    readonly clock: MarketClock;
    readonly ledger: Ledger;
    readonly seed: string;
    readonly accounts: readonly StartingAccount[];
  }) {
    this.source = parts.source;
    this.clock = parts.clock;
    this.ledger = parts.ledger;
    this.state = new VenueState(this.source.book);
    const started: LedgerFact = {
      type: "SimulatorStarted",
      seed: parts.seed,
      market: this.source.description,
      accounts: parts.accounts,
    };
    const first = this.ledger[Symbol.iterator]().next();
    if (first.done === true) {
      this.record(started);
      this.#startDay(exchangeDate(this.clock.now()));
    } else {
      this.#replay(started);
    }
    this.accountIds = [...this.state.accounts.keys()];
  }

  /** Writes what happened and lets it count. */
  record(fact: LedgerFact): LedgerEntry {
    const entry = this.ledger.append(this.clock.now(), fact);
    this.state.apply(entry);
    return entry;
  }

  valuation(accountId: string): AccountValuation {
    return valueAccount(this.source, this.state.account(accountId), this.clock.now());
  }

  /**
   * Ends the day when the clock has reached another one: what expired is settled at its last price, and profits start
   * from the close. True when it did.
   */
  rollDay(endOfDay: () => void): boolean {
    const date = exchangeDate(this.clock.now());
    if (date === this.state.date || !isTradingDay(date)) return false;
    endOfDay();
    this.#settleExpired();
    this.#startDay(date);
    return true;
  }

  #replay(started: LedgerFact): void {
    let date = "";
    for (const entry of this.ledger.restored.entries) {
      if (entry.sequence === 1) {
        const { sequence: _, at: __, ...fact } = entry;
        if (JSON.stringify(fact) !== JSON.stringify(started)) {
          throw new LedgerFileError(
            `the ledger belongs to another run: it has ${JSON.stringify(fact)}, this one is ${JSON.stringify(started)}`,
          );
        }
      }
      const entryDate = exchangeDate(entry.at);
      if (entryDate !== date) {
        date = entryDate;
        for (const stock of this.source.book.stocks()) this.source.chain(stock, date);
      }
      this.state.apply(entry);
    }
    this.record({ type: "SimulatorResumed" });
  }

  #startDay(date: string): void {
    const last = this.state.date === "" ? this.clock.now() : sessionOf(this.state.date).close - 1;
    const netLiquidation = [...this.state.accounts.values()].map((account) => ({
      account: account.id,
      value: valueAccount(this.source, account, last).netLiquidation,
    }));
    this.record({ type: "DayStarted", date, netLiquidation });
  }

  /** Exercise by exception: an option a cent or more in the money at the close becomes shares (OCC Rule 805) [D]. */
  #settleExpired(): void {
    const now = this.clock.now();
    for (const account of this.state.accounts.values()) {
      for (const { conId, quantity } of account.positions.values()) {
        const listing = this.source.book.get(conId);
        if (listing?.kind !== "option" || quantity === 0 || expiryInstant(listing.expiry) > now) continue;
        const spot = markAt(this.source, listing.underlyingConId, expiryInstant(listing.expiry) - 1);
        const sign = listing.right === "call" ? 1 : -1;
        const inTheMoney = sign * (spot - listing.strike) >= MONEY_PER_UNIT / 100;
        this.record({
          type: "OptionSettled",
          account: account.id,
          conId,
          quantity,
          shares: inTheMoney ? sign * quantity * OPTION_MULTIPLIER : 0,
          underlyingConId: listing.underlyingConId,
          strike: listing.strike,
        });
      }
    }
  }
}
