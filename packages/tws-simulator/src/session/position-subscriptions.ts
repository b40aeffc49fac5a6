import type { Position } from "../account/positions.ts";
import type { Listing } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { contractFields } from "./contract-fields.ts";
import type { Send } from "./market-data-line.ts";

interface Subscription {
  /** Null for the one without a request id. */
  readonly requestId: number | null;
  readonly accounts: readonly string[];
  readonly modelCode: string;
  /** What was sent of each position: account, contract. */
  readonly sent: Map<string, Sent>;
}

interface Sent {
  readonly account: string;
  readonly conId: number;
  readonly text: string;
}

/** One client's subscriptions to positions: one to all of them, and any number by account. */
export class PositionSubscriptions {
  readonly #venue: Venue;
  readonly #send: Send;
  #all: Subscription | null = null;
  readonly #byAccount = new Map<number, Subscription>();

  constructor(venue: Venue, send: Send) {
    this.#venue = venue;
    this.#send = send;
  }

  subscribe(): void {
    this.#all = { requestId: null, accounts: this.#venue.accountIds, modelCode: "", sent: new Map() };
    for (const account of this.#all.accounts) this.#sendChanged(this.#all, account);
    this.#send("positionEnd", {});
  }

  cancel(): void {
    this.#all = null;
  }

  subscribeMulti(requestId: number, accounts: readonly string[], modelCode: string): void {
    const subscription = { requestId, accounts, modelCode, sent: new Map<string, Sent>() };
    this.#byAccount.set(requestId, subscription);
    for (const account of accounts) this.#sendChanged(subscription, account);
    this.#send("positionMultiEnd", { requestId });
  }

  cancelMulti(requestId: number): void {
    this.#byAccount.delete(requestId);
  }

  accountChanged(account: string): void {
    for (const subscription of [this.#all, ...this.#byAccount.values()]) {
      if (subscription?.accounts.includes(account) === true) this.#sendChanged(subscription, account);
    }
  }

  /**
   * What differs from what was sent. A position that was closed today is told with nothing held [D]; one that is gone
   * since, over night, is so too, once.
   */
  #sendChanged(subscription: Subscription, account: string): void {
    const { positions } = this.#venue.valuation(account);
    for (const { position, listing, averageCost } of positions) {
      this.#sendPosition(subscription, account, listing, position, moneyToUnits(averageCost));
    }
    const held = new Set(positions.map(({ position }) => position.conId));
    for (const sent of subscription.sent.values()) {
      if (sent.account !== account || held.has(sent.conId)) continue;
      const listing = this.#venue.source.book.get(sent.conId);
      if (listing !== undefined) {
        this.#sendPosition(subscription, account, listing, { conId: sent.conId, quantity: 0 }, 0);
      }
    }
  }

  #sendPosition(
    { requestId, modelCode, sent }: Subscription,
    account: string,
    listing: Listing,
    { conId, quantity }: Pick<Position, "conId" | "quantity">,
    averageCost: number,
  ): void {
    const key = `${account}/${conId}`;
    const text = `${quantity}/${averageCost}`;
    if (sent.get(key)?.text === text) return;
    sent.set(key, { account, conId, text });
    // Shares come with their primary exchange, futures and options without one [R].
    const exchange = listing.kind === "stock" ? listing.primaryExchange : "";
    const values = { account, ...contractFields(listing, exchange), quantity, averageCost };
    if (requestId === null) this.#send("position", values);
    else this.#send("positionMulti", { requestId, modelCode, ...values });
  }
}
