import "../testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { sentOrder, TEN_O_CLOCK } from "@legbook/projections/testing";
import type { Position } from "@legbook/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { later } from "../testing/engine-stand-in.ts";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
/** Right after the prologue, and after one order that was sent a second later. */
let before: Position;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
  before = harness.views.position as Position;
  harness.engine.gatewayTime = later(TEN_O_CLOCK);
  await harness.append(...sentOrder("o-1"));
  harness.engine.gatewayTime = later(TEN_O_CLOCK, 60_000);
});
afterEach(() => harness.close());

async function ask(query: string): Promise<Readonly<Record<string, unknown>>> {
  const { data, errors } = await harness.graphql(query);
  expect(errors).toEqual([]);
  return data as Readonly<Record<string, unknown>>;
}

async function refusalOf(query: string): Promise<unknown> {
  const { errors } = await harness.graphql(query);
  return errors[0]?.extensions["code"];
}

describe("a view of the past", () => {
  it("shows what was there after an event, and by the clock of then", async () => {
    const now = await ask("{ orders { totalCount } connection { time } }");
    expect(now).toMatchObject({ orders: { totalCount: 1 } });
    const then = await ask(
      `{ orders(asOf: { position: "${before}" }) { totalCount } connection(asOf: { position: "${before}" }) { time requestQueueSize } }`,
    );
    expect(then).toEqual({
      orders: { totalCount: 0 },
      connection: { time: "2015-12-24T10:00:00.000-05:00", requestQueueSize: null },
    });
  });

  it("can be asked for by a time: the last event that is not later", async () => {
    const at = (seconds: string): string =>
      `{ orders(asOf: { time: "2015-12-24T10:00:${seconds}-05:00" }) { totalCount } }`;
    expect(await ask(at("00.999"))).toEqual({ orders: { totalCount: 0 } });
    expect(await ask(at("01"))).toEqual({ orders: { totalCount: 1 } });
  });

  it("holds no event that came later", async () => {
    const { events } = await ask(
      `{ events(first: 1, asOf: { position: "${before}" }) { nodes { position } } }`,
    );
    expect(events).toEqual({ nodes: [{ position: before }] });
  });

  it("is refused, and says why, for a place that the log does not have", async () => {
    const asked = (asOf: string): Promise<unknown> => refusalOf(`{ orders(asOf: ${asOf}) { totalCount } }`);
    expect(await asked('{ position: "0000000000099999" }')).toBe("AS_OF_NOT_IN_LOG");
    expect(await asked('{ position: "elsewhere" }')).toBe("AS_OF_NOT_IN_LOG");
    expect(await asked('{ time: "2015-12-24T09:59:59-05:00" }')).toBe("AS_OF_BEFORE_LOG");
    expect(await asked('{ time: "2015-12-24T10:02:00-05:00" }')).toBe("AS_OF_IN_FUTURE");
    expect(await asked(`{ position: "${before}", time: "2015-12-24T10:00:00-05:00" }`)).toBe(
      "GRAPHQL_VALIDATION_FAILED",
    );
  });
});
