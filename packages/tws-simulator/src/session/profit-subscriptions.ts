import type { AccountValuation } from "../account/valuation.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import type { Send } from "./market-data-line.ts";

interface Subscription {
  readonly account: string;
  /** Null for the account as a whole. */
  readonly conId: number | null;
  sent: string;
}

/** One client's subscriptions to profits, of accounts and of single positions. */
export class ProfitSubscriptions {
  readonly #venue: Venue;
  readonly #send: Send;
  readonly #subscriptions = new Map<number, Subscription>();

  constructor(venue: Venue, send: Send) {
    this.#venue = venue;
    this.#send = send;
  }

  subscribe(requestId: number, account: string, conId: number | null): void {
    const subscription = { account, conId, sent: "" };
    this.#subscriptions.set(requestId, subscription);
    this.#sendChanged(requestId, subscription);
  }

  cancel(requestId: number): void {
    this.#subscriptions.delete(requestId);
  }

  push(): void {
    for (const [requestId, subscription] of this.#subscriptions) this.#sendChanged(requestId, subscription);
  }

  #sendChanged(requestId: number, subscription: Subscription): void {
    const valuation = this.#venue.valuation(subscription.account);
    const { conId } = subscription;
    const values = conId === null ? wholeProfit(valuation) : singleProfit(valuation, conId);
    const text = JSON.stringify(values);
    if (text === subscription.sent) return;
    subscription.sent = text;
    if ("position" in values) this.#send("profitAndLossSingle", { requestId, ...values });
    else this.#send("profitAndLoss", { requestId, ...values });
  }
}

function wholeProfit(valuation: AccountValuation) {
  return {
    daily: moneyToUnits(valuation.daily),
    unrealised: moneyToUnits(valuation.unrealised),
    realised: moneyToUnits(valuation.realisedToday),
  };
}

/**
 * A contract that the account does not hold has the unset value everywhere, one that was not traded today has no
 * realised profit yet [D].
 */
function singleProfit(valuation: AccountValuation, conId: number) {
  const valued = valuation.positions.find(({ position }) => position.conId === conId);
  if (valued === undefined) {
    return { position: 0, daily: null, unrealised: null, realised: null, value: null };
  }
  const { position } = valued;
  const isTradedToday = position.paidToday !== 0 || position.realisedToday !== 0;
  return {
    position: position.quantity,
    daily: moneyToUnits(valued.daily),
    unrealised: moneyToUnits(valued.unrealised),
    realised: isTradedToday ? moneyToUnits(position.realisedToday) : null,
    value: moneyToUnits(valued.value),
  };
}
