import { z } from "zod";
import { optionContract, stockContract } from "./contract.ts";
import { epochMs, integer, integerOrNull, isoDate, json, micros } from "./kernel.ts";

export const CHAIN_FORMATS = {
  ChainRequested: json(z.strictObject({ symbol: z.string() })),
  UnderlyingReported: json(z.strictObject({ symbol: z.string(), contract: stockContract })),
  ChainParametersReported: json(
    z.strictObject({
      symbol: z.string(),
      exchange: z.string(),
      tradingClass: z.string(),
      multiplier: integer,
      expiries: z.array(isoDate),
      strikes: z.array(micros),
    }),
  ),
  ExpiryContractsReported: json(
    z.strictObject({ symbol: z.string(), expiry: isoDate, contracts: z.array(optionContract) }),
  ),
  ChainRequestRefused: json(
    z.strictObject({ symbol: z.string(), code: integerOrNull, message: z.string(), remedy: z.string() }),
  ),
  UnderlyingVolatilityRecorded: json(
    z.strictObject({
      symbol: z.string(),
      date: isoDate,
      volatility: z.number(),
      maturityDays: integer,
      at: epochMs,
    }),
  ),
};
