import { type Listing, OPTION_MULTIPLIER, type OptionListing } from "../venue/listing.ts";
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
  return Math.round(Math.max(NAKED * spot - outOfTheMoney, floor) * OPTION_MULTIPLIER);
}

/** A short option and the long one that covers it, so many times. */
interface Cover {
  readonly short: Lot;
  readonly long: Lot;
  readonly count: number;
}

interface Matched {
  readonly covers: readonly Cover[];
  readonly naked: readonly Lot[];
  readonly paidInFull: readonly Lot[];
}

/** What a pair may lose at expiry, a share: the strikes' distance when the long one is the worse. */
function pairRisk(short: Lot, long: Lot): Money {
  const distance = long.listing.strike - short.listing.strike;
  return Math.max(0, short.listing.right === "call" ? distance : -distance);
}

/** Options of one right: each short one takes the long one, expiring with it or later, that leaves the least risk. */
function matchLots(lots: readonly Lot[]): Matched {
  const open = (sign: 1 | -1): Lot[] =>
    lots
      .filter(({ count }) => sign * count > 0)
      .map(({ listing, mark, count }) => ({ listing, mark, count: sign * count }));
  const [shorts, longs] = [open(-1), open(1)];
  const pairs = shorts
    .flatMap((short) =>
      longs
        .filter((long) => long.listing.expiry >= short.listing.expiry)
        .map((long) => ({ short, long, risk: pairRisk(short, long) })),
    )
    .toSorted((a, b) => a.risk - b.risk || a.long.mark - b.long.mark);
  const covers: Cover[] = [];
  for (const { short, long } of pairs) {
    const count = Math.min(short.count, long.count);
    if (count === 0) continue;
    short.count -= count;
    long.count -= count;
    covers.push({ short, long, count });
  }
  return { covers, naked: shorts, paidInFull: longs };
}

function payoff({ listing }: Lot, spot: Money): Money {
  return Math.max(0, listing.right === "call" ? spot - listing.strike : listing.strike - spot);
}

/**
 * Covered options whose short ones expire together: what they are worth less the least that they can come to, which
 * lies at a strike or at zero (the universal spread rule, Cboe Rule 10.3(c)(5)(C)(4)) [D].
 */
function spreadMargin(covers: readonly Cover[]): Money {
  const outcome = (spot: Money): Money =>
    covers.reduce(
      (sum, { short, long, count }) => sum + count * (payoff(long, spot) - payoff(short, spot)),
      0,
    );
  const strikes = covers.flatMap(({ short, long }) => [short.listing.strike, long.listing.strike]);
  const worst = Math.min(...[0, ...strikes].map((spot) => outcome(spot)));
  const value = covers.reduce((sum, { short, long, count }) => sum + count * (long.mark - short.mark), 0);
  return Math.max(0, value - worst) * OPTION_MULTIPLIER;
}

function underlyingMargin(holdings: readonly MarkedHolding[], spot: Money): MarginRequirement {
  const lots = (right: "call" | "put"): Lot[] =>
    holdings.flatMap(({ listing, quantity, mark }) =>
      listing.kind === "option" && listing.right === right ? [{ listing, mark, count: quantity }] : [],
    );
  const sides = [matchLots(lots("call")), matchLots(lots("put"))];
  const covers = Map.groupBy(
    sides.flatMap((side) => side.covers),
    ({ short }) => short.listing.expiry,
  );
  let options = 0;
  for (const together of covers.values()) options += spreadMargin(together);
  for (const { naked, paidInFull } of sides) {
    for (const short of naked) options += short.count * nakedRisk(short, spot);
    for (const long of paidInFull) options += long.count * long.mark * OPTION_MULTIPLIER;
  }
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
