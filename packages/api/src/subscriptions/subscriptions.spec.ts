import "../testing/one-graphql.ts";
import { type DomainEvent, type RiskVerdict } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import {
  GOOG,
  legFills,
  orderRequested,
  PUT_740,
  PUT_745,
  riskAssessed,
  sentOrder,
  ticks,
  verdict,
} from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Harness, startHarness } from "../testing/harness.ts";
import { type Data, subscribeTo } from "../testing/subscribing.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

const subscribe = (query: string, variables?: Record<string, unknown>) =>
  subscribeTo(harness, query, variables);

function nodesOf(data: Data): readonly Record<string, unknown>[] {
  return (data["orders"] as { nodes: readonly Record<string, unknown>[] }).nodes;
}

describe("orders", () => {
  it("come whole at first, then whole again after each change", async () => {
    await harness.append(...sentOrder("o-1"));
    const orders = await subscribe(
      "subscription { orders { position totalCount nodes { orderRef phase working words limitPrice side } } }",
    );
    const first = await orders.next();
    expect(first.errors).toBeUndefined();
    expect(nodesOf(first.data!)).toEqual([
      {
        orderRef: "o-1",
        phase: "WORKING",
        working: true,
        words: ["Sell 1 GOOG 15 Jan 745 put", "Buy 1 GOOG 15 Jan 740 put"],
        limitPrice: "-1.35",
        side: "CREDIT",
      },
    ]);
    await harness.append(...sentOrder("o-2"));
    const changed = await orders.until((data) => nodesOf(data).length === 2);
    expect(nodesOf(changed).map(({ orderRef }) => orderRef)).toEqual(["o-2", "o-1"]);
  });

  it("can be those that work only", async () => {
    await harness.append(...sentOrder("o-1"), ...legFills("o-1", "x"));
    const orders = await subscribe(
      "subscription { orders(workingOnly: true) { nodes { orderRef } totalCount } }",
    );
    await harness.append(...sentOrder("o-2"));
    const data = await orders.until((update) => nodesOf(update).some(({ orderRef }) => orderRef === "o-2"));
    expect(nodesOf(data).map(({ orderRef }) => orderRef)).not.toContain("o-3");
  });
});

describe("chain quotes", () => {
  const QUERY = `subscription {
    chainQuotes(symbol: "GOOG", expiry: "2016-01-15") {
      position whole underlying { bid } rows { strike put { bid ask delta } }
    }
  }`;
  type Quotes = {
    whole: boolean;
    underlying: { bid: string | null };
    rows: { strike: string; put: { bid: string } }[];
  };
  const quotesOf = (data: Data) => data["chainQuotes"] as Quotes;

  it("come whole at first, then the rows that changed only", async () => {
    const quotes = await subscribe(QUERY);
    const first = quotesOf((await quotes.next()).data!);
    expect(first.whole).toBe(true);
    expect(first.rows.map(({ strike }) => strike)).toEqual([
      "735.00",
      "740.00",
      "745.00",
      "750.00",
      "755.00",
    ]);
    await harness.append(ticks(PUT_745.conId, { bid: 8.4, ask: 8.6 }));
    const second = quotesOf((await quotes.next()).data!);
    expect(second.whole).toBe(false);
    expect(second.rows).toEqual([{ strike: "745.00", put: { bid: "8.40", ask: "8.60", delta: null } }]);
  });

  it("say nothing when another contract's quote changed, and bring the underlying's", async () => {
    const quotes = await subscribe(QUERY);
    await quotes.next();
    await harness.append(ticks(999_999, { bid: 1 }));
    await harness.append(ticks(GOOG.conId, { bid: 748.4 }));
    const next = quotesOf((await quotes.next()).data!);
    expect(next).toMatchObject({ whole: false, underlying: { bid: "748.40" }, rows: [] });
  });

  it("begin with the rows once the expiry is described", async () => {
    const quotes = await subscribe(QUERY.replaceAll("2016-01-15", "2016-02-19"));
    expect(quotesOf((await quotes.next()).data!).rows).toEqual([]);
    await harness.append({
      type: "ExpiryContractsReported",
      data: {
        symbol: "GOOG",
        expiry: "2016-02-19" as never,
        contracts: [{ ...PUT_740, conId: 77, expiry: "2016-02-19" as never }],
      },
    });
    const described = quotesOf((await quotes.next()).data!);
    expect(described.whole).toBe(true);
    expect(described.rows).toHaveLength(1);
  });
});

describe("a reader that stops reading", () => {
  /** Pages of two megabytes, so that a few of them fill what the sockets buffer. */
  const QUERY = "subscription { orders { totalCount nodes { orderRef verdicts { reason } } } }";
  const bulky: RiskVerdict = { ...verdict("orderSize"), reason: "x".repeat(20_000) };
  const order = (ref: string): readonly DomainEvent[] => [orderRequested(ref), riskAssessed(ref, [bulky])];

  it("costs no memory: it misses what happened and gets the newest when it reads again", async () => {
    for (let count = 1; count <= 100; count += 1) await harness.append(...order(`o-${count}`));
    const [fast, slow] = [await rawReader(), await rawReader()];
    for (const reader of [fast, slow]) {
      reader.subscribe(QUERY);
      await reader.until(() => true);
    }
    slow.pause();
    const last = 130;
    for (let count = 101; count <= last; count += 1) {
      await harness.append(...order(`o-${count}`));
      await fast.until((text) => text.includes(`"totalCount":${count}`));
    }
    slow.resume();
    await slow.until((text) => text.includes(`"totalCount":${last}`));
    expect(fast.received()).toBeGreaterThan(last - 100);
    expect(slow.received()).toBeLessThan(fast.received() / 2);
    fast.close();
    slow.close();
  });
});

describe("the event tail", () => {
  const QUERY =
    "subscription Tail($ticks: Boolean) { events(last: 3, ticks: $ticks) { events { type summary position } } }";
  const typesOf = (data: Data) =>
    (data["events"] as { events: { type: string }[] }).events.map(({ type }) => type);

  it("begins with the newest events, oldest of them first, and goes on with each as it is recorded", async () => {
    const tail = await subscribe(QUERY);
    expect(typesOf((await tail.next()).data!)).toEqual([
      "UnderlyingReported",
      "ChainParametersReported",
      "ExpiryContractsReported",
    ]);
    await harness.append(...sentOrder("o-1"));
    const seen: string[] = [];
    await tail.until((data) => {
      seen.push(...typesOf(data));
      return seen.length >= 5;
    });
    expect(seen).toEqual([
      "OrderRequested",
      "RiskAssessed",
      "OrderPlacementIntended",
      "OrderTransmitted",
      "OrderStatusReported",
    ]);
  });

  it("leaves ticks out unless they are asked for", async () => {
    const without = await subscribe(QUERY);
    const withTicks = await subscribe(QUERY, { ticks: true });
    await without.next();
    await withTicks.next();
    await harness.append(ticks(PUT_745.conId, { bid: 8.4 }));
    await harness.append({
      type: "KillSwitchEngaged",
      data: { account: "DU1", actor: "user:ann", reason: "test" },
    });
    expect(typesOf((await without.next()).data!)).toEqual(["KillSwitchEngaged"]);
    const seen: string[] = [];
    await withTicks.until((data) => {
      seen.push(...typesOf(data));
      return seen.includes("KillSwitchEngaged");
    });
    expect(seen).toEqual(["TicksRecorded", "KillSwitchEngaged"]);
  });
});

describe("positions and profit", () => {
  it("follow the quotes of what is held", async () => {
    await harness.append(...sentOrder("o-1"), ...legFills("o-1", "x"));
    const profit = await subscribe('subscription { profitAndLoss(account: "DU1") { ownUnrealised } }');
    await profit.next();
    await harness.append(
      ticks(PUT_740.conId, { bid: 2.9, ask: 3.1 }),
      ticks(PUT_745.conId, { bid: 4.05, ask: 4.15 }),
    );
    const { profitAndLoss } = await profit.until(
      (data) => (data["profitAndLoss"] as { ownUnrealised: string | null }).ownUnrealised !== null,
    );
    // Sold for 4.35 - 3.00 = 1.35, now worth 4.10 - 3.00 = 1.10, times 100.
    expect(profitAndLoss).toEqual({ ownUnrealised: "25.00 USD" });
  });

  it("of an account that is not ours are an error, not an empty answer", async () => {
    const positions = await subscribe('subscription { positions(account: "U999") { groups { id } } }');
    const { errors } = await positions.next();
    expect(errors).toMatchObject([{ extensions: { code: "ACCOUNT_NOT_KNOWN" } }]);
  });
});

describe("stopping", () => {
  it("the server ends every subscription and connection", async () => {
    const orders = await subscribe("subscription { orders { totalCount } }");
    await orders.next();
    await harness.server.close();
    await expect(orders.next()).rejects.toMatchObject({ code: 1001 });
  });
});

/** A client on the bare protocol whose socket can be left unread. */
async function rawReader() {
  const socket = new WebSocket(
    `${harness.server.url.replace("http", "ws")}/graphql`,
    "graphql-transport-ws",
    {
      headers: { authorization: `Bearer ${await harness.signIn()}` },
    },
  );
  const acknowledged = Promise.withResolvers<void>();
  let newest: string | null = null;
  let received = 0;
  let wake = (): void => undefined;
  socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
  socket.on("message", (data) => {
    const text = (data as Buffer).toString();
    if (text.includes('"connection_ack"')) acknowledged.resolve();
    if (!text.includes('"type":"next"')) return;
    newest = text;
    received += 1;
    wake();
  });
  await acknowledged.promise;
  return {
    subscribe: (query: string) =>
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } })),
    received: () => received,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    until: async (passes: (text: string) => boolean): Promise<void> => {
      for (;;) {
        if (newest !== null && passes(newest)) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close: () => socket.close(),
  };
}
