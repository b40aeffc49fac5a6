import "./testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
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
});
