import { z } from "zod";
import { integer, isoDate, micros } from "./kernel.ts";

export const action = z.enum(["buy", "sell"]);

export const stockContract = z.strictObject({
  kind: z.literal("stock"),
  conId: integer,
  symbol: z.string(),
  exchange: z.string(),
  primaryExchange: z.string(),
  currency: z.string(),
  minTick: micros,
});

export const optionContract = z.strictObject({
  kind: z.literal("option"),
  conId: integer,
  symbol: z.string(),
  underlyingConId: integer,
  tradingClass: z.string(),
  localSymbol: z.string(),
  expiry: isoDate,
  strike: micros,
  right: z.enum(["call", "put"]),
  multiplier: integer,
  exchange: z.string(),
  currency: z.string(),
  minTick: micros,
});

export const contract = z.discriminatedUnion("kind", [stockContract, optionContract]);
