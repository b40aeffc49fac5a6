import { oneOf } from "./contract-elements.ts";
import { field, group, list, type UntypedValues } from "./layout.ts";
import { SINCE } from "./server-version.ts";

/** What a condition watches; the numbers are the wire's [D]. */
export const CONDITION_TYPE = {
  price: 1,
  time: 3,
  margin: 4,
  execution: 5,
  volume: 6,
  percentChange: 7,
} as const;

const { price, time, margin, execution, volume, percentChange } = CONDITION_TYPE;

/** `conjunction` is `a` (and) or `o` (or): how the condition joins the next one. */
const CONDITION = [
  field("type", "integer"),
  field("conjunction", "text"),
  group(
    "execution",
    [field("secType", "text"), field("exchange", "text"), field("symbol", "text")],
    oneOf("type", execution),
  ),
  group(
    "threshold",
    [field("isMore", "flag"), field("value", "text")],
    oneOf("type", price, time, margin, volume, percentChange),
  ),
  group(
    "contract",
    [field("conId", "integer"), field("exchange", "text")],
    oneOf("type", price, volume, percentChange),
  ),
  group("trigger", [field("method", "integer")], oneOf("type", price)),
] as const;

const hasConditions = (values: UntypedValues): boolean =>
  (values["conditions"] as readonly unknown[]).length > 0;

/** An order's conditions: the same fields in the request and in what the server reports. */
export const CONDITIONS = [
  list("conditions", CONDITION, { since: SINCE.pegBench }),
  group("conditionRules", [field("ignoreRth", "flag"), field("cancelOrder", "flag")], hasConditions, {
    since: SINCE.pegBench,
  }),
] as const;

/** The contract that a pegged-to-benchmark order follows. */
export const PEG_BENCH = [
  group(
    "pegBench",
    [
      field("conId", "integer"),
      field("isDecrease", "flag"),
      field("changeAmount", "number"),
      field("referenceChangeAmount", "number"),
      field("exchange", "text"),
    ],
    oneOf("orderType", "PEG BENCH", "PEGBENCH"),
    { since: SINCE.pegBench },
  ),
] as const;
