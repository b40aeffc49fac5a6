import type { PresetCriteria, ScanCriteria } from "./criteria.ts";

/** Criteria under a name, without the underlying. */
export interface ScanPreset {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly criteria: PresetCriteria;
}

const COMMON = {
  sides: ["debit", "credit"],
  rights: ["call", "put"],
  excludeEarnings: false,
  excludeExDividend: false,
  quoteAgeMaxMs: 120_000,
  includeWide: false,
  limit: 50,
} as const satisfies Partial<ScanCriteria>;

/** What ships with the scanner; a user's own are saved beside them. */
export const SCAN_PRESETS: readonly ScanPreset[] = [
  {
    name: "credit-verticals",
    title: "Credit spreads, a month out",
    doc: "Sold delta 0.15 to 0.35, 20 to 50 days, by expected return and probability of profit.",
    criteria: {
      ...COMMON,
      strategies: ["vertical"],
      sides: ["credit"],
      filters: [
        { field: "daysToExpiry", min: 20, max: 50 },
        { field: "shortDelta", min: 0.15, max: 0.35 },
        { field: "openInterest", min: 10, max: null },
      ],
      rank: [
        { field: "expectedReturn", weight: 2 },
        { field: "probabilityOfProfit", weight: 1 },
      ],
    },
  },
  {
    name: "debit-verticals",
    title: "Debit spreads with three to one",
    doc: "At least three times what is at risk, 7 to 60 days, by expected return.",
    criteria: {
      ...COMMON,
      strategies: ["vertical"],
      sides: ["debit"],
      filters: [
        { field: "daysToExpiry", min: 7, max: 60 },
        { field: "rewardToRisk", min: 3, max: null },
        { field: "probabilityOfProfit", min: 0.1, max: null },
      ],
      rank: [{ field: "expectedReturn", weight: 1 }],
    },
  },
  {
    name: "iron-condors",
    title: "Iron condors at delta 0.20",
    doc: "Both sold options between 0.10 and 0.25, 25 to 60 days, wings up to 20 wide, by return on margin.",
    criteria: {
      ...COMMON,
      strategies: ["ironCondor"],
      sides: ["credit"],
      filters: [
        { field: "daysToExpiry", min: 25, max: 60 },
        { field: "shortDelta", min: 0.1, max: 0.25 },
        { field: "width", min: null, max: 20_000_000 },
      ],
      rank: [
        { field: "returnOnMargin", weight: 1 },
        { field: "probabilityOfProfit", weight: 1 },
      ],
    },
  },
  {
    name: "butterflies",
    title: "Butterflies near the money",
    doc: "Even and broken wings up to 20 wide, 7 to 45 days, by reward to risk and probability of profit.",
    criteria: {
      ...COMMON,
      strategies: ["butterfly", "brokenWing", "ironButterfly"],
      filters: [
        { field: "daysToExpiry", min: 7, max: 45 },
        { field: "width", min: null, max: 20_000_000 },
        { field: "probabilityOfProfit", min: 0.2, max: null },
      ],
      rank: [{ field: "expectedReturn", weight: 1 }],
    },
  },
  {
    name: "calendars",
    title: "Calendars and diagonals for theta",
    doc: "Front month 7 to 35 days, back month up to 100, by theta over bid/ask width.",
    criteria: {
      ...COMMON,
      strategies: ["calendar", "diagonal"],
      sides: ["debit"],
      filters: [
        { field: "daysToExpiry", min: 7, max: 35 },
        { field: "daysToBackExpiry", min: null, max: 100 },
        { field: "width", min: null, max: 10_000_000 },
        { field: "shortDelta", min: 0.3, max: 0.6 },
      ],
      rank: [
        { field: "theta", weight: 1 },
        { field: "bidAskWidth", weight: 0.1 },
      ],
    },
  },
  {
    name: "long-volatility",
    title: "Straddles and strangles while volatility is low",
    doc: "Bought, 20 to 60 days, where the volatility stands in the lower third of its history.",
    criteria: {
      ...COMMON,
      strategies: ["straddle", "strangle"],
      sides: ["debit"],
      filters: [
        { field: "daysToExpiry", min: 20, max: 60 },
        { field: "longDelta", min: 0.2, max: 0.6 },
        { field: "ivRank", min: null, max: 0.33 },
      ],
      rank: [{ field: "expectedReturn", weight: 1 }],
    },
  },
  {
    name: "income",
    title: "Covered calls and cash-secured puts",
    doc: "Sold delta 0.15 to 0.40, 20 to 50 days, no earnings or ex-dividend date before expiry, by annualised return.",
    criteria: {
      ...COMMON,
      strategies: ["coveredCall", "cashSecuredPut"],
      excludeEarnings: true,
      excludeExDividend: true,
      filters: [
        { field: "daysToExpiry", min: 20, max: 50 },
        { field: "shortDelta", min: 0.15, max: 0.4 },
      ],
      rank: [{ field: "annualisedReturnOnMargin", weight: 1 }],
    },
  },
];
