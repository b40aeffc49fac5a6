import type { AccountValuation, ValuedPosition } from "../account/valuation.ts";
import { wallTime } from "../venue/calendar.ts";
import { secTypeOf } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { type AccountValue, accountValues, ledgerValues, summaryValues } from "./account-values.ts";
import { contractFields } from "./contract-fields.ts";
import type { Send } from "./market-data-line.ts";

interface Summary {
  readonly accounts: readonly string[];
  readonly tags: readonly string[];
  readonly sent: Map<string, string>;
}

interface Multi {
  readonly accounts: readonly string[];
  readonly modelCode: string;
  /** The amounts by currency only. */
  readonly isLedgerOnly: boolean;
  readonly sent: Map<string, string>;
}

/** TWS keeps two account summaries a client [D]. */
const SUMMARIES_MAX = 2;

/** One client's subscriptions to account values and to the portfolio. */
export class AccountValueSubscriptions {
  readonly #venue: Venue;
  readonly #send: Send;
  #updates: { readonly account: string; readonly sent: Map<string, string> } | null = null;
  readonly #summaries = new Map<number, Summary>();
  readonly #multis = new Map<number, Multi>();

  constructor(venue: Venue, send: Send) {
    this.#venue = venue;
    this.#send = send;
  }

  subscribe(account: string): void {
    this.#updates = { account, sent: new Map() };
    this.#sendUpdates();
    this.#send("accountDownloadEnd", { account });
  }

  cancel(): void {
    this.#updates = null;
  }

  /** False when the client has as many summaries as it may. */
  subscribeSummary(requestId: number, accounts: readonly string[], tags: readonly string[]): boolean {
    if (this.#summaries.size >= SUMMARIES_MAX && !this.#summaries.has(requestId)) return false;
    const summary = { accounts, tags, sent: new Map<string, string>() };
    this.#summaries.set(requestId, summary);
    this.#sendSummary(requestId, summary);
    this.#send("accountSummaryEnd", { requestId });
    return true;
  }

  cancelSummary(requestId: number): void {
    this.#summaries.delete(requestId);
  }

  subscribeMulti(requestId: number, multi: Omit<Multi, "sent">): void {
    const subscription = { ...multi, sent: new Map<string, string>() };
    this.#multis.set(requestId, subscription);
    this.#sendMulti(requestId, subscription);
    this.#send("accountUpdateMultiEnd", { requestId });
  }

  cancelMulti(requestId: number): void {
    this.#multis.delete(requestId);
  }

  /** Sends what differs from what was sent. */
  push(): void {
    this.#sendUpdates();
    for (const [requestId, summary] of this.#summaries) this.#sendSummary(requestId, summary);
    for (const [requestId, multi] of this.#multis) this.#sendMulti(requestId, multi);
  }

  #sendUpdates(): void {
    if (this.#updates === null) return;
    const { account, sent } = this.#updates;
    const valuation = this.#venue.valuation(account);
    for (const { key, value, currency } of changedValues(accountValues(valuation), sent)) {
      this.#send("accountValue", { key, value, currency, account });
    }
    for (const valued of valuation.positions) this.#sendPortfolio(account, valued, sent);
    const clock = wallTime(this.#venue.clock.now()).slice(9, 14);
    this.#send("accountUpdateTime", { time: clock });
  }

  #sendPortfolio(account: string, valued: ValuedPosition, sent: Map<string, string>): void {
    const { position, listing } = valued;
    const key = `portfolio/${position.conId}`;
    const text = `${position.quantity}/${valued.mark}/${position.cost}/${position.realisedToday}`;
    if (sent.get(key) === text) return;
    sent.set(key, text);
    const { exchange: _, ...named } = contractFields(listing, "");
    this.#send("portfolioValue", {
      ...named,
      primaryExchange: secTypeOf(listing) === "OPT" ? "CBOE" : listing.primaryExchange,
      quantity: position.quantity,
      marketPrice: moneyToUnits(valued.mark),
      marketValue: moneyToUnits(valued.value),
      averageCost: moneyToUnits(valued.averageCost),
      unrealisedProfit: moneyToUnits(valued.unrealised),
      realisedProfit: moneyToUnits(position.realisedToday),
      account,
    });
  }

  #sendSummary(requestId: number, { accounts, tags, sent }: Summary): void {
    for (const account of accounts) {
      const wanted = selectTags(this.#venue.valuation(account), tags);
      for (const { key, value, currency } of changedValues(wanted, sent, account)) {
        this.#send("accountSummary", { requestId, account, tag: key, value, currency });
      }
    }
  }

  #sendMulti(requestId: number, { accounts, modelCode, isLedgerOnly, sent }: Multi): void {
    for (const account of accounts) {
      const valuation = this.#venue.valuation(account);
      const wanted = isLedgerOnly ? ledgerValues(valuation) : accountValues(valuation);
      for (const { key, value, currency } of changedValues(wanted, sent, account)) {
        this.#send("accountUpdateMulti", { requestId, account, modelCode, key, value, currency });
      }
    }
  }
}

/** Only what differs from what was sent, which is then noted as sent. */
function changedValues(
  values: readonly AccountValue[],
  sent: Map<string, string>,
  account = "",
): readonly AccountValue[] {
  return values.filter(({ key, value, currency }) => {
    const id = `${account}/${key}/${currency}`;
    if (sent.get(id) === value) return false;
    sent.set(id, value);
    return true;
  });
}

function selectTags(valuation: AccountValuation, tags: readonly string[]): readonly AccountValue[] {
  const summary = summaryValues(valuation).filter(({ key }) => tags.includes(key) || tags.includes("All"));
  const ledgerTag = tags.find((tag) => tag.startsWith("$LEDGER"));
  if (ledgerTag === undefined) return summary;
  const currency = ledgerTag === "$LEDGER" ? "BASE" : ledgerTag.slice("$LEDGER:".length);
  const ledger = ledgerValues(valuation).filter((value) => currency === "ALL" || value.currency === currency);
  return [...summary, ...ledger];
}
