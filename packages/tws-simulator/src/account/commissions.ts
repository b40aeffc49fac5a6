import type { Listing, OptionListing } from "../venue/listing.ts";
import { MONEY_PER_UNIT, type Money } from "../venue/money.ts";

/** So many contracts or shares at a price; the side does not matter. */
export interface ChargedTrade {
  readonly listing: Listing;
  readonly quantity: number;
  readonly price: Money;
}

/** The broker's published fixed schedule for US options, by premium [D]. */
const OPTION_STEPS: readonly { readonly premiumBelow: Money; readonly perContract: Money }[] = [
  { premiumBelow: 0.05 * MONEY_PER_UNIT, perContract: 0.25 * MONEY_PER_UNIT },
  { premiumBelow: 0.1 * MONEY_PER_UNIT, perContract: 0.5 * MONEY_PER_UNIT },
  { premiumBelow: Infinity, perContract: 0.65 * MONEY_PER_UNIT },
];
/** US futures and options on them: the broker's published part [D], and an exchange's and regulator's [U]. */
const FUTURE: Money = (0.85 + 1.4) * MONEY_PER_UNIT;
const FUTURE_OPTION: Money = (0.85 + 0.57) * MONEY_PER_UNIT;
/** What exchanges charge for options on their own indices, passed through [U on the amount]. */
const INDEX_OPTION_FEE: Money = 0.5 * MONEY_PER_UNIT;
const SHARE: Money = 0.005 * MONEY_PER_UNIT;
const CURRENCY_RATE = 0.00002;
const CRYPTO_RATE = 0.0018;
const BOND_RATE = 0.001;

/** What an order costs at least, and what part of its value it costs at most (the maximum goes before the minimum) [D]. */
interface OrderBounds {
  readonly min: Money;
  readonly valueMax: number;
}

const ORDER_BOUNDS: { readonly [Kind in Listing["kind"]]: OrderBounds } = {
  stock: { min: MONEY_PER_UNIT, valueMax: 0.01 },
  option: { min: MONEY_PER_UNIT, valueMax: Infinity },
  future: { min: 0, valueMax: Infinity },
  index: { min: 0, valueMax: Infinity },
  forex: { min: 2 * MONEY_PER_UNIT, valueMax: Infinity },
  crypto: { min: 1.75 * MONEY_PER_UNIT, valueMax: 0.01 },
  bond: { min: MONEY_PER_UNIT, valueMax: Infinity },
};

function perOption({ underlyingKind }: OptionListing, premium: Money): Money {
  if (underlyingKind === "future") return FUTURE_OPTION;
  const step = OPTION_STEPS.find(({ premiumBelow }) => premium < premiumBelow);
  const fee = underlyingKind === "index" ? INDEX_OPTION_FEE : 0;
  return (step?.perContract ?? 0) + fee;
}

/** What a trade costs by itself, before its order's minimum. */
function plainCommission({ listing, quantity, price }: ChargedTrade): Money {
  const count = Math.abs(quantity);
  const value = count * Math.abs(price) * listing.multiplier;
  const { valueMax } = ORDER_BOUNDS[listing.kind];
  switch (listing.kind) {
    case "stock":
      return Math.round(Math.min(count * SHARE, value * valueMax));
    case "option":
      return Math.round(count * perOption(listing, price));
    case "future":
      return Math.round(count * FUTURE);
    case "forex":
      return Math.round(value * CURRENCY_RATE);
    case "crypto":
      return Math.round(Math.min(value * CRYPTO_RATE, value * valueMax));
    case "bond":
      return Math.round(value * BOND_RATE);
    case "index":
      return 0;
  }
}

/** The least that an order's trades cost together. */
function leastCommission(trades: readonly ChargedTrade[]): Money {
  const least = trades.map(({ listing }) => ORDER_BOUNDS[listing.kind].min);
  const most = trades.reduce((sum, { listing, quantity, price }) => {
    const { valueMax } = ORDER_BOUNDS[listing.kind];
    return sum + Math.abs(quantity * price * listing.multiplier) * valueMax;
  }, 0);
  return Math.round(Math.min(Math.max(0, ...least), most));
}

/** What an order costs for its trades: each by the schedule, together at least the order's minimum, which counts once. */
export function orderCommission(trades: readonly ChargedTrade[]): Money {
  const plain = trades.reduce((sum, trade) => sum + plainCommission(trade), 0);
  return trades.length === 0 ? 0 : Math.max(plain, leastCommission(trades));
}

/**
 * What each trade of a fill adds to its order's cost, given what the order was charged and what it traded before. The
 * first trades bear what is missing to the minimum, or are spared what was charged towards it already.
 */
export function fillCommissions(
  chargedBefore: Money,
  before: readonly ChargedTrade[],
  fill: readonly ChargedTrade[],
): readonly Money[] {
  const plain = fill.map((trade) => plainCommission(trade));
  let added = Math.max(0, orderCommission([...before, ...fill]) - chargedBefore);
  const spared = plain.reduce((sum, part) => sum + part, 0) - added;
  if (spared <= 0) return plain.map((part, index) => (index === 0 ? part - spared : part));
  return plain
    .toReversed()
    .map((part) => {
      const charged = Math.min(part, added);
      added -= charged;
      return charged;
    })
    .toReversed();
}
