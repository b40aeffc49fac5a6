export { MICROS_PER_UNIT } from "../kernel/money.ts";
export type { Amount, Book, MarginRequirement, MarginSeries, OptionLine } from "./book.ts";
export {
  butterflyMargin,
  coveredLoss,
  ironMargin,
  type MarginedLong,
  type MarginedOption,
  pairedMargin,
  shortButterflyMargin,
  strangleMargin,
} from "./closed-forms.ts";
export { bookOf, type MarginHolding, marginOfBook } from "./holdings.ts";
export { uncoveredShareOption } from "./rules.ts";
export {
  cashSecuredPut,
  type MarginLeg,
  marginSeries,
  type SpreadMargin,
  spreadMargin,
  type SpreadMarginInput,
  type SpreadMarginResult,
  tiedUp,
} from "./spread-margin.ts";
