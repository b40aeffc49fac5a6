import type { StrategyKind } from "../../gql/graphql.ts";

/** Strategies as traders call them. */
export const strategyNames: Readonly<Record<StrategyKind, string>> = {
  VERTICAL: "Vertical",
  IRON_CONDOR: "Iron condor",
  IRON_BUTTERFLY: "Iron butterfly",
  BUTTERFLY: "Butterfly",
  BROKEN_WING: "Broken wing",
  CALENDAR: "Calendar",
  DIAGONAL: "Diagonal",
  STRADDLE: "Straddle",
  STRANGLE: "Strangle",
  RATIO: "Ratio",
  COVERED_CALL: "Covered call",
  CASH_SECURED_PUT: "Cash-secured put",
  CUSTOM: "Custom legs",
};

/** Those that a scan can look for. */
export const scannedStrategies = (Object.keys(strategyNames) as StrategyKind[]).filter(
  (strategy) => strategy !== "CUSTOM",
);
