import { secTypeOf } from "../venue/listing.ts";
import type { LineSubject } from "../session/market-data-line.ts";
import { type PassingMessage, textOf } from "./passing-message.ts";

/** One of the servers behind TWS, and what stops while it is away. */
export interface Farm {
  readonly name: string;
  readonly kind: "market data" | "history" | "definitions";
  /** Security types whose quotes it carries. */
  readonly quotes: readonly string[];
  /** Requests that it answers, besides those for its quotes. */
  readonly requests: readonly string[];
}

const HISTORY = ["historicalData", "headTimestamp", "historicalTicks", "histogramData", "realTimeBars"];
const DEFINITIONS = ["contractDetails", "optionParameters", "matchingSymbols"];

/** Names as TWS tells them to customers in America [R, D]; which carries what is believed [U]. */
export const FARMS: readonly Farm[] = [
  { name: "usfarm", kind: "market data", quotes: ["STK", "IND", "BOND"], requests: [] },
  { name: "usopt", kind: "market data", quotes: ["OPT", "BAG"], requests: [] },
  { name: "usfuture", kind: "market data", quotes: ["FUT", "FOP"], requests: [] },
  { name: "cashfarm", kind: "market data", quotes: ["CASH", "CRYPTO"], requests: [] },
  { name: "ushmds", kind: "history", quotes: [], requests: HISTORY },
  { name: "secdefil", kind: "definitions", quotes: [], requests: DEFINITIONS },
];

export interface FarmNotice {
  readonly code: number;
  readonly message: string;
}

const NOTICES = {
  "market data": { broken: 2103, ok: 2104, inactive: 2108, words: "Market data farm connection is" },
  history: { broken: 2105, ok: 2106, inactive: 2107, words: "HMDS data farm connection is" },
  definitions: { broken: 2157, ok: 2158, inactive: null, words: "Sec-def data farm connection is" },
} as const;

/** What TWS says of a farm [R]. */
export function farmNotice({ name, kind }: Farm, state: "broken" | "ok"): FarmNotice {
  const { words, ...codes } = NOTICES[kind];
  return { code: codes[state], message: `${words} ${state === "ok" ? "OK" : "broken"}:${name}` };
}

/** That nothing is asked of it; null for the kind that is always there. */
export function inactiveNotice({ name, kind }: Farm): FarmNotice | null {
  const { words, inactive } = NOTICES[kind];
  if (inactive === null) return null;
  return { code: inactive, message: `${words} inactive but should be available upon demand.${name}` };
}

export function farmNamed(name: string): Farm {
  const farm = FARMS.find((candidate) => candidate.name === name);
  if (farm === undefined) throw new RangeError(`no farm ${name}`);
  return farm;
}

/** A line of quotes or of a book. */
interface Line {
  readonly subject: LineSubject;
}

export function secTypeOfLine({ subject }: Line): string {
  return subject.kind === "combo" ? "BAG" : secTypeOf(subject.listing);
}

export function carriesLine({ quotes }: Farm, line: Line): boolean {
  return quotes.includes(secTypeOfLine(line));
}

/** Whether a request cannot be answered without the farm. */
export function answersRequest(farm: Farm, { name, values }: PassingMessage): boolean {
  if (name !== "marketData" && name !== "marketDepth") return farm.requests.includes(name);
  return farm.quotes.includes(textOf(values, "secType"));
}
