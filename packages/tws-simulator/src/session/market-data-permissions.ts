import type { Listing } from "../venue/listing.ts";

/** What a login may see of a contract: prices as they are, of a quarter of an hour ago, or none. */
export type Subscription = "all" | "delayed" | "none";

export interface SubscriptionRules {
  readonly all: Subscription;
  /** Of symbols that differ; options and futures go by their own symbol. */
  readonly symbols: Readonly<Record<string, Subscription>>;
}

export const EVERYTHING: SubscriptionRules = { all: "all", symbols: {} };

export function subscriptionOf(rules: SubscriptionRules, listing: Listing): Subscription {
  return rules.symbols[listing.symbol] ?? rules.all;
}

/** How a line's data is to be given, and what is to be said about it. */
export type Grant =
  | { readonly kind: "live" }
  | { readonly kind: "delayed"; readonly warning: string }
  | { readonly kind: "refused"; readonly code: number; readonly message: string };

const SUBJECT = "Error&BEST/STK/Top&BEST/STK/Top";

/**
 * Live data where it is subscribed to, whatever type is asked for; else what the type (1 live, 2 frozen, 3 delayed,
 * 4 delayed and frozen) allows, in the words that users report [D].
 */
export function grantOf(subscription: Subscription, type: number): Grant {
  if (subscription === "all") return { kind: "live" };
  const wantsDelayed = type >= 3;
  if (subscription === "delayed") {
    if (wantsDelayed) {
      const warning = "Requested market data is not subscribed. Displaying delayed market data.";
      return { kind: "delayed", warning };
    }
    const message = `Requested market data is not subscribed.Delayed market data is available.${SUBJECT}`;
    return { kind: "refused", code: 354, message };
  }
  if (!wantsDelayed)
    return { kind: "refused", code: 354, message: "Requested market data is not subscribed." };
  const message =
    "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.";
  return { kind: "refused", code: 10089, message };
}
