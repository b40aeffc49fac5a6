import { z } from "zod";
import { integer, json } from "./kernel.ts";

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
};
