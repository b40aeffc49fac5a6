import { CONTRACT_QUERY } from "../contract-elements.ts";
import { field, type Layout, version } from "../layout.ts";
import { SINCE } from "../server-version.ts";

export const CONTRACT_REQUESTS = {
  contractDetails: [
    version(8),
    field("requestId", "integer"),
    ...CONTRACT_QUERY,
    field("includeExpired", "flag"),
    field("secIdType", "text"),
    field("secId", "text"),
    field("issuerId", "text", { since: SINCE.bondIssuer }),
  ],
  optionParameters: [
    field("requestId", "integer"),
    field("symbol", "text"),
    field("futuresExchange", "text"),
    field("secType", "text"),
    field("conId", "integer"),
  ],
  matchingSymbols: [field("requestId", "integer"), field("pattern", "text")],
  marketRule: [field("ruleId", "integer")],
} as const satisfies Record<string, Layout>;
