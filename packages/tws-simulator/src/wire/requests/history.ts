import { CONTRACT_QUERY } from "../contract-elements.ts";
import { field, type Layout, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";
import { BY_ID, COMBO_LEGS, ID_ONLY } from "./request-elements.ts";

export const HISTORY_REQUESTS = {
  historicalData: [
    version(6, { before: SINCE.syntheticBars }),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("includeExpired", "flag"),
    field("endDateTime", "text"),
    field("barSize", "text"),
    field("duration", "text"),
    field("regularHours", "flag"),
    field("whatToShow", "text"),
    field("dateFormat", "integer"),
    COMBO_LEGS,
    field("keepUpToDate", "flag", { since: SINCE.syntheticBars }),
    field("options", "text"),
  ],
  cancelHistoricalData: BY_ID,
  headTimestamp: [
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("includeExpired", "flag"),
    field("regularHours", "flag"),
    field("whatToShow", "text"),
    field("dateFormat", "integer"),
  ],
  cancelHeadTimestamp: ID_ONLY,
  historicalTicks: [
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("includeExpired", "flag"),
    field("startDateTime", "text"),
    field("endDateTime", "text"),
    field("tickCount", "integer"),
    field("whatToShow", "text"),
    field("regularHours", "flag"),
    field("ignoreSize", "flag"),
    field("options", "text"),
  ],
} as const satisfies Record<string, Layout>;
