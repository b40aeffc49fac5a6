import { multiplierOf, type Listing, type OptionListing } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";

/** A holding with what it is worth: `mark` a share, whatever the multiplier. */
export interface MarkedHolding {
  readonly listing: Listing;
  readonly quantity: number;
  readonly mark: Money;
}

export interface MarginRequirement {
  readonly initial: Money;
  readonly maintenance: Money;
}

/** Regulation T: half of a share's value at first; the exchange's 25 % (long) and 30 % (short) later [D]. */
const STOCK_INITIAL = 0.5;
const STOCK_MAINTENANCE_LONG = 0.25;
const STOCK_MAINTENANCE_SHORT = 0.3;
/** Cboe Rule 10.3 for an uncovered short equity option: 20 % of the share's price less what it is out, at least 10 % [D]. */
const NAKED = 0.2;
const NAKED_MIN = 0.1;

interface Lot {
  readonly listing: OptionListing;
  readonly mark: Money;
  count: number;
}

/** What a short option may cost beyond its present value when nothing covers it, one contract. */
function nakedRisk(short: Lot, spot: Money): Money {
  const { strike, right } = short.listing;
  const outOfTheMoney = Math.max(0, right === "call" ? strike - spot : spot - strike);
  const floor = NAKED_MIN * (right === "call" ? spot : strike);
  return Math.round(Math.max(NAKED * spot - outOfTheMoney, floor) * multiplierOf(short.listing));
}

/** What a pair may lose at expiry, one contract: the strikes' distance when the long one is the worse. */
function spreadRisk(short: Lot, long: Lot): Money {
  const distance =
    short.listing.right === "call"
      ? long.listing.strike - short.listing.strike
      : short.listing.strike - long.listing.strike;
  return Math.max(0, distance) * multiplierOf(short.listing);
}

interface SideResult {
  /** Requirement on net liquidation value. */
  readonly required: Money;
  /** How many spreads have a risk, for the condor's rule, and what they risk. */
  readonly spreads: number;
  readonly spreadsRisk: Money;
}

/**
 * One underlying's options of one right: each short one is covered by the long one, expiring with it or later, that
 * leaves the least risk; what is left short is naked, what is left long is paid in full.
 */
function sideMargin(lots: readonly Lot[], spot: Money): SideResult {
  const open = (sign: 1 | -1): Lot[] =>
    lots
      .filter(({ count }) => sign * count > 0)
      .map(({ listing, mark, count }) => ({ listing, mark, count: sign * count }));
  const [shorts, longs] = [open(-1), open(1)];
  const pairs = shorts
    .flatMap((short) =>
      longs
        .filter((long) => long.listing.expiry >= short.listing.expiry)
        .map((long) => ({ short, long, risk: spreadRisk(short, long) })),
    )
    .toSorted((a, b) => a.risk - b.risk || a.long.mark - b.long.mark);
  let [required, spreads, spreadsRisk] = [0, 0, 0];
  for (const { short, long, risk } of pairs) {
    const count = Math.min(short.count, long.count);
    if (count === 0) continue;
    short.count -= count;
    long.count -= count;
    const value = (long.mark - short.mark) * multiplierOf(short.listing);
    required += count * Math.max(0, value + risk);
    if (risk > 0) {
      spreads += count;
      spreadsRisk += count * risk;
    }
  }
  for (const short of shorts) required += short.count * nakedRisk(short, spot);
  for (const long of longs) required += long.count * long.mark * multiplierOf(long.listing);
  return { required, spreads, spreadsRisk };
}

function underlyingMargin(holdings: readonly MarkedHolding[], spot: Money): MarginRequirement {
  const lots = (right: "call" | "put"): Lot[] =>
    holdings.flatMap(({ listing, quantity, mark }) =>
      listing.kind === "option" && listing.right === right ? [{ listing, mark, count: quantity }] : [],
    );
  const [calls, puts] = [sideMargin(lots("call"), spot), sideMargin(lots("put"), spot)];
  // A condor's two sides cannot both lose: only the larger side's risk is held, for as many as there are of both.
  const condors = Math.min(calls.spreads, puts.spreads);
  const relief =
    condors === 0
      ? 0
      : Math.min((calls.spreadsRisk / calls.spreads) * condors, (puts.spreadsRisk / puts.spreads) * condors);
  const options = Math.max(0, calls.required + puts.required - Math.round(relief));
  const shares = holdings.find(({ listing }) => listing.kind === "stock");
  const value = shares === undefined ? 0 : shares.quantity * shares.mark;
  const maintenance = value >= 0 ? STOCK_MAINTENANCE_LONG : STOCK_MAINTENANCE_SHORT;
  return {
    initial: options + Math.round(Math.abs(value) * STOCK_INITIAL),
    maintenance: options + Math.round(Math.abs(value) * maintenance),
  };
}

/**
 * Strategy margin of a whole account, stated against net liquidation value: what each recognised strategy may lose
 * from here. A debit spread thus needs what it is worth (the debit, when just paid), a credit spread its width less
 * the credit, which leaves the same available funds as the exchange's rule (width against cash that holds the
 * credit). Shares do not cover options yet [U].
 */
export function accountMargin(
  holdings: readonly MarkedHolding[],
  spotOf: (underlyingConId: number) => Money,
): MarginRequirement {
  const groups = new Map<number, MarkedHolding[]>();
  for (const holding of holdings) {
    if (holding.quantity === 0) continue;
    const { listing } = holding;
    const underlying = listing.kind === "option" ? listing.underlyingConId : listing.conId;
    const known = groups.get(underlying);
    if (known === undefined) groups.set(underlying, [holding]);
    else known.push(holding);
  }
  let [initial, maintenance] = [0, 0];
  for (const [underlying, group] of groups) {
    const required = underlyingMargin(group, spotOf(underlying));
    initial += required.initial;
    maintenance += required.maintenance;
  }
  return { initial, maintenance };
}
