import type { Message } from "../kernel/decider.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { RiskLimits } from "./events.ts";

export type RiskCommand =
  | Message<"SetLimits", { account: string; limits: RiskLimits; actor: string; reason: string }>
  | Message<"EngageKillSwitch", { account: string; actor: string; reason: string }>
  | Message<"ReleaseKillSwitch", { account: string; actor: string; reason: string }>
  /** `volatility` is what was seen, `limit` what it was over. 1.0 is 100 %. */
  | Message<"TripBreaker", { account: string; underlying: string; volatility: number; limit: number }>
  | Message<"ResetBreaker", { account: string; underlying: string; actor: string; reason: string }>;

export interface RiskContext {
  readonly now: EpochMs;
}
