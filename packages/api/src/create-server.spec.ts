import "./testing/one-graphql.ts";
import { epochMs } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { PUT_745, TEN_O_CLOCK, ticks } from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

describe("a server over a log", () => {
  it("answers a query about the session and the connection", async () => {
    const answer = await harness.graphql(`{
      session { user mode version accounts gateway startedAt linesMax }
      connection { position phase ready reasons serverVersion accounts time sessionPhase minutesToClose requestQueueSize }
    }`);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      session: {
        user: "trader",
        mode: "SIMULATED",
        accounts: ["DU1"],
        startedAt: "2015-12-24T10:00:00.000-05:00",
      },
      connection: {
        phase: "READY",
        ready: true,
        serverVersion: 193,
        sessionPhase: "REGULAR",
        minutesToClose: 180,
        requestQueueSize: 3,
      },
    });
  });

  it("serves a log that was left alone for years, and a market of long ago", async () => {
    await harness.append(ticks(PUT_745.conId, { bid: 8.4, ask: 8.6 }), {
      type: "GatewayTimeReported",
      data: { gatewayTime: TEN_O_CLOCK, offsetMs: -344_563_200_000, roundTripMs: 3 },
    });
    harness.engine.gatewayTime = epochMs(TEN_O_CLOCK + 400 * 86_400_000);
    const answer = await harness.graphql(`{
      connection { timeOffsetMs }
      chain(symbol: "GOOG") { rows(expiry: "2016-01-15") { strike put { quoteAgeMs } } }
    }`);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({ connection: { timeOffsetMs: -344_563_200_000 } });
    expect(JSON.stringify(answer.data)).toContain('"quoteAgeMs":2147483647');
  });
});
