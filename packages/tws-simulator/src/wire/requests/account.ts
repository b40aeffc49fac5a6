import { field, type Layout, version } from "../layout.ts";
import { BARE, BY_ID, ID_ONLY } from "./request-elements.ts";

export const ACCOUNT_REQUESTS = {
  startApi: [version(2), field("clientId", "integer"), field("capabilities", "text")],
  managedAccounts: BARE,
  currentTime: BARE,
  setServerLogLevel: [version(1), field("level", "integer")],
  accountUpdates: [version(2), field("subscribe", "flag"), field("account", "text")],
  accountSummary: [version(1), field("requestId", "integer"), field("group", "text"), field("tags", "text")],
  cancelAccountSummary: BY_ID,
  positions: BARE,
  cancelPositions: BARE,
  positionsMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
  ],
  cancelPositionsMulti: BY_ID,
  accountUpdatesMulti: [
    version(1),
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
    field("ledgerAndNetLiquidation", "flag"),
  ],
  cancelAccountUpdatesMulti: BY_ID,
  profitAndLoss: [field("requestId", "integer"), field("account", "text"), field("model", "text")],
  cancelProfitAndLoss: ID_ONLY,
  profitAndLossSingle: [
    field("requestId", "integer"),
    field("account", "text"),
    field("model", "text"),
    field("conId", "integer"),
  ],
  cancelProfitAndLossSingle: ID_ONLY,
  familyCodes: [],
  userInfo: ID_ONLY,
} as const satisfies Record<string, Layout>;
