import "./testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import type { EventStore } from "@legbook/engine/ports";
import { createViews, type ViewName, type ViewsHost } from "@legbook/projections";
import { ACCOUNT } from "@legbook/projections/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./testing/harness.ts";
import { subscribeTo } from "./testing/subscribing.ts";

let harness: Harness;
afterEach(() => harness.close());

/** A server without this view, which is a third rebuilt. */
async function startWithout(name: ViewName): Promise<{ views: ViewsHost; join: () => Promise<void> }> {
  const store = createMemoryEventStore({ codec: domainEventCodec() });
  const views = createViews({ onListenerError: fail });
  views.setAside([name]);
  harness = await startHarness(store, { views });
  await applyAll(views, store);
  views.rebuilt([name], { share: 1 / 3, eventsPerSecond: 1_000, secondsLeft: 7.5 });
  const join = async (): Promise<void> => {
    const rebuilt = createViews({ only: [name], onListenerError: fail });
    await applyAll(rebuilt, store);
    await applyAll(views, store);
    views.join(rebuilt.snapshots());
  };
  return { views, join };
}

/** What of the log the views have not seen. */
async function applyAll(views: ViewsHost, store: EventStore): Promise<void> {
  for await (const page of store.readAll({ direction: "forwards" })) {
    const events = page.filter(({ position }) => views.position === null || position > views.position);
    views.apply({ events, live: true });
  }
}

function fail(error: unknown): never {
  throw error;
}

const ORDERS = "{ orders(first: 5) { nodes { orderRef } } }";
const EXPECTED = { code: "VIEW_REBUILDING", view: "orders", share: 1 / 3, secondsLeft: 7.5 };
const ORDER = {
  orderRef: "o-1",
  account: ACCOUNT,
  symbol: "GOOG",
  expiry: "2016-01-15",
  right: "put",
  longStrike: "740",
  shortStrike: "745",
  quantity: 1,
  priceKind: "MID",
};

describe("a view that is rebuilt", () => {
  it("is refused with a code and how far it is, while the others answer", async () => {
    const { join } = await startWithout("orders");
    const { data, errors } = await harness.graphql(`{ connection { phase } ${ORDERS.slice(1)}`);
    expect(data).toBeNull();
    expect(errors[0]?.extensions).toMatchObject(EXPECTED);
    expect(errors[0]?.message).toBe("orders is rebuilt from the log: 33 %, 8 s left. Ask again in a moment.");
    expect((await harness.graphql("{ connection { phase } }")).errors).toEqual([]);
    await join();
    expect((await harness.graphql(ORDERS)).errors).toEqual([]);
    expect(harness.errorsLogged).toEqual([]);
  });

  it("keeps back what rests on it, and says of what was done that it was", async () => {
    await startWithout("orders");
    const submit = `mutation ($input: VerticalOrderInput!) { submitOrder(input: $input) { __typename } }`;
    expect((await harness.graphql(submit, { input: ORDER })).errors[0]?.extensions).toMatchObject(EXPECTED);
    const risk = `mutation ($input: KillSwitchInput!) { releaseKillSwitch(input: $input) { __typename } }`;
    const input = { account: ACCOUNT, reason: "over" };
    expect((await harness.graphql(risk, { input })).errors[0]?.extensions).toMatchObject(EXPECTED);
    expect(harness.engine.calls).toEqual([]);
    const engage = risk.replace("release", "engage");
    const { errors } = await harness.graphql(engage, { input });
    expect(harness.engine.calls.map(({ method }) => method)).toEqual(["engageKillSwitch"]);
    expect(errors[0]?.extensions).toMatchObject({ code: "VIEWS_BEHIND" });
    expect(errors[0]?.message).toMatch(/was carried out at .* are not there yet: orders is rebuilt/);
  });

  it("is in health and metrics, which stay well", async () => {
    await startWithout("orders");
    const response = await fetch(`${harness.server.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ rebuilding: [{ view: "orders", share: 1 / 3 }] });
    const headers = { authorization: `Bearer ${await harness.signIn()}` };
    const metrics = await (await fetch(`${harness.server.url}/metrics`, { headers })).text();
    expect(metrics).toMatch(/legbook_view_rebuilt_ratio\{view="orders"\} 0\.3/);
  });

  it("reaches a subscription that was begun before it was there", async () => {
    const { join } = await startWithout("connection");
    const connection = await subscribeTo(harness, "subscription { connection { phase } }");
    const [error] = (await connection.next()).errors ?? [];
    expect(error?.extensions).toMatchObject({ ...EXPECTED, view: "connection" });
    await join();
    expect((await connection.next()).data).toMatchObject({ connection: { phase: expect.any(String) } });
    await connection.stop();
  });
});
