import type { AccountValuation, ValuedPosition } from "../account/valuation.ts";
import { wallTime } from "../venue/calendar.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { type AccountValue, ledgerValues, summaryValues } from "./account-values.ts";
import { contractFields } from "./contract-fields.ts";
import type { Send } from "./market-data-line.ts";

interface SummarySubscription {
  readonly accounts: readonly string[];
  readonly tags: readonly string[];
  readonly sent: Map<string, string>;
}

interface MultiSubscription {
  readonly account: string;
}

interface ProfitSubscription {
  readonly account: string;
  /** Null for the account as a whole. */
  readonly conId: number | null;
  sent: string;
}

/** TWS keeps two account summaries a client [D]. */
const SUMMARIES_MAX = 2;
/** Account values and profits follow at these distances; TWS takes three minutes for values, one second for profits. */
const VALUES_EVERY_MS = 3000;
const PROFITS_EVERY_MS = 1000;

/** One client's subscriptions to positions, account values and profits. */
export class AccountSubscriptions {
  readonly #venue: Venue;
  readonly #send: Send;
  #positions: Map<string, string> | null = null;
  #updates: { readonly account: string; readonly sent: Map<string, string> } | null = null;
  readonly #summaries = new Map<number, SummarySubscription>();
  readonly #multis = new Map<number, MultiSubscription>();
  readonly #profits = new Map<number, ProfitSubscription>();
  #valuesAt = 0;
  #profitsAt = 0;

  constructor(venue: Venue, send: Send) {
    this.#venue = venue;
    this.#send = send;
  }

  subscribePositions(): void {
    this.#positions = new Map();
    for (const account of this.#venue.accountIds) this.#sendPositions(account);
    this.#send("positionEnd", {});
  }

  cancelPositions(): void {
    this.#positions = null;
  }

  sendPositionsMulti(requestId: number, account: string, modelCode: string): void {
    for (const { position, listing, averageCost } of this.#venue.valuation(account).positions) {
      if (position.quantity === 0) continue;
      this.#send("positionMulti", {
        requestId,
        account,
        modelCode,
        ...contractFields(listing, ""),
        quantity: position.quantity,
        averageCost: moneyToUnits(averageCost),
      });
    }
    this.#send("positionMultiEnd", { requestId });
  }

  subscribeUpdates(account: string): void {
    this.#updates = { account, sent: new Map() };
    this.#sendUpdates(true);
    this.#send("accountDownloadEnd", { account });
  }

  cancelUpdates(): void {
    this.#updates = null;
  }

  /** False when the client has as many summaries as it may. */
  subscribeSummary(requestId: number, accounts: readonly string[], tags: readonly string[]): boolean {
    if (this.#summaries.size >= SUMMARIES_MAX && !this.#summaries.has(requestId)) return false;
    const subscription = { accounts, tags, sent: new Map<string, string>() };
    this.#summaries.set(requestId, subscription);
    this.#sendSummary(requestId, subscription);
    this.#send("accountSummaryEnd", { requestId });
    return true;
  }

  cancelSummary(requestId: number): void {
    this.#summaries.delete(requestId);
  }

  subscribeUpdatesMulti(requestId: number, account: string): void {
    this.#multis.set(requestId, { account });
    this.#sendMulti(requestId, account);
    this.#send("accountUpdateMultiEnd", { requestId });
  }

  cancelUpdatesMulti(requestId: number): void {
    this.#multis.delete(requestId);
  }

  subscribeProfit(requestId: number, account: string, conId: number | null): void {
    this.#profits.set(requestId, { account, conId, sent: "" });
    this.#sendProfits();
  }

  cancelProfit(requestId: number): void {
    this.#profits.delete(requestId);
  }

  /** After a fill: what changed goes out at once. */
  accountChanged(account: string): void {
    if (this.#positions !== null) this.#sendPositions(account);
    if (this.#updates?.account === account) this.#sendUpdates(true);
    for (const [requestId, summary] of this.#summaries) this.#sendSummary(requestId, summary);
    for (const [requestId, multi] of this.#multis) {
      if (multi.account === account) this.#sendMulti(requestId, account);
    }
  }

  /** What moves with the market, at its own pace. */
  push(real: number): void {
    if (real - this.#valuesAt >= VALUES_EVERY_MS) {
      this.#valuesAt = real;
      this.#sendUpdates(false);
      for (const [requestId, summary] of this.#summaries) this.#sendSummary(requestId, summary);
    }
    if (real - this.#profitsAt >= PROFITS_EVERY_MS) {
      this.#profitsAt = real;
      this.#sendProfits();
    }
  }

  #sendPositions(account: string): void {
    for (const { position, listing, averageCost } of this.#venue.valuation(account).positions) {
      const key = `${account}/${position.conId}`;
      const text = `${position.quantity}/${averageCost}`;
      const before = this.#positions?.get(key);
      if (before === text || (before === undefined && position.quantity === 0)) continue;
      this.#positions?.set(key, text);
      this.#send("position", {
        account,
        ...contractFields(listing, ""),
        quantity: position.quantity,
        averageCost: moneyToUnits(averageCost),
      });
    }
  }

  #sendUpdates(portfolio: boolean): void {
    if (this.#updates === null) return;
    const { account, sent } = this.#updates;
    const valuation = this.#venue.valuation(account);
    const values = [...summaryValues(valuation), ...ledgerValues(valuation)];
    for (const { key, value, currency } of changedValues(
      [{ key: "AccountCode", value: account, currency: "" }, ...values],
      sent,
    )) {
      this.#send("accountValue", { key, value, currency, account });
    }
    if (portfolio || valuation.positions.length > 0) {
      for (const valued of valuation.positions) this.#sendPortfolio(account, valued, sent);
    }
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
      primaryExchange: listing.kind === "stock" ? listing.primaryExchange : "CBOE",
      quantity: position.quantity,
      marketPrice: moneyToUnits(valued.mark),
      marketValue: moneyToUnits(valued.value),
      averageCost: moneyToUnits(valued.averageCost),
      unrealisedProfit: moneyToUnits(valued.unrealised),
      realisedProfit: moneyToUnits(position.realisedToday),
      account,
    });
  }

  #sendSummary(requestId: number, { accounts, tags, sent }: SummarySubscription): void {
    for (const account of accounts) {
      const valuation = this.#venue.valuation(account);
      const wanted = selectTags(valuation, tags);
      for (const { key, value, currency } of changedValues(wanted, sent, account)) {
        this.#send("accountSummary", { requestId, account, tag: key, value, currency });
      }
    }
  }

  #sendMulti(requestId: number, account: string): void {
    const valuation = this.#venue.valuation(account);
    for (const { key, value, currency } of [...summaryValues(valuation), ...ledgerValues(valuation)]) {
      this.#send("accountUpdateMulti", { requestId, account, modelCode: "", key, value, currency });
    }
  }

  #sendProfits(): void {
    for (const [requestId, subscription] of this.#profits) {
      const valuation = this.#venue.valuation(subscription.account);
      const values =
        subscription.conId === null ? wholeProfit(valuation) : singleProfit(valuation, subscription.conId);
      const text = JSON.stringify(values);
      if (text === subscription.sent) continue;
      subscription.sent = text;
      if ("position" in values) this.#send("profitAndLossSingle", { requestId, ...values });
      else this.#send("profitAndLoss", { requestId, ...values });
    }
  }
}

function wholeProfit(valuation: AccountValuation) {
  return {
    daily: moneyToUnits(valuation.daily),
    unrealised: moneyToUnits(valuation.unrealised),
    realised: moneyToUnits(valuation.realisedToday),
  };
}

/** A contract that the account does not hold has the unset value everywhere [D]. */
function singleProfit(valuation: AccountValuation, conId: number) {
  const valued = valuation.positions.find(({ position }) => position.conId === conId);
  if (valued === undefined) {
    return { position: 0, daily: null, unrealised: null, realised: null, value: null };
  }
  return {
    position: valued.position.quantity,
    daily: moneyToUnits(valued.unrealised + valued.position.realisedToday),
    unrealised: moneyToUnits(valued.unrealised),
    realised: moneyToUnits(valued.position.realisedToday),
    value: moneyToUnits(valued.value),
  };
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
