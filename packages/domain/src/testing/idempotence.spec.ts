import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corporateDates } from "../corporate-dates/index.ts";
import { gatewayConnection } from "../gateway-connection/index.ts";
import { order } from "../order/index.ts";
import { riskControl } from "../risk/index.ts";
import { scanPresets } from "../scan-presets/index.ts";
import { subscriptionLines } from "../subscription-lines/index.ts";
import { emit } from "../kernel/outcome.ts";
import {
  corporateDatesCommandArbitrary,
  gatewayConnectionCommandArbitrary,
  riskCommandArbitrary,
  scanPresetsCommandArbitrary,
  subscriptionLinesCommandArbitrary,
} from "./command-arbitraries.ts";
import { TEN_O_CLOCK, TODAY } from "./fixtures.ts";
import { assertIdempotent } from "./idempotence.ts";
import { orderCommandArbitrary } from "./order-arbitraries.ts";
import { orderContext } from "./order-chain.ts";
import { placed, working } from "./order-events.ts";

describe("repeating a command is harmless", () => {
  it("to the session with the gateway", () => {
    assertIdempotent(gatewayConnection, {
      contextOf: () => ({ now: TEN_O_CLOCK, accountsAllowed: ["DU1", "DU2"] }),
      command: gatewayConnectionCommandArbitrary(),
    });
  });

  it("to market data lines", () => {
    assertIdempotent(subscriptionLines, {
      contextOf: (state) => ({ nextRequestId: state.requestIdSeen + 1 }),
      command: subscriptionLinesCommandArbitrary(),
      exempt: ({ type }) =>
        type === "InvalidateLines" ? "a gateway that forgets twice is asked twice, under new ids" : null,
    });
  });

  it.each([
    ["from its request on", []],
    ["from its placement on", placed],
    ["once it works", working],
  ])("to an order, %s", (_from, given) => {
    assertIdempotent(order, {
      given,
      contextOf: () => orderContext(),
      command: orderCommandArbitrary(),
      exempt: (command, { phase }) =>
        command.type === "Reconcile" && phase === "cancelPending"
          ? "each look that still finds it open resumes the cancel"
          : null,
      runs: 300,
    });
  });

  it("to limits, kill switch and breakers", () => {
    assertIdempotent(riskControl, {
      contextOf: () => ({ now: TEN_O_CLOCK }),
      command: riskCommandArbitrary(),
    });
  });

  it("to corporate dates", () => {
    assertIdempotent(corporateDates, {
      contextOf: () => ({ today: TODAY }),
      command: corporateDatesCommandArbitrary(),
    });
  });

  it("to saved presets", () => {
    assertIdempotent(scanPresets, {
      contextOf: () => ({ builtIn: ["built-in"] }),
      command: scanPresetsCommandArbitrary(),
    });
  });

  it("is what the check would notice the lack of", () => {
    const forgetful = {
      category: "test",
      initial: 0,
      decide: () => emit({ type: "Happened" }),
      evolve: (state: number) => state,
    };
    expect(() =>
      assertIdempotent(forgetful, { contextOf: () => null, command: fc.constant({ type: "Do" }) }),
    ).toThrow("carried out twice emits again");
  });
});
