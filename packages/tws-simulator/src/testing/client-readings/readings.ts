import type { ReplyName } from "../../wire/message-ids.ts";
import { ACCOUNT_READINGS } from "./account.ts";
import { CONTRACT_READINGS } from "./contracts.ts";
import { HISTORY_READINGS } from "./history.ts";
import { MARKET_DATA_READINGS } from "./market-data.ts";
import { ORDER_READINGS } from "./orders.ts";
import type { Reading } from "./reading.ts";

/** For every reply: that none is left out is the compiler's to see. */
export const READINGS: { readonly [Name in ReplyName]: Reading<Name> } = {
  ...MARKET_DATA_READINGS,
  ...HISTORY_READINGS,
  ...CONTRACT_READINGS,
  ...ACCOUNT_READINGS,
  ...ORDER_READINGS,
};
