import { z } from "zod";
import { epochMs, integer, isoDate, json, micros } from "./kernel.ts";

const moment = z.strictObject({ ticks: integer, turns: integer });
const confirmed = z.strictObject({ conIds: z.array(integer), agesMs: z.array(z.number()) });
const counts = z.record(z.string(), integer);

export const SESSION_FORMATS = {
  SessionStarted: json(
    z.strictObject({
      sessionId: z.string(),
      version: z.string(),
      mode: z.enum(["simulated", "paper", "live"]),
      gateway: z.strictObject({ host: z.string(), port: integer, clientId: integer }),
      accountsAllowed: z.array(z.string()),
      configuration: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
  SessionEnded: json(z.strictObject({ sessionId: z.string(), reason: z.string() })),
  ScanStarted: json(z.strictObject({ scanId: z.string(), symbol: z.string(), criteria: z.string() })),
  ScanStopped: json(z.strictObject({ scanId: z.string() })),
  ScanLookTaken: json(
    z.strictObject({
      scanId: z.string(),
      symbol: z.string(),
      anchor: z.strictObject({
        moment,
        at: epochMs,
        rate: z.number(),
        expiries: z.array(isoDate),
        contracts: integer,
        confirmed,
      }),
      moment,
      at: epochMs,
      confirmed,
      found: z.strictObject({
        evaluated: integer,
        matched: integer,
        excluded: counts,
        unusable: counts,
        arbitrages: integer,
        rows: z.array(z.strictObject({ id: z.string(), score: z.number().nullable(), ask: micros })),
      }),
    }),
  ),
};
