/**
 * What a number of a candidate is. `price`: millionths a share; `money`: millionths of one spread, the multiplier in it;
 * `ratio` and `probability`: 1 is all of it; `greek`: a share, as the pricing gives it (vega for a volatility of 1, theta
 * for a year).
 */
export type ScanFieldKind =
  | "price"
  | "money"
  | "ratio"
  | "probability"
  | "days"
  | "milliseconds"
  | "count"
  | "greek";

interface FieldDescription {
  readonly label: string;
  /** As a person reads it; empty for a bare number. */
  readonly unit: string;
  readonly kind: ScanFieldKind;
  /** Which way is better. `none` ranks higher values first. */
  readonly better: "higher" | "lower" | "none";
  /** How much of it counts as one point in a weighted score. */
  readonly scale: number;
  readonly doc: string;
}

/**
 * Every number that a scan can filter and rank by. Prices are those of opening at the natural price (each leg at its far
 * side) unless it says otherwise. Null is "not known" and fails a bound; an unlimited gain or loss passes any minimum and
 * fails any maximum.
 */
export const SCAN_FIELDS = {
  quoteAge: {
    label: "Quote age",
    unit: "ms",
    kind: "milliseconds",
    better: "lower",
    scale: 60_000,
    doc: "Age of the oldest side of any leg.",
  },
  openInterest: {
    label: "Open interest",
    unit: "contracts",
    kind: "count",
    better: "higher",
    scale: 1_000,
    doc: "Of the leg with the least.",
  },
  volume: {
    label: "Volume",
    unit: "contracts",
    kind: "count",
    better: "higher",
    scale: 1_000,
    doc: "Contracts traded today, of the leg with the least.",
  },
  longDelta: {
    label: "Long delta",
    unit: "",
    kind: "ratio",
    better: "none",
    scale: 1,
    doc: "Largest size of a bought option's delta; every bought option must pass. Null without a bought option.",
  },
  shortDelta: {
    label: "Short delta",
    unit: "",
    kind: "ratio",
    better: "none",
    scale: 1,
    doc: "Largest size of a sold option's delta; every sold option must pass. Null without a sold option.",
  },
  daysToExpiry: {
    label: "Days to expiry",
    unit: "days",
    kind: "days",
    better: "none",
    scale: 30,
    doc: "Calendar days in New York to the first expiry.",
  },
  daysToBackExpiry: {
    label: "Days to back expiry",
    unit: "days",
    kind: "days",
    better: "none",
    scale: 30,
    doc: "Calendar days to the later expiry of a calendar or diagonal; null for others.",
  },
  width: {
    label: "Width",
    unit: "a share",
    kind: "price",
    better: "none",
    scale: 10_000_000,
    doc: "Widest distance of neighbouring strikes of one right (of both strikes for a strangle); null with one strike.",
  },
  netPrice: {
    label: "Net price",
    unit: "a share",
    kind: "price",
    better: "none",
    scale: 1_000_000,
    doc: "Debit paid or credit received at the natural price, positive.",
  },
  netPriceAtMid: {
    label: "Net price at mid",
    unit: "a share",
    kind: "price",
    better: "none",
    scale: 1_000_000,
    doc: "The same at the middle of both sides; negative when the mid has the other sign.",
  },
  bidAskWidth: {
    label: "Bid/ask width",
    unit: "a share",
    kind: "price",
    better: "lower",
    scale: 100_000,
    doc: "Ask minus bid of the combo.",
  },
  bidAskWidthRelative: {
    label: "Relative bid/ask width",
    unit: "of mid",
    kind: "ratio",
    better: "lower",
    scale: 0.1,
    doc: "Bid/ask width over the size of the mid; null when the mid is nothing.",
  },
  maxGain: {
    label: "Max gain",
    unit: "a spread",
    kind: "money",
    better: "higher",
    scale: 100_000_000,
    doc: "The most that it can make to the first expiry, at the natural price. For two expiries by the pricing model.",
  },
  maxLoss: {
    label: "Max loss",
    unit: "a spread",
    kind: "money",
    better: "lower",
    scale: 100_000_000,
    doc: "The most that it can lose, positive.",
  },
  rewardToRisk: {
    label: "Reward to risk",
    unit: "",
    kind: "ratio",
    better: "higher",
    scale: 1,
    doc: "Max gain over max loss.",
  },
  margin: {
    label: "Margin",
    unit: "a spread",
    kind: "money",
    better: "lower",
    scale: 1_000_000_000,
    doc: "Initial margin of the spread by itself, by the rules of a Reg T account.",
  },
  returnOnMargin: {
    label: "Return on margin",
    unit: "",
    kind: "ratio",
    better: "higher",
    scale: 1,
    doc: "Max gain over margin; null when no margin is asked.",
  },
  annualisedReturnOnMargin: {
    label: "Annualised return on margin",
    unit: "a year",
    kind: "ratio",
    better: "higher",
    scale: 1,
    doc: "Return on margin times 365 over the days to the first expiry; null on the day itself.",
  },
  breakevenDistance: {
    label: "Break-even distance",
    unit: "of spot",
    kind: "ratio",
    better: "higher",
    scale: 0.05,
    doc: "Distance of the nearest break-even from the underlying's price: positive when it makes money where the underlying is now, negative when the underlying must first go there.",
  },
  probabilityOfProfit: {
    label: "Probability of profit",
    unit: "",
    kind: "probability",
    better: "higher",
    scale: 1,
    doc: "That it makes money at the first expiry, by the market's own distribution.",
  },
  probabilityOfTouch: {
    label: "Probability of touch",
    unit: "",
    kind: "probability",
    better: "lower",
    scale: 1,
    doc: "That the underlying touches the nearest sold strike before the first expiry; null without a sold option.",
  },
  expectedProfit: {
    label: "Expected profit",
    unit: "a spread",
    kind: "money",
    better: "higher",
    scale: 100_000_000,
    doc: "Mean profit at the first expiry by the market's own distribution.",
  },
  expectedReturn: {
    label: "Expected return",
    unit: "",
    kind: "ratio",
    better: "higher",
    scale: 1,
    doc: "Expected profit over max loss; null when the loss is unlimited.",
  },
  delta: {
    label: "Delta",
    unit: "a share",
    kind: "greek",
    better: "none",
    scale: 1,
    doc: "Net of all legs.",
  },
  gamma: {
    label: "Gamma",
    unit: "a share",
    kind: "greek",
    better: "none",
    scale: 0.01,
    doc: "Net of all legs.",
  },
  vega: {
    label: "Vega",
    unit: "a share",
    kind: "greek",
    better: "none",
    scale: 100,
    doc: "Net of all legs, for a change of volatility of 1 (100 points).",
  },
  theta: {
    label: "Theta",
    unit: "a share",
    kind: "greek",
    better: "higher",
    scale: 100,
    doc: "Net of all legs, for a year.",
  },
  ivRank: {
    label: "IV rank",
    unit: "",
    kind: "probability",
    better: "none",
    scale: 1,
    doc: "Where the underlying's volatility stands between the lowest and the highest of its history; null without one.",
  },
  ivPercentile: {
    label: "IV percentile",
    unit: "",
    kind: "probability",
    better: "none",
    scale: 1,
    doc: "Share of its history's days with a lower volatility; null without one.",
  },
} as const satisfies Readonly<Record<string, FieldDescription>>;

export type ScanField = keyof typeof SCAN_FIELDS;
export type ScanFieldDescription = FieldDescription;

/** In the order in which they are listed. */
export const SCAN_FIELD_NAMES = Object.keys(SCAN_FIELDS) as readonly ScanField[];
