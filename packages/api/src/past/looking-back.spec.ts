import "../testing/one-graphql.ts";
import { type Position, streamName } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { PUT_745, sentOrder, TEN_O_CLOCK, ticks } from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { later } from "../testing/engine-stand-in.ts";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
let before: Position;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
  before = harness.views.position as Position;
  harness.engine.gatewayTime = later(TEN_O_CLOCK);
  await harness.append(ticks(PUT_745.conId, { bid: 4.4 }), ...sentOrder("o-1"));
});
afterEach(() => harness.close());

async function ask<Answer>(query: string): Promise<Answer> {
  const { data, errors } = await harness.graphql(query);
  expect(errors).toEqual([]);
  return data as Answer;
}

describe("a moment", () => {
  it("knows its event, and steps over ticks to the events beside it", async () => {
    const { moment } = await ask<{ moment: { event: { type: string }; next: string } }>(
      `{ moment(asOf: { position: "${before}" }) { at event { type } next } }`,
    );
    expect(moment.event.type).toBe("ExpiryContractsReported");
    const { moment: next } = await ask<{ moment: { event: { type: string }; previous: string } }>(
      `{ moment(asOf: { position: "${moment.next}" }) { event { type } previous } }`,
    );
    expect(next.event.type).toBe("OrderRequested");
    expect(next.previous).toBe(before);
  });

  it("is right after the newest event where none is given, and knows where the engine's run began", async () => {
    const { moment } = await ask<{ moment: { position: string; sessionStart: string } }>(
      "{ moment { position sessionStart } }",
    );
    expect(moment.position).toBe(harness.views.position);
    const { moment: start } = await ask<{ moment: unknown }>(
      `{ moment(asOf: { position: "${moment.sessionStart}" }) { event { type } sessionStart } }`,
    );
    expect(start).toEqual({ event: { type: "SessionStarted" }, sessionStart: moment.sessionStart });
  });

  it("has no step beyond the ends of the log", async () => {
    const { moment } = await ask<{ moment: { next: string | null } }>(
      `{ moment(asOf: { position: "${harness.views.position}" }) { next } }`,
    );
    expect(moment.next).toBeNull();
  });
});

describe("an explanation", () => {
  it("is of an order, as of any moment, with the rules and quotes behind it", async () => {
    await harness.engine.append(streamName("order", "o-2"), ...sentOrder("o-2"));
    const of = 'of: { orderRef: "o-2" }';
    const { explain, then } = await ask<{ explain: Record<string, unknown>; then: unknown }>(
      `{ explain(${of}) { answer phase chain { type causedBy } decision { passed verdicts { rule } limits { orderValueMax } } session { version } }
         then: explain(${of}, asOf: { position: "${before}" }) { answer } }`,
    );
    expect(explain).toMatchObject({ phase: "WORKING", decision: { passed: true } });
    expect(then).toBeNull();
  });

  it("is of any event, and of a trade that is missing", async () => {
    const { explain, missingTrade } = await ask<{
      explain: { chain: readonly { type: string; asked: boolean }[] };
      missingTrade: unknown;
    }>(
      `{ explain(of: { position: "${before}" }) { chain { type asked } }
         missingTrade(symbol: "GOOG", asOf: { position: "${before}" }) { answer hindrances { words } } }`,
    );
    expect(explain.chain).toEqual([{ type: "ExpiryContractsReported", asked: true }]);
    expect(missingTrade).toMatchObject({ answer: expect.stringContaining("Nobody asked for an order") });
  });
});

describe("the timeline", () => {
  it("marks the orders of a day with where they are in the log", async () => {
    const { timeline } = await ask<{ timeline: { markers: unknown[] } }>(
      '{ timeline(date: "2015-12-24", slotMs: 1000) { open close days { date markers } markers { kind count at subject } } }',
    );
    expect(timeline).toMatchObject({
      open: "2015-12-24T09:30:00.000-05:00",
      close: "2015-12-24T13:00:00.000-05:00",
      days: [{ date: "2015-12-24" }],
    });
    expect(timeline.markers).toContainEqual({
      kind: "ORDER",
      count: 1,
      at: "2015-12-24T10:00:01.000-05:00",
      subject: "o-1",
    });
  });
});
