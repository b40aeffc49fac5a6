import type { EngineLimits } from "../limits.ts";
import type { Reaction } from "../loop/process.ts";
import { followConnection } from "./connection.ts";
import { followLines } from "./lines.ts";
import { speakOfOldOrders } from "./order-age.ts";
import { followOrders } from "./order-placement.ts";
import { holdOrderLegs } from "./order-reports.ts";
import { recordVolatilities } from "./volatility-recorder.ts";

/** Everything that follows from events by itself, in the order in which it follows. */
export function createReactions(limits: EngineLimits): readonly Reaction[] {
  return [
    holdOrderLegs,
    followOrders({ limits }),
    speakOfOldOrders({ limits }),
    recordVolatilities,
    followLines,
    followConnection,
  ];
}
