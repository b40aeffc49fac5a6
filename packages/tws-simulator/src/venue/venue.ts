import type { AccountState } from "../account/books.ts";
import { dividendFacts } from "../account/dividends.ts";
import { assignedFacts, exercisedFacts, type Night } from "../account/early-exercise.ts";
import { endedFacts } from "../account/settlement.ts";
import type { MarginManner } from "../account/margin.ts";
import type { StartingAccount } from "../account/starting-positions.ts";
import { type AccountValuation, markAt, valueAccount } from "../account/valuation.ts";
import type { LedgerEntry, LedgerFact } from "../ledger/entry.ts";
import { type Ledger, LedgerFileError } from "../ledger/ledger.ts";
import { VenueState } from "../ledger/state.ts";
import { exchangeDate, isTradingDay, sessionOf } from "./calendar.ts";
import type { MarketClock } from "./clock.ts";
import { HistoryDesk } from "./history/history-desk.ts";
import type { MarketSource } from "./market.ts";

/** The market, the books and the ledger that they are folded from. */
export class Venue {
  readonly source: MarketSource;
  readonly clock: MarketClock;
  readonly ledger: Ledger;
  readonly state: VenueState;
  readonly history: HistoryDesk;
  readonly accountIds: readonly string[];
  /** How accounts are margined now; a fault may have it otherwise than the rules. */
  marginManner: MarginManner = "strategies";
  readonly #seed: string;
  readonly #valuations = new Map<string, { readonly key: string; readonly valuation: AccountValuation }>();

  /** Goes on from what the ledger restored, or starts it. Throws `LedgerFileError` when it is another market's. */
  constructor(parts: {
    readonly source: MarketSource;
    readonly clock: MarketClock;
    readonly ledger: Ledger;
    readonly seed: string;
    readonly accounts: readonly StartingAccount[];
    /** Without a file and with TWS's pacing when absent. */
    readonly history?: HistoryDesk;
  }) {
    this.source = parts.source;
    this.history = parts.history ?? new HistoryDesk({ file: null, isPaced: true });
    this.clock = parts.clock;
    this.ledger = parts.ledger;
    this.#seed = parts.seed;
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
      this.#openDay();
    }
    this.accountIds = [...this.state.accounts.keys()];
  }

  /** Writes what happened and lets it count. */
  record(fact: LedgerFact): LedgerEntry {
    const entry = this.ledger.append(this.clock.now(), fact);
    this.state.apply(entry);
    return entry;
  }

  /** What an account is worth now; the same one for all who ask at the same moment. */
  valuation(accountId: string): AccountValuation {
    const at = this.clock.now();
    const key = `${at}/${this.state.booksVersion}/${this.marginManner}`;
    const known = this.#valuations.get(accountId);
    if (known?.key === key) return known.valuation;
    const account = this.state.account(accountId);
    const valuation = valueAccount(this.source, account, at, this.marginManner);
    this.#valuations.set(accountId, { key, valuation });
    return valuation;
  }

  /**
   * Ends the day when the clock has reached another one. True when it did. No client is told of what the night brings
   * to its account: it finds other positions.
   */
  rollDay(endOfDay: () => void): boolean {
    const date = exchangeDate(this.clock.now());
    if (date === this.state.date || !isTradingDay(date)) return false;
    endOfDay();
    this.#endDay(date);
    this.#startDay(date);
    this.#openDay();
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
        this.source.listUpTo(date);
      }
      this.state.apply(entry);
    }
    this.record({ type: "SimulatorResumed" });
  }

  /** After the close: what ended with the day, then what is exercised before its end. */
  #endDay(nextDate: string): void {
    const { close } = sessionOf(this.state.date);
    const night: Night = { close: close - 1, nextDate, seed: this.#seed };
    this.#recordForAccounts((account) => endedFacts(this.source, account, close));
    // What an option was exercised into may have ended with it: a future of the same day.
    this.#recordForAccounts((account) => endedFacts(this.source, account, close));
    this.#recordForAccounts((account) => exercisedFacts(this.source, account));
    this.#recordForAccounts((account) => assignedFacts(this.source, account, night));
  }

  /** Profits start from the last close. */
  #startDay(date: string): void {
    const last = this.state.date === "" ? this.clock.now() : sessionOf(this.state.date).close - 1;
    const accounts = [...this.state.accounts.values()];
    const netLiquidation = accounts.map((account) => ({
      account: account.id,
      value: valueAccount(this.source, account, last).netLiquidation,
    }));
    const held = new Set<number>();
    for (const { positions } of accounts) for (const conId of positions.keys()) held.add(conId);
    const marks = Array.from(held, (conId) => ({ conId, mark: markAt(this.source, conId, last) }));
    this.record({ type: "DayStarted", date, netLiquidation, marks });
  }

  /** What the day begins with, unless it is done already: dividends, and what is settled by the opening. */
  #openDay(): void {
    this.#recordForAccounts((account) => dividendFacts(this.source, account, this.state.date));
    this.#recordForAccounts((account) => endedFacts(this.source, account, this.clock.now()));
  }

  #recordForAccounts(factsOf: (account: AccountState) => readonly LedgerFact[]): void {
    for (const account of this.state.accounts.values()) {
      for (const fact of factsOf(account)) this.record(fact);
    }
  }
}
