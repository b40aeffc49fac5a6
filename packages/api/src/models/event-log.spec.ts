import "../testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { sentOrder, ticks } from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }), {
    limits: { eventsScannedMax: 4 },
  });
  await harness.append(...sentOrder("o-1"));
});
afterEach(() => harness.close());

interface EventsPage {
  readonly nodes: readonly {
    readonly type: string;
    readonly position: string;
    readonly occurredAt: string;
  }[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

async function page(args: string): Promise<EventsPage> {
  const { data, errors } = await harness.graphql(
    `{ events(${args}) { nodes { type position occurredAt actor stream revision data summary } endCursor hasNextPage } }`,
  );
  expect(errors).toEqual([]);
  return data!["events"] as EventsPage;
}

describe("pages of the log", () => {
  it("are newest first and go on where the last one ended", async () => {
    const first = await page("first: 2");
    expect(first.nodes.map(({ type }) => type)).toEqual(["OrderStatusReported", "OrderTransmitted"]);
    expect(first.hasNextPage).toBe(true);
    const second = await page(`first: 2, before: "${first.endCursor}"`);
    expect(second.nodes.map(({ type }) => type)).toEqual(["OrderPlacementIntended", "RiskAssessed"]);
  });

  it("of one type look at a bounded part of the log and say where to go on", async () => {
    await harness.append(ticks(1, { bid: 1 }), ticks(1, { bid: 2 }), ticks(1, { bid: 3 }));
    const first = await page('first: 5, type: "OrderTransmitted"');
    expect(first.nodes).toEqual([]);
    expect(first.hasNextPage).toBe(true);
    const second = await page(`first: 5, type: "OrderTransmitted", before: "${first.endCursor}"`);
    expect(second.nodes.map(({ type }) => type)).toEqual(["OrderTransmitted"]);
  });

  it("of one stream hold its events only", async () => {
    const { nodes } = await page('first: 1, stream: "sample-all"');
    expect(nodes).toMatchObject([{ type: "OrderStatusReported", stream: "sample-all", actor: "engine" }]);
    expect((await page('stream: "order-none"')).nodes).toEqual([]);
  });

  it("give times in New York with the offset", async () => {
    expect((await page("first: 1")).nodes[0]?.occurredAt).toBe("2015-12-24T10:00:00.000-05:00");
  });

  it("refuse a type or stream that there is not, by name", async () => {
    const typo = await harness.graphql('{ events(type: "OrderSent") { endCursor } }');
    expect(typo.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "type" } }]);
    const stream = await harness.graphql('{ events(stream: "../etc") { endCursor } }');
    expect(stream.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "stream" } }]);
  });
});
