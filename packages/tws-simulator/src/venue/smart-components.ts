import { tradedOn } from "./depth/places.ts";
import type { Listing } from "./listing.ts";
import { hashText } from "./random.ts";

/** The letters under which the consolidated tapes know exchanges: of shares (CTA, UTP), and of options (OPRA) [D]. */
const SHARE_LETTERS: Readonly<Record<string, string>> = {
  AMEX: "A",
  BEX: "B",
  CBOE: "W",
  CHX: "M",
  EDGEA: "J",
  DRCTEDGE: "K",
  ISE: "I",
  MEMX: "U",
  NYSE: "N",
  ARCA: "P",
  ISLAND: "Q",
  NASDAQ: "T",
  IEX: "V",
  PHLX: "X",
  BYX: "Y",
  BATS: "Z",
};
const OPTION_LETTERS: Readonly<Record<string, string>> = {
  AMEX: "A",
  BOX: "B",
  CBOE: "C",
  GEMINI: "H",
  ISE: "I",
  MERCURY: "J",
  MIAX: "M",
  PSE: "N",
  PEARL: "P",
  NASDAQOM: "Q",
  NASDAQBX: "T",
  CBOE2: "W",
  PHLX: "X",
  BATS: "Z",
};

/** One exchange of those whose quotes a contract's are put together from. */
export interface SmartComponent {
  readonly bitNumber: number;
  readonly exchange: string;
  readonly exchangeLetter: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split("");

/** Those without a letter of their own get the first that is free. */
function lettersOf(exchanges: readonly string[], known: Readonly<Record<string, string>>): readonly string[] {
  const taken = new Set(exchanges.flatMap((exchange) => known[exchange] ?? []));
  const free = ALPHABET.filter((letter) => !taken.has(letter)).values();
  return exchanges.map((exchange) => known[exchange] ?? free.next().value ?? "");
}

/** Of the shares that trade where most do [D]. */
const SHARES_CODE = "9c0001";
/** By the list of exchanges, which most contracts of a kind have in common. */
const codes = new WeakMap<readonly string[], string>();

/**
 * The code of the exchanges on which a contract trades, as a line's parameters tell it; blank for a contract that trades
 * on one only. The form is TWS's; which code stands for which exchanges is the venue's own, but for shares [U].
 */
export function bboExchangeOf(listing: Listing): string {
  const exchanges = tradedOn(listing);
  if (exchanges.length < 2) return "";
  const known = codes.get(exchanges);
  if (known !== undefined) return known;
  const isUsual = listing.kind === "stock" && listing.exchanges === undefined;
  const key = `${listing.kind} ${exchanges.join()}`;
  const code = isUsual ? SHARES_CODE : hashText(key).toString(16).padStart(6, "0").slice(-6);
  codes.set(exchanges, code);
  return code;
}

/** The exchanges that a code stands for; null when it is none of these listings'. */
export function smartComponents(code: string, listings: Iterable<Listing>): SmartComponent[] | null {
  if (code === "") return null;
  for (const listing of listings) {
    if (bboExchangeOf(listing) !== code) continue;
    const exchanges = tradedOn(listing);
    const letters = lettersOf(exchanges, listing.kind === "option" ? OPTION_LETTERS : SHARE_LETTERS);
    return exchanges.map((exchange, bitNumber) => ({
      bitNumber,
      exchange,
      exchangeLetter: letters[bitNumber] as string,
    }));
  }
  return null;
}
