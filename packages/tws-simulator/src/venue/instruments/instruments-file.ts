import { type DataFile, readDataFile } from "../../data-file/index.ts";
import { type Instrument, noDividends, type PricedListing } from "../builtin/instrument.ts";
import { secTypeOf } from "../listing.ts";
import type { Dividend } from "../market.ts";
import type { MarketRule } from "../market-rule.ts";
import { MARKET_RULES } from "../price-increment.ts";
import { describedListing, localSymbolOf } from "./described-listing.ts";
import { describedClass } from "./described-options.ts";
import { type DescribedInstruments, type DescribedListing, INSTRUMENTS } from "./instruments-schema.ts";

/** More than any market lists; a ladder of strikes with a step too fine would exceed it. */
const SERIES_MAX = 50_000;

type File = DataFile<DescribedInstruments>;
type Path = readonly (string | number)[];

function rulesOf(file: File): ReadonlyMap<number, MarketRule> {
  const rules = new Map(MARKET_RULES.map((rule) => [rule.id, rule]));
  for (const [index, { id, increments }] of file.value.marketRules.entries()) {
    const path = ["marketRules", index];
    if (rules.has(id)) throw file.fault([...path, "id"], `rule ${id} is there already`);
    const rule: MarketRule = {
      id,
      increments: increments.map(({ from, step }) => ({ lowEdge: from, increment: step })),
    };
    const rising = rule.increments.every(
      ({ lowEdge }, step) => lowEdge > (rule.increments[step - 1]?.lowEdge ?? -1),
    );
    if (!rising || rule.increments[0]?.lowEdge !== 0) {
      throw file.fault([...path, "increments"], "edges must start at 0 and rise");
    }
    rules.set(id, rule);
  }
  return rules;
}

/** Finds the rules that listings and classes name, and says where one names none. */
class Rules {
  readonly #file: File;
  readonly #rules: ReadonlyMap<number, MarketRule>;

  constructor(file: File) {
    this.#file = file;
    this.#rules = rulesOf(file);
  }

  of(id: number | undefined, path: Path): MarketRule | undefined {
    if (id === undefined) return undefined;
    const rule = this.#rules.get(id);
    if (rule === undefined) {
      throw this.#file.fault([...path, "marketRule"], `there is no market rule ${id}`);
    }
    return rule;
  }
}

/** Refuses ids and names that two contracts have. */
class Taken {
  readonly #file: File;
  readonly #ids = new Map<number, string>();
  readonly #names = new Set<string>();
  #series = 0;

  constructor(file: File) {
    this.#file = file;
  }

  id(conId: number | undefined, owner: string, path: Path): void {
    if (conId === undefined) return;
    const other = this.#ids.get(conId);
    if (other !== undefined) throw this.#file.fault([...path, "conId"], `${conId} is the id of ${other} too`);
    this.#ids.set(conId, owner);
  }

  name(secType: string, localSymbol: string, path: Path): void {
    const key = `${secType} ${localSymbol}`;
    if (this.#names.has(key)) throw this.#file.fault(path, `${key} is there twice`);
    this.#names.add(key);
  }

  series(count: number, path: Path): void {
    this.#series += count;
    if (this.#series > SERIES_MAX) {
      throw this.#file.fault(path, `there are ${this.#series} series; ${SERIES_MAX} are the most`);
    }
  }
}

function dividendsOf(described: DescribedListing): readonly Dividend[] {
  if (described.kind !== "stock") return [];
  return described.dividends.toSorted((a, b) => (a.exDate < b.exDate ? -1 : 1));
}

function instrumentOf(
  file: File,
  rules: Rules,
  taken: Taken,
  index: number,
  followed: PricedListing | undefined,
): Instrument {
  const described = file.value.listings[index] as DescribedListing;
  const path = ["listings", index];
  const listing = describedListing(described, rules.of(described.marketRule, path), followed ?? null);
  const all = dividendsOf(described);
  const classes = "options" in described ? described.options : [];
  return {
    listing,
    startPrice: described.price,
    volatility: described.volatility,
    jumpsPerDay: described.jumpsPerDay,
    jumpSize: described.jumpSize,
    carriedFrom: followed,
    dividends:
      all.length === 0
        ? noDividends
        : (after, upTo) => all.filter(({ exDate }) => exDate > after && exDate <= upTo),
    classes: classes.map((one, at) => {
      const place = [...path, "options", at];
      for (const [nth, { conId }] of one.series.entries()) {
        taken.id(conId, `a series of ${listing.localSymbol}`, [...place, "series", nth]);
      }
      const optionClass = describedClass(one, described, rules.of(one.marketRule, place));
      taken.series(optionClass.listedOn("").length, place);
      return optionClass;
    }),
  };
}

function followedBy(file: File, index: number, made: readonly Instrument[]): PricedListing | undefined {
  const described = file.value.listings[index] as DescribedListing;
  if (described.kind !== "future" || described.follows === undefined) return undefined;
  const { follows } = described;
  const found = made.find(({ listing }) => listing.symbol === follows && listing.kind !== "future");
  if (found === undefined) {
    throw file.fault(["listings", index, "follows"], `${follows} is no index or share of this file`);
  }
  return found.listing;
}

/** What a file describes, those that others follow first. Throws `DataFileError` with line and field. */
export function instrumentsOf(file: File): readonly Instrument[] {
  const rules = new Rules(file);
  const taken = new Taken(file);
  const places = file.value.listings.map((_, index) => index);
  const follows = (index: number): boolean => {
    const described = file.value.listings[index];
    return described?.kind === "future" && described.follows !== undefined;
  };
  for (const index of places) {
    const described = file.value.listings[index] as DescribedListing;
    taken.id(described.conId, localSymbolOf(described), ["listings", index]);
  }
  const made: Instrument[] = [];
  for (const index of [...places.filter((one) => !follows(one)), ...places.filter(follows)]) {
    const instrument = instrumentOf(file, rules, taken, index, followedBy(file, index, made));
    const { listing } = instrument;
    taken.name(secTypeOf(listing), listing.localSymbol, ["listings", index, "symbol"]);
    made.push(instrument);
  }
  return made;
}

/** The instruments of a YAML or JSON file. Throws `DataFileError` that names file, line and field. */
export function readInstruments(path: string): readonly Instrument[] {
  return instrumentsOf(readDataFile(path, INSTRUMENTS));
}
