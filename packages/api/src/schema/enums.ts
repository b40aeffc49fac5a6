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

export const strategyKindEnum = builder.enumType("StrategyKind", {
  values: {
    VERTICAL: { value: "vertical" },
    IRON_CONDOR: { value: "ironCondor" },
    IRON_BUTTERFLY: { value: "ironButterfly" },
    BUTTERFLY: { value: "butterfly" },
    BROKEN_WING: { value: "brokenWing" },
    CALENDAR: { value: "calendar" },
    DIAGONAL: { value: "diagonal" },
    STRADDLE: { value: "straddle" },
    STRANGLE: { value: "strangle" },
    RATIO: { value: "ratio" },
    COVERED_CALL: { value: "coveredCall" },
    CASH_SECURED_PUT: { value: "cashSecuredPut" },
    CUSTOM: {
      value: "custom",
      description: "Up to four legs of no other kind; analysed, never scanned for.",
    },
  },
});

export const greeksSourceEnum = builder.enumType("GreeksSource", {
  values: {
    MODEL: { value: "model", description: "The gateway's." },
    COMPUTED: { value: "computed", description: "Ours, from the mid of the quote." },
    FITTED: { value: "fitted", description: "Ours, from the expiry's smile." },
  },
});

export const distributionSourceEnum = builder.enumType("DistributionSource", {
  values: {
    SMILE: { value: "smile", description: "The market's own, from the expiry's smile." },
    LOGNORMAL: { value: "lognormal", description: "Of one volatility: there is no smile." },
  },
});

export const outcomeBasisEnum = builder.enumType("OutcomeBasis", {
  values: {
    EXACT: { value: "exact", description: "From the payoff of one expiry, in whole millionths." },
    MODEL: { value: "model", description: "Legs that live on are valued by the pricing formulas." },
  },
});

export const priceKindEnum = builder.enumType("PriceKind", {
  values: { LIMIT: { value: "limit" }, MID: { value: "mid" }, NATURAL: { value: "natural" } },
});
