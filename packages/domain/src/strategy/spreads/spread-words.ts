import type { Action, OptionContract, StockContract } from "../../contract/contract.ts";
import { formatMicros } from "../../kernel/money.ts";
import type { IsoDate } from "../../kernel/time.ts";
import { isOptionLeg, type Spread, type SpreadLeg, type StrategyKind } from "./spread.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export const STRATEGY_WORDS: Readonly<Record<StrategyKind, string>> = {
  vertical: "vertical",
  ironCondor: "iron condor",
  ironButterfly: "iron butterfly",
  butterfly: "butterfly",
  brokenWing: "broken wing butterfly",
  calendar: "calendar",
  diagonal: "diagonal",
  straddle: "straddle",
  strangle: "strangle",
  ratio: "ratio",
  coveredCall: "covered call",
  cashSecuredPut: "cash-secured put",
  custom: "custom",
};

/** "15 Jan", the short form for a screen that shows the full date beside it. */
export function expiryWords(expiry: IsoDate): string {
  return `${Number(expiry.slice(8))} ${MONTHS[Number(expiry.slice(5, 7)) - 1]}`;
}

/** One leg as a trader says it: "Sell 1 GOOG 15 Jan 745 put", "Buy 100 GOOG shares". */
export function legWords(action: Action, quantity: number, contract: OptionContract | StockContract): string {
  const what = `${action === "buy" ? "Buy" : "Sell"} ${quantity} ${contract.symbol}`;
  if (contract.kind === "stock") return `${what} shares`;
  const strike = formatMicros(contract.strike, 0);
  return `${what} ${expiryWords(contract.expiry)} ${strike} ${contract.right}`;
}

/** All legs of opening `quantity` spreads, the sold ones first. */
export function spreadWords({ legs }: Pick<Spread, "legs">, quantity = 1): readonly string[] {
  const of = (action: Action): readonly string[] =>
    legs
      .filter(({ ratio }) => (action === "buy" ? ratio > 0 : ratio < 0))
      .map(({ contract, ratio }) => legWords(action, quantity * Math.abs(ratio), contract));
  return [...of("sell"), ...of("buy")];
}

/** "15 Jan 2016", "15 Jan/19 Feb 2016", "18 Dec 2015/15 Jan 2016". */
function datesOf({ expiry, backExpiry }: Pick<Spread, "expiry" | "backExpiry">): string {
  const year = expiry.slice(0, 4);
  if (backExpiry === null) return `${expiryWords(expiry)} ${year}`;
  const backYear = backExpiry.slice(0, 4);
  const front = year === backYear ? expiryWords(expiry) : `${expiryWords(expiry)} ${year}`;
  return `${front}/${expiryWords(backExpiry)} ${backYear}`;
}

type OptionLeg = SpreadLeg & { readonly contract: OptionContract };

function strikesOf(legs: readonly OptionLeg[]): string {
  return [...new Set(legs.map(({ contract }) => formatMicros(contract.strike, 0)))].join("/");
}

/** The legs of a custom spread, each with its count: "+1 740 put -2 760 call". */
function customWords({ legs }: Pick<Spread, "legs">): string {
  const [only] = legs;
  if (only !== undefined && legs.length === 1 && isOptionLeg(only) && Math.abs(only.ratio) === 1) {
    const { strike, right } = only.contract;
    return `${formatMicros(strike, 0)} ${only.ratio > 0 ? "long" : "short"} ${right}`;
  }
  const words = legs.map((leg) => {
    const count = `${leg.ratio > 0 ? "+" : ""}${leg.ratio}`;
    return isOptionLeg(leg)
      ? `${count} ${formatMicros(leg.contract.strike, 0)} ${leg.contract.right}`
      : `${count} shares`;
  });
  return `${words.join(" ")} custom`;
}

/** Strikes and kind, with the direction where the kind has two: its usual one goes without saying. */
function shapeWords(spread: Spread): string {
  const options = spread.legs.filter(isOptionLeg);
  const [first] = options;
  if (first === undefined) throw new Error("a spread without an option");
  const { right } = first.contract;
  const strikes = strikesOf(options);
  const kind = STRATEGY_WORDS[spread.kind];
  const isBought = first.ratio > 0;
  switch (spread.kind) {
    case "vertical": {
      const ordered = options.toSorted((a, b) =>
        spread.side === "credit" ? a.ratio - b.ratio : b.ratio - a.ratio,
      );
      return `${strikesOf(ordered)} ${right} ${spread.side}`;
    }
    case "ironCondor":
    case "ironButterfly":
      return `${strikes} ${isBought ? "" : "reverse "}${kind}`;
    case "butterfly":
    case "brokenWing":
      return `${strikes} ${isBought ? "" : "short "}${right} ${kind}`;
    case "calendar":
    case "diagonal":
      return `${strikes} ${isBought ? "short " : ""}${right} ${kind}`;
    case "straddle":
    case "strangle":
      return `${strikes} ${isBought ? "long" : "short"} ${kind}`;
    case "ratio": {
      const [long, short] = options.toSorted((a, b) => b.ratio - a.ratio).map(({ ratio }) => Math.abs(ratio));
      const ordered = options.toSorted((a, b) => b.ratio - a.ratio);
      return `${strikesOf(ordered)} ${long}x${short} ${right} ${(long ?? 0) > (short ?? 0) ? "backspread" : kind}`;
    }
    case "coveredCall":
    case "cashSecuredPut":
      return `${strikes} ${kind}`;
    case "custom":
      return customWords(spread);
  }
}

/**
 * The spread in one line: "GOOG 15 Jan 2016 740/745/760/765 iron condor", "GOOG 15 Jan 2016 745/740 put credit" (the
 * short strike first for a vertical's credit, the long one for a debit and for ratios).
 */
export function spreadTitle(spread: Spread): string {
  return `${spread.symbol} ${datesOf(spread)} ${shapeWords(spread)}`;
}
