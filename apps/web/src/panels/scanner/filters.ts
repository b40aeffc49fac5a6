import { preference } from "../../app/preferences.ts";
import type { Right, ScanCriteriaInput, ScanRanking, SpreadSide } from "../../gql/graphql.ts";

/** The ranges of a scan as typed; an empty text is no bound. */
interface Ranges {
  readonly daysToExpiryMin: string;
  readonly daysToExpiryMax: string;
  readonly shortDeltaMin: string;
  readonly shortDeltaMax: string;
  readonly widthMin: string;
  readonly widthMax: string;
  readonly netPriceMin: string;
  readonly netPriceMax: string;
  readonly rewardToRiskMin: string;
  readonly bidAskWidthMax: string;
  readonly openInterestMin: string;
  readonly quoteAgeMaxS: string;
}

export type RangeName = keyof Ranges;

export interface Filters {
  readonly preset: string;
  readonly sides: readonly SpreadSide[];
  readonly rights: readonly Right[];
  readonly rankBy: ScanRanking;
  readonly ranges: Ranges;
}

const open: Ranges = {
  daysToExpiryMin: "",
  daysToExpiryMax: "",
  shortDeltaMin: "",
  shortDeltaMax: "",
  widthMin: "",
  widthMax: "",
  netPriceMin: "",
  netPriceMax: "",
  rewardToRiskMin: "",
  bidAskWidthMax: "",
  openInterestMin: "",
  quoteAgeMaxS: "",
};

const both: Pick<Filters, "sides" | "rights"> = { sides: ["CREDIT", "DEBIT"], rights: ["CALL", "PUT"] };

const widest: Filters = { preset: "Any vertical", ...both, rankBy: "EXPECTED_RETURN", ranges: open };

/** Starting points of a scan, the widest first. */
export const presets: readonly Filters[] = [
  widest,
  {
    preset: "Bull put 30–45 DTE",
    sides: ["CREDIT"],
    rights: ["PUT"],
    rankBy: "EXPECTED_RETURN",
    ranges: {
      ...open,
      daysToExpiryMin: "30",
      daysToExpiryMax: "45",
      shortDeltaMin: "0.15",
      shortDeltaMax: "0.35",
    },
  },
  {
    preset: "Bear call 30–45 DTE",
    sides: ["CREDIT"],
    rights: ["CALL"],
    rankBy: "EXPECTED_RETURN",
    ranges: {
      ...open,
      daysToExpiryMin: "30",
      daysToExpiryMax: "45",
      shortDeltaMin: "0.15",
      shortDeltaMax: "0.35",
    },
  },
  {
    preset: "Debit calls 20–90 DTE",
    sides: ["DEBIT"],
    rights: ["CALL"],
    rankBy: "REWARD_TO_RISK",
    ranges: { ...open, daysToExpiryMin: "20", daysToExpiryMax: "90", rewardToRiskMin: "0.8" },
  },
  {
    preset: "Debit puts 20–90 DTE",
    sides: ["DEBIT"],
    rights: ["PUT"],
    rankBy: "REWARD_TO_RISK",
    ranges: { ...open, daysToExpiryMin: "20", daysToExpiryMax: "90", rewardToRiskMin: "0.8" },
  },
];

function isFilters(value: unknown): value is Filters {
  if (typeof value !== "object" || value === null) return false;
  const { sides, rights, ranges } = value as Partial<Filters>;
  if (!Array.isArray(sides) || !Array.isArray(rights) || typeof ranges !== "object") return false;
  return Object.keys(open).every((name) => typeof ranges[name as RangeName] === "string");
}

export const filtersStore = preference("filters", (value) => (isFilters(value) ? value : null), widest);

const wholeNumber = /^\d{1,7}$/;
const decimalNumber = /^\d{1,7}(\.\d{1,4})?$/;
const wholeNames: ReadonlySet<RangeName> = new Set(["daysToExpiryMin", "daysToExpiryMax", "openInterestMin"]);
const pairs: readonly (readonly [RangeName, RangeName])[] = [
  ["daysToExpiryMin", "daysToExpiryMax"],
  ["shortDeltaMin", "shortDeltaMax"],
  ["widthMin", "widthMax"],
  ["netPriceMin", "netPriceMax"],
];

function faultOf(name: RangeName, text: string): string | null {
  if (text.trim() === "") return null;
  if (wholeNames.has(name)) return wholeNumber.test(text.trim()) ? null : "Give a whole number, 0 or more.";
  if (!decimalNumber.test(text.trim())) return "Give a number, 0 or more.";
  const isDelta = name === "shortDeltaMin" || name === "shortDeltaMax";
  return isDelta && Number(text) > 1 ? "A delta is from 0 to 1." : null;
}

/** What is wrong with the ranges, by field; empty when a scan can run. */
export function rangeFaults(ranges: Ranges): Partial<Record<RangeName, string>> {
  const faults: Partial<Record<RangeName, string>> = {};
  for (const name of Object.keys(open) as RangeName[]) {
    const fault = faultOf(name, ranges[name]);
    if (fault !== null) faults[name] = fault;
  }
  for (const [min, max] of pairs) {
    const both = ranges[min].trim() !== "" && ranges[max].trim() !== "";
    if (both && !faults[min] && !faults[max] && Number(ranges[min]) > Number(ranges[max])) {
      faults[max] = `Is below the least, ${ranges[min]}.`;
    }
  }
  return faults;
}

/** Rows asked for at a time; the engine gives no more. */
export const scanRowsMax = 500;

/** The criteria of a scan; ranges must have no fault. Empty bounds are left to the engine's defaults. */
export function criteriaOf(symbol: string, filters: Filters): ScanCriteriaInput {
  const { ranges } = filters;
  const numbers = (name: RangeName) => (ranges[name].trim() === "" ? null : Number(ranges[name]));
  const prices = (name: RangeName) => (ranges[name].trim() === "" ? null : ranges[name].trim());
  const seconds = numbers("quoteAgeMaxS");
  return {
    symbol,
    sides: filters.sides,
    rights: filters.rights,
    daysToExpiryMin: numbers("daysToExpiryMin"),
    daysToExpiryMax: numbers("daysToExpiryMax"),
    shortDeltaMin: numbers("shortDeltaMin"),
    shortDeltaMax: numbers("shortDeltaMax"),
    widthMin: prices("widthMin"),
    widthMax: prices("widthMax"),
    netPriceMin: prices("netPriceMin"),
    netPriceMax: prices("netPriceMax"),
    rewardToRiskMin: numbers("rewardToRiskMin"),
    bidAskWidthMax: prices("bidAskWidthMax"),
    openInterestMin: numbers("openInterestMin"),
    quoteAgeMaxMs: seconds === null ? null : Math.round(seconds * 1000),
    rankBy: filters.rankBy,
    limit: scanRowsMax,
  };
}
