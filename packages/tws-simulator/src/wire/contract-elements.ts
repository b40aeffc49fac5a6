import { field, group, list, type UntypedValue, type UntypedValues } from "./layout.ts";

/** Elements that several messages share, and the conditions that fields before them put on them. */
export const isCombo = (values: UntypedValues): boolean => values["secType"] === "BAG";

export const present =
  (name: string) =>
  (values: UntypedValues): boolean =>
    values[name] !== "";

export const oneOf =
  (name: string, ...accepted: readonly UntypedValue[]) =>
  (values: UntypedValues): boolean =>
    accepted.includes(values[name] ?? null);

export const isSet =
  (name: string) =>
  (values: UntypedValues): boolean =>
    values[name] === true;

/** A contract as positions, executions and openOrder carry it: the exchange between multiplier and currency. */
export const CONTRACT = [
  field("conId", "integer"),
  field("symbol", "text"),
  field("secType", "text"),
  field("expiry", "text"),
  field("strike", "number"),
  field("right", "text"),
  field("multiplier", "text"),
  field("exchange", "text"),
  field("currency", "text"),
  field("localSymbol", "text"),
  field("tradingClass", "text"),
] as const;

/** A contract as requests for data carry it: with its primary exchange. */
export const CONTRACT_QUERY = [
  field("conId", "integer"),
  field("symbol", "text"),
  field("secType", "text"),
  field("expiry", "text"),
  field("strike", "number"),
  field("right", "text"),
  field("multiplier", "text"),
  field("exchange", "text"),
  field("primaryExchange", "text"),
  field("currency", "text"),
  field("localSymbol", "text"),
  field("tradingClass", "text"),
] as const;

export const TAG_VALUES = [field("tag", "text"), field("value", "text")] as const;

export const ORDER_LEG = [
  field("conId", "integer"),
  field("ratio", "integer"),
  field("action", "text"),
  field("exchange", "text"),
  field("openClose", "integer"),
  field("shortSaleSlot", "integer"),
  field("designatedLocation", "text"),
  field("exemptCode", "integer"),
] as const;

/** The underlying of a delta-neutral combination. */
export const DELTA_NEUTRAL = [
  field("hasDeltaNeutral", "flag"),
  group(
    "deltaNeutral",
    [field("conId", "integer"), field("delta", "number"), field("price", "number")],
    isSet("hasDeltaNeutral"),
  ),
] as const;

export const ALGORITHM = [
  field("algoStrategy", "text"),
  group("algo", [list("params", TAG_VALUES)], present("algoStrategy")),
] as const;

export const HEDGE = [
  field("hedgeType", "text"),
  group("hedge", [field("param", "text")], present("hedgeType")),
] as const;

export const SCALE = [
  field("scaleInitLevelSize", "integerOrUnset"),
  field("scaleSubsLevelSize", "integerOrUnset"),
  field("scalePriceIncrement", "numberOrUnset"),
  group(
    "scale",
    [
      field("priceAdjustValue", "numberOrUnset"),
      field("priceAdjustInterval", "integerOrUnset"),
      field("profitOffset", "numberOrUnset"),
      field("autoReset", "flag"),
      field("initPosition", "integerOrUnset"),
      field("initFillQuantity", "integerOrUnset"),
      field("randomPercent", "flag"),
    ],
    (values) => Number(values["scalePriceIncrement"] ?? 0) > 0,
  ),
] as const;
