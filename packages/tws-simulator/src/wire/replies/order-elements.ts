import { ORDER_LEG, TAG_VALUES } from "../contract-elements.ts";
import { field, list } from "../layout.ts";
import { SINCE } from "../server-version.ts";

/** The legs of a combo as the server reports them, in openOrder and completedOrder alike. */
export const COMBO = [
  field("comboLegsDescription", "text"),
  list("comboLegs", ORDER_LEG),
  list("orderComboLegs", [field("price", "numberOrUnset")]),
  list("smartComboRouting", TAG_VALUES),
] as const;

export const PEG_OFFSETS = [
  field("minTradeQuantity", "integerOrUnset", { since: SINCE.pegBestOffsets }),
  field("minCompeteSize", "integerOrUnset", { since: SINCE.pegBestOffsets }),
  field("competeAgainstBestOffset", "numberOrUnset", { since: SINCE.pegBestOffsets }),
  field("midOffsetAtWhole", "numberOrUnset", { since: SINCE.pegBestOffsets }),
  field("midOffsetAtHalf", "numberOrUnset", { since: SINCE.pegBestOffsets }),
] as const;
