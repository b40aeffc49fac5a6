import { z } from "zod";
import { isoDate, json, microsOrUnset } from "./kernel.ts";

export const CORPORATE_DATES_FORMATS = {
  CorporateDatesSet: json(
    z.strictObject({
      symbol: z.string(),
      earnings: z.array(isoDate),
      exDividends: z.array(z.strictObject({ date: isoDate, amount: microsOrUnset })),
      actor: z.string(),
    }),
  ),
};
