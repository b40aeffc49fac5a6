import type { RecordedLine, RequestedContract } from "../../recording/quotes/recorded-line.ts";
import {
  contractId,
  type Listing,
  occSymbol,
  OPTION_MULTIPLIER,
  type OptionListing,
  optionListing,
} from "../listing.ts";
import { MONEY_PER_UNIT, type Money, moneyFromUnits } from "../money.ts";
import { rightOf, tickOf } from "./detailed-listing.ts";
import { toldDate } from "./told-dates.ts";
import { UnlistedError } from "./unlisted-error.ts";

type Underlying = Exclude<Listing, OptionListing>;

const CENT = MONEY_PER_UNIT / 100;
const NICKEL = 5 * CENT;
/** From here prices outside the penny programme have dimes. */
const DIMES_FROM = 3 * MONEY_PER_UNIT;

function needs(contract: RequestedContract, fields: readonly (keyof RequestedContract)[]): void {
  const missing = fields.filter((field) => contract[field] === "" || contract[field] === 0);
  const [first] = missing;
  if (first === undefined) return;
  throw new UnlistedError(
    first,
    `no details of it are recorded, and the request does not say its ${missing.join(", ")}`,
  );
}

function baseOf(contract: RequestedContract, localSymbol: string, minTick: Money) {
  const { conId, symbol, currency, primaryExchange, exchange, tradingClass } = contract;
  return {
    conId: conId === 0 ? contractId(localSymbol) : conId,
    symbol,
    localSymbol,
    longName: symbol,
    currency,
    primaryExchange: primaryExchange === "" && exchange !== "SMART" ? exchange : primaryExchange,
    tradingClass: tradingClass === "" ? symbol : tradingClass,
    multiplier: 1,
    minTick,
  };
}

/** A contract that is no option, from what its request says alone. Throws `UnlistedError` when that is too little. */
export function requestedListing({ contract, minTick }: RecordedLine): Underlying {
  needs(contract, ["secType", "symbol", "currency"]);
  const { secType, symbol, currency, exchange } = contract;
  const named = contract.localSymbol === "" ? symbol : contract.localSymbol;
  const tick = minTick === null || minTick <= 0 ? CENT : tickOf(minTick);
  switch (secType) {
    case "STK":
      return { kind: "stock", ...baseOf(contract, named, tick) };
    case "IND":
      needs(contract, ["exchange"]);
      return { kind: "index", ...baseOf(contract, named, tick), exchanges: [exchange] };
    case "CASH":
      return { kind: "forex", ...baseOf(contract, `${symbol}.${currency}`, tick) };
    case "CRYPTO":
      return { kind: "crypto", ...baseOf(contract, `${symbol}.${currency}`, tick) };
    case "FUT": {
      needs(contract, ["expiry", "multiplier", "localSymbol"]);
      const expiry = toldDate(contract.expiry);
      if (expiry === null)
        throw new UnlistedError("expiry", `${contract.expiry} is no day, and no details of it are recorded`);
      const multiplier = Number(contract.multiplier);
      if (!(multiplier > 0)) throw new UnlistedError("multiplier", `${contract.multiplier} is none`);
      const base = { ...baseOf(contract, named, tick), multiplier };
      return { kind: "future", ...base, expiry, underlyingConId: null, underlyingSymbol: symbol };
    }
    case "BOND":
    case "FOP":
      throw new UnlistedError(
        "conId",
        `a contract of type ${secType} needs its details, which are not recorded`,
      );
    default:
      throw new UnlistedError("secType", `the venue has no contracts of type ${secType}`);
  }
}

/** What an option's request says of the share that it is on, when nothing else in the recording does. */
export function impliedShare(contract: RequestedContract): Underlying {
  const { symbol, currency } = contract;
  needs(contract, ["symbol", "currency"]);
  const share = { ...contract, conId: 0, tradingClass: "", primaryExchange: "", exchange: "SMART" };
  return { kind: "stock", ...baseOf({ ...share, symbol, currency }, symbol, CENT) };
}

/** Off the grid of nickels, and of dimes from 3.00: a class of the penny programme. */
function isOffNickels(price: Money | null | undefined): boolean {
  if (price === null || price === undefined) return false;
  return price % (price >= DIMES_FROM ? 2 * NICKEL : NICKEL) !== 0;
}

/**
 * A standard option, from what its request says alone: a hundred shares unless it says otherwise, in cents where one of
 * its recorded prices is in cents. Throws `UnlistedError` when that is too little.
 */
export function requestedOption(line: RecordedLine, underlying: Underlying): OptionListing {
  const { contract } = line;
  needs(contract, ["expiry", "strike", "right", "currency"]);
  const { strike, conId, tradingClass } = contract;
  const expiry = toldDate(contract.expiry);
  if (expiry === null) throw new UnlistedError("expiry", `${contract.expiry} is no day`);
  const right = rightOf(contract.right);
  const money = moneyFromUnits(strike);
  const tradedAs = tradingClass === "" ? underlying.symbol : tradingClass;
  const multiplier = contract.multiplier === "" ? OPTION_MULTIPLIER : Number(contract.multiplier);
  if (!(multiplier > 0)) throw new UnlistedError("multiplier", `${contract.multiplier} is none`);
  const inCents = line.ticks.some(({ values: { bid, ask } }) => isOffNickels(bid) || isOffNickels(ask));
  const isOnIndex = underlying.kind === "index";
  const named =
    contract.localSymbol === "" ? occSymbol(tradedAs, expiry, right, money) : contract.localSymbol;
  return optionListing(
    underlying,
    { expiry, strike: money, right },
    { localSymbol: named, conId: conId === 0 ? undefined : conId },
    {
      tradingClass: tradedAs,
      multiplier,
      minTick: inCents ? CENT : NICKEL,
      style: isOnIndex ? "european" : "american",
      settlement: "pm",
      cashSettled: isOnIndex,
      primaryExchange: contract.exchange === "SMART" ? "" : contract.exchange,
    },
  );
}
