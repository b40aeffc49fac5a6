import { isCombo } from "../contract-elements.ts";
import { field, list, version } from "../layout.ts";

export const BY_ID = [version(1), field("requestId", "integer")] as const;
export const BARE = [version(1)] as const;
export const ID_ONLY = [field("requestId", "integer")] as const;

/** A combo's legs in requests for data: without an order's attributes. */
export const COMBO_LEGS = list(
  "comboLegs",
  [field("conId", "integer"), field("ratio", "integer"), field("action", "text"), field("exchange", "text")],
  { when: isCombo },
);
