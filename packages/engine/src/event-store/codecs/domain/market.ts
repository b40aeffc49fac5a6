import { TICK_KINDS, TICKS_PER_BATCH_MAX, type TicksRecorded } from "@legbook/domain";
import { z } from "zod";
import { decodeTicks, encodeTicks } from "../ticks.ts";
import { epochMs, integer } from "./kernel.ts";

const column = <Cell extends z.ZodType>(cell: Cell): z.ZodArray<Cell> =>
  z.array(cell).min(1).max(TICKS_PER_BATCH_MAX);

export const MARKET_FORMATS = {
  TicksRecorded: {
    schemaVersion: 1,
    schema: z.strictObject({
      baseTime: epochMs,
      conIds: column(integer),
      kinds: column(z.literal(Object.values(TICK_KINDS))),
      values: column(z.number()),
      offsetsMs: column(integer),
    }),
    binary: {
      encode: (data: TicksRecorded) => encodeTicks(data),
      decode: (payload: Uint8Array) => decodeTicks(payload),
    },
  },
};
