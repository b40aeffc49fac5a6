import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../../packages/tws-simulator/src/scenario/scenario-files.ts";
import { nights } from "../../support/nights.ts";
import { playNight } from "../../support/night-usual.ts";

const open = nights();
const names = scenarioNames().filter((name) => /^f\d\d-/.test(name));
/** Nights in which nothing may be sent: no session, no broker behind the gateway, no margin, no volatility, no money. */
const WITHOUT_TRADES = new Set([
  "f07-what-if-hangs",
  "f11-client-id-in-use",
  "f12-second-factor",
  "f15-greeks-missing",
  "f17-connectivity-storm",
  "f18-covered-as-naked",
]);

describe("after any night of the field", () => {
  it.each(names)(
    "%s, in which the engine was killed too, our books are the broker's and no order was sent twice",
    async (name) => {
      const placed = await playNight(await open(name));
      if (WITHOUT_TRADES.has(name)) expect(placed).toBe(0);
      else expect(placed).toBeGreaterThan(2);
    },
  );
});
