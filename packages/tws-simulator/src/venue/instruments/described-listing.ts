import { futureLocalSymbol } from "../builtin/index-futures.ts";
import type { PricedListing } from "../builtin/instrument.ts";
import { contractId, type SecurityId } from "../listing.ts";
import type { MarketRule } from "../market-rule.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import type { DescribedListing } from "./instruments-schema.ts";

const CENT = MONEY_PER_UNIT / 100;

interface KindDefaults {
  readonly exchange: string;
  readonly minTick: Money;
}

const DEFAULTS: Readonly<Record<DescribedListing["kind"], KindDefaults>> = {
  stock: { exchange: "NASDAQ", minTick: CENT },
  index: { exchange: "CBOE", minTick: CENT },
  future: { exchange: "CME", minTick: 25 * CENT },
  forex: { exchange: "IDEALPRO", minTick: 1 },
  crypto: { exchange: "PAXOS", minTick: CENT },
  bond: { exchange: "", minTick: 10 },
};

/** The exchange's own name of a listing that is described without one. */
export function localSymbolOf(described: DescribedListing): string {
  if (described.localSymbol !== undefined) return described.localSymbol;
  const { kind, symbol, currency } = described;
  if (kind === "future") return futureLocalSymbol(symbol, described.expiry);
  return kind === "forex" || kind === "crypto" ? `${symbol}.${currency}` : symbol;
}

function securityIdsOf({ isin, cusip }: DescribedListing): readonly SecurityId[] {
  const ids: SecurityId[] = [];
  if (isin !== undefined) ids.push({ type: "ISIN", id: isin });
  if (cusip !== undefined) ids.push({ type: "CUSIP", id: cusip });
  return ids;
}

/** The listing that a file describes, its blanks filled by its kind. */
export function describedListing(
  described: DescribedListing,
  rule: MarketRule | undefined,
  underlying: PricedListing | null,
): PricedListing {
  const { kind, symbol, currency, conId } = described;
  const localSymbol = localSymbolOf(described);
  const defaults = DEFAULTS[kind];
  const base = {
    conId: conId ?? contractId(localSymbol),
    symbol,
    localSymbol,
    longName: described.name ?? symbol,
    currency,
    primaryExchange: described.exchange ?? defaults.exchange,
    tradingClass: described.tradingClass ?? (kind === "forex" ? localSymbol : symbol),
    multiplier: kind === "future" ? described.multiplier : 1,
    minTick: described.minTick ?? rule?.increments[0]?.increment ?? defaults.minTick,
    rule,
    exchanges: described.exchanges,
    securityIds: securityIdsOf(described),
  };
  switch (kind) {
    case "future":
      return {
        ...base,
        kind,
        expiry: described.expiry,
        underlyingConId: underlying?.conId ?? null,
        underlyingSymbol: underlying?.symbol ?? symbol,
      };
    case "bond": {
      const { isin, cusip, maturity, coupon, issued, bondType } = described;
      const securityId = isin ?? cusip ?? "";
      return { ...base, kind, securityId, maturity, coupon, issued, bondType };
    }
    case "stock":
    case "index":
    case "forex":
    case "crypto":
      return { ...base, kind };
  }
}
