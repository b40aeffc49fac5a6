import { z } from "zod";
import { json, micros, scalars } from "./kernel.ts";

const account = z.string();
const actor = z.string();
const reason = z.string();

export const riskLimits = z.strictObject({
  positionContractsMax: z.number(),
  dailyLossMax: micros,
  orderValueMax: micros,
  orderContractsMax: z.number(),
  buyingPowerMin: micros,
  volatilityMax: z.number(),
  quoteAgeMaxMs: z.number(),
  priceCollarShare: z.number(),
  duplicateWindowMs: z.number(),
});

export const riskVerdict = z.strictObject({
  rule: z.enum([
    "killSwitch",
    "connection",
    "quoteAge",
    "priceCollar",
    "orderSize",
    "orderValue",
    "position",
    "dailyLoss",
    "buyingPower",
    "volatilityBreaker",
    "duplicate",
  ]),
  verdict: z.enum(["pass", "block"]),
  inputs: scalars,
  limit: z.string(),
  reason: z.string(),
  remedy: z.string().nullable(),
});

export const RISK_FORMATS = {
  RiskLimitsSet: json(z.strictObject({ account, limits: riskLimits, actor, reason })),
  KillSwitchEngaged: json(z.strictObject({ account, actor, reason })),
  KillSwitchReleased: json(z.strictObject({ account, actor, reason })),
  VolatilityBreakerTripped: json(
    z.strictObject({ account, underlying: z.string(), volatility: z.number(), limit: z.number() }),
  ),
  VolatilityBreakerReset: json(z.strictObject({ account, underlying: z.string(), actor, reason })),
};
