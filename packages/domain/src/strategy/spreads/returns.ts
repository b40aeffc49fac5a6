import type { SpreadOutcome } from "./outcome.ts";

/** Gain to be had for each unit at risk: infinite with an unlimited gain or nothing at risk, 0 with an unlimited loss. */
export function rewardToRisk({ maxGain, maxLoss }: Pick<SpreadOutcome, "maxGain" | "maxLoss">): number {
  if (maxLoss === null) return 0;
  return maxGain === null || maxLoss <= 0 ? Infinity : maxGain / maxLoss;
}
