/**
 * Server versions at which the wire changed, as far as the served messages go. From the public client sources'
 * constants [D]; each was read in two independent clients' decoders or encoders [M].
 */
export const SINCE = {
  pegBench: 102,
  models: 103,
  extOperator: 105,
  softDollarTier: 106,
  sizeMultiplier: 110,
  cashQuantity: 111,
  smartComponents: 114,
  depthServiceType: 120,
  aggregateGroup: 121,
  underlyingInfo: 122,
  syntheticBars: 124,
  marketRules: 126,
  unrealisedProfit: 129,
  marketCapPrice: 131,
  realExpiry: 134,
  realisedProfit: 135,
  lastLiquidity: 136,
  decisionMaker: 138,
  mifidExecution: 139,
  tickByTickLimits: 140,
  autoPriceForHedge: 141,
  whatIfExtended: 142,
  orderContainer: 145,
  smartDepth: 146,
  discretionaryPeg: 148,
  depthPrimaryExchange: 149,
  priceManagement: 151,
  stockType: 152,
  asciiMessages: 153,
  priceBasedVolatility: 156,
  duration: 158,
  postToAts: 160,
  autoCancelParent: 162,
  fractionalSize: 163,
  sizeRules: 164,
  advancedReject: 166,
  manualOrderTime: 169,
  pegBestOffsets: 170,
  bondIssuer: 176,
  noFinancialAdvisorProfile: 177,
  pendingPriceRevision: 178,
  fundFields: 179,
  exerciseTime: 180,
  lastTradeDate: 182,
  customerAccount: 183,
  professionalCustomer: 184,
  bondInterest: 185,
  ineligibilityReasons: 186,
  bondTradingHours: 188,
  includeOvernight: 189,
  taggingFields: 192,
  taggingFieldsInOpenOrder: 193,
} as const;

export const SERVER_VERSION_MIN = 100;
/** The last version whose messages are all text; 201 and above are protocol buffers. */
export const SERVER_VERSION_MAX = 193;
/** 187 to 189 carried request-for-quote fields that 190 took back: never served. */
const WITHDRAWN_FIRST = 187;
const WITHDRAWN_LAST = 189;

/** Whether `version` may be spoken at all. */
export function isServedVersion(version: number): boolean {
  return (
    Number.isInteger(version) &&
    version >= SERVER_VERSION_MIN &&
    version <= SERVER_VERSION_MAX &&
    !(version >= WITHDRAWN_FIRST && version <= WITHDRAWN_LAST)
  );
}

/** The version to speak with a client that offers `clientMin` to `clientMax`, or null when there is none. */
export function negotiateVersion(clientMin: number, clientMax: number, serverMax: number): number | null {
  const upper = Math.min(clientMax, serverMax, SERVER_VERSION_MAX);
  const version = upper >= WITHDRAWN_FIRST && upper <= WITHDRAWN_LAST ? WITHDRAWN_FIRST - 1 : upper;
  return version >= SERVER_VERSION_MIN && version >= clientMin ? version : null;
}
