import { REQUEST_PRIORITIES } from "@legbook/domain";
import { z } from "zod";
import { integer, json } from "./kernel.ts";

const priority = z.enum(REQUEST_PRIORITIES);

export const REQUESTS_FORMATS = {
  RequestThrottlingBegan: json(
    z.strictObject({
      limit: z.enum(["messagesPerSecond", "messagesPerSecondUnreserved"]),
      limitMax: integer,
      priority,
      request: z.string(),
      waiting: integer,
    }),
  ),
  RequestThrottlingEnded: json(
    z.strictObject({
      cause: z.enum(["drained", "sessionLost"]),
      durationMs: integer,
      waitingMax: integer,
      held: z.array(z.strictObject({ priority, count: integer, longestWaitMs: integer })),
      refused: integer,
      dropped: integer,
    }),
  ),
};
