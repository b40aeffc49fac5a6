import { builder } from "./builder.ts";

export const tradingModeEnum = builder.enumType("TradingMode", {
  values: { SIMULATED: { value: "simulated" }, PAPER: { value: "paper" }, LIVE: { value: "live" } },
});

export const rightEnum = builder.enumType("Right", {
  values: { CALL: { value: "call" }, PUT: { value: "put" } },
});

export const spreadSideEnum = builder.enumType("SpreadSide", {
  values: { DEBIT: { value: "debit" }, CREDIT: { value: "credit" } },
});

export const timeInForceEnum = builder.enumType("TimeInForce", {
  values: { DAY: { value: "day" }, GTC: { value: "gtc" } },
});

export const orderPhaseEnum = builder.enumType("OrderPhase", {
  values: {
    REQUESTED: { value: "requested" },
    PREVIEWING: { value: "previewing" },
    ASSESSED: { value: "assessed" },
    REFUSED: { value: "refused" },
    INTENDED: { value: "intended" },
    TRANSMITTED: { value: "transmitted" },
    WORKING: { value: "working" },
    CANCEL_PENDING: { value: "cancelPending" },
    CANCELLED: { value: "cancelled" },
    FILLED: { value: "filled" },
    REJECTED: { value: "rejected" },
    NOT_SENT: { value: "notSent" },
    UNKNOWN: { value: "unknown" },
  },
});

export const connectionPhaseEnum = builder.enumType("ConnectionPhase", {
  values: {
    IDLE: { value: "idle" },
    CONNECTING: { value: "connecting" },
    HANDSHAKING: { value: "handshaking" },
    SYNCHRONISING: { value: "synchronising" },
    READY: { value: "ready" },
    WAITING: { value: "waiting" },
    BLOCKED: { value: "blocked" },
    CLOSED: { value: "closed" },
  },
});

export const sessionPhaseEnum = builder.enumType("SessionPhase", {
  values: {
    PRE: { value: "pre" },
    REGULAR: { value: "regular" },
    POST: { value: "post" },
    CLOSED: { value: "closed" },
  },
});

export const riskVerdictKindEnum = builder.enumType("RiskVerdictKind", {
  values: { PASS: { value: "pass" }, BLOCK: { value: "block" } },
});

export const scanRankingEnum = builder.enumType("ScanRanking", {
  values: {
    REWARD_TO_RISK: { value: "rewardToRisk" },
    PROBABILITY_OF_PROFIT: { value: "probabilityOfProfit" },
    NET_PRICE: { value: "netPrice" },
    EXPECTED_RETURN: { value: "expectedReturn" },
  },
});

export const priceKindEnum = builder.enumType("PriceKind", {
  values: { LIMIT: { value: "limit" }, MID: { value: "mid" }, NATURAL: { value: "natural" } },
});
