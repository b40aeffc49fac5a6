import type { Venue } from "../venue/venue.ts";
import { AccountValueSubscriptions } from "./account-value-subscriptions.ts";
import type { Send } from "./market-data-line.ts";
import { PositionSubscriptions } from "./position-subscriptions.ts";
import { ProfitSubscriptions } from "./profit-subscriptions.ts";

/** Account values and profits follow at these distances; TWS takes three minutes for values, one second for profits. */
const VALUES_EVERY_MS = 3000;
const PROFITS_EVERY_MS = 1000;

/** One client's subscriptions to positions, account values and profits. */
export class AccountSubscriptions {
  readonly positions: PositionSubscriptions;
  readonly values: AccountValueSubscriptions;
  readonly profits: ProfitSubscriptions;
  #valuesAt = 0;
  #profitsAt = 0;

  constructor(venue: Venue, send: Send) {
    this.positions = new PositionSubscriptions(venue, send);
    this.values = new AccountValueSubscriptions(venue, send);
    this.profits = new ProfitSubscriptions(venue, send);
  }

  /** After a fill or a night: what changed goes out at once. */
  accountChanged(account: string): void {
    this.positions.accountChanged(account);
    this.values.push();
  }

  /** What moves with the market, at its own pace. */
  push(real: number): void {
    if (real - this.#valuesAt >= VALUES_EVERY_MS) {
      this.#valuesAt = real;
      this.values.push();
    }
    if (real - this.#profitsAt >= PROFITS_EVERY_MS) {
      this.#profitsAt = real;
      this.profits.push();
    }
  }
}
