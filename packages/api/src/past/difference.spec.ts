import "../testing/one-graphql.ts";
import { type DomainEvent, micros, type Position } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import {
  ACCOUNT,
  execution,
  LIMITS,
  legFills,
  orderRequested,
  positionReported,
  PUT_740,
  PUT_745,
  riskAssessed,
  sentOrder,
  statusReported,
  TEN_O_CLOCK,
  ticks,
  verdict,
} from "@legbook/projections/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { later } from "../testing/engine-stand-in.ts";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
/** Right after the prologue. */
let start: Position;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
  start = harness.views.position as Position;
  harness.engine.gatewayTime = later(TEN_O_CLOCK);
});
afterEach(() => harness.close());

interface Change {
  readonly part: string;
  readonly name: string | null;
  readonly kind: string;
  readonly entry: unknown;
  readonly fields: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly event: { readonly type: string; readonly position: Position } | null;
}

interface Difference {
  readonly from: { readonly position: Position };
  readonly to: { readonly position: Position };
  readonly added: number;
  readonly changed: number;
  readonly totalCount: number;
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
  readonly incomplete: boolean;
  readonly nodes: readonly Change[];
}

const FIELDS =
  "from { position } to { position } added changed totalCount hasNextPage endCursor incomplete nodes { part name kind entry fields { path before after } event { type position } }";

async function difference(args: string): Promise<Difference> {
  const { data, errors } = await harness.graphql(`{ difference(${args}) { ${FIELDS} } }`);
  expect(errors).toEqual([]);
  return (data as { difference: Difference }).difference;
}

function since(position: Position): string {
  return `from: { position: "${position}" }`;
}

async function appended(...events: readonly DomainEvent[]): Promise<Position> {
  await harness.append(...events);
  return harness.views.position as Position;
}

describe("the difference of a list", () => {
  it("has what came as one change, by its name, with the event that last changed it", async () => {
    const sent = await appended(...sentOrder("o-1"));
    const { nodes, ...counts } = await difference(`view: ORDERS, ${since(start)}`);
    expect(counts).toMatchObject({ added: 1, changed: 0, totalCount: 1, incomplete: false });
    expect(counts.from.position).toBe(start);
    expect(counts.to.position).toBe(sent);
    expect(nodes[0]).toMatchObject({
      part: "nodes",
      name: "o-1",
      kind: "ADDED",
      entry: { orderRef: "o-1", symbol: "GOOG", phase: "WORKING" },
      fields: [],
      event: { type: "OrderStatusReported", position: sent },
    });
  });

  it("has fields of what changed, before and after, and nothing of what did not", async () => {
    await appended(...sentOrder("o-1"));
    const sent = await appended(...sentOrder("o-2"));
    await appended(statusReported("o-1", "Cancelled"));
    const { nodes } = await difference(`view: ORDERS, ${since(sent)}`);
    expect(nodes.map(({ name, kind }) => [name, kind])).toEqual([["o-1", "CHANGED"]]);
    expect(nodes[0]?.fields).toContainEqual({ path: "phase", before: "WORKING", after: "CANCELLED" });
    expect(nodes[0]?.fields.map(({ path }) => path)).not.toContain("symbol");
  });

  it("finds an entry that changed on whatever page of the list it is", async () => {
    await appended(...sentOrder("first"));
    for (let order = 0; order < 105; order += 1) await appended(...sentOrder(`o-${order}`));
    const before = harness.views.position as Position;
    await appended(statusReported("first", "Cancelled"), ...sentOrder("last"));
    const { nodes } = await difference(`view: ORDERS, ${since(before)}`);
    expect(nodes.map(({ name, kind }) => [name, kind])).toEqual([
      ["last", "ADDED"],
      ["first", "CHANGED"],
    ]);
  });

  it("knows the one execution of an order by its own name, and the event that told it", async () => {
    await appended(...sentOrder("o-1"));
    const sent = harness.views.position as Position;
    const told = await appended(execution("o-1", "e1.a.01.01"));
    const { nodes } = await difference(`view: EXECUTIONS, ${since(sent)}`);
    expect(nodes.map(({ name, event }) => [name, event])).toEqual([
      ["e1.a.01.01", { type: "ExecutionReported", position: told }],
    ]);
  });

  it("comes in pages that stay the same while the log grows", async () => {
    for (let order = 0; order < 5; order += 1) await appended(...sentOrder(`o-${order}`));
    const { to } = await difference(`view: ORDERS, ${since(start)}, first: 2`);
    await appended(...sentOrder("later"));
    const between = `view: ORDERS, ${since(start)}, to: { position: "${to.position}" }`;
    const pages: string[][] = [];
    let after: string | null = null;
    do {
      const cursor: string = after === null ? "" : `, after: "${after}"`;
      const page: Difference = await difference(`${between}, first: 2${cursor}`);
      expect(page.totalCount).toBe(5);
      pages.push(page.nodes.map(({ name }) => name ?? ""));
      after = page.hasNextPage ? page.endCursor : null;
    } while (after !== null);
    expect(pages).toEqual([["o-4", "o-3"], ["o-2", "o-1"], ["o-0"]]);
  });
});

describe("the difference of positions", () => {
  const held = (quantity: number): readonly DomainEvent[] => [
    positionReported(PUT_745, -quantity, 435),
    positionReported(PUT_740, quantity, 300),
  ];

  it("names the event that changed what is held, and none for what quotes alone moved", async () => {
    await appended(...sentOrder("o-1"), ...legFills("o-1", "e1"), ...held(1));
    const bought = await difference(`view: POSITIONS, ${since(start)}, account: "${ACCOUNT}"`);
    expect(bought.nodes.map(({ kind, event }) => [kind, event?.type])).toEqual([
      ["ADDED", "PositionReported"],
    ]);
    const before = bought.to.position;
    await appended(ticks(PUT_745.conId, { bid: 4.4, ask: 4.6 }), ticks(PUT_740.conId, { bid: 2, ask: 2.2 }));
    const { nodes } = await difference(`view: POSITIONS, ${since(before)}, account: "${ACCOUNT}"`);
    expect(nodes.map(({ kind, event }) => [kind, event])).toEqual([["CHANGED", null]]);
    expect(nodes[0]?.fields.map(({ path }) => path)).toContain("profitOpen");
  });
});

describe("the difference of risk", () => {
  const risk = (args: string): Promise<Difference> =>
    difference(`view: RISK, account: "${ACCOUNT}", ${args}`);

  it("is one change for a switch with its reason, one for limits, and one a rule that blocked", async () => {
    await appended(
      ...sentOrder("o-1"),
      { type: "KillSwitchEngaged", data: { account: ACCOUNT, actor: "ann", reason: "news" } },
      {
        type: "RiskLimitsSet",
        data: {
          account: ACCOUNT,
          limits: { ...LIMITS, orderValueMax: micros(5_000_000_000) },
          actor: "ann",
          reason: "smaller",
        },
      },
      orderRequested("o-2"),
      riskAssessed("o-2", [verdict("orderSize", "block")]),
    );
    const { nodes } = await risk(since(start));
    const made = new Map(nodes.map(({ part, event }) => [part, event?.type]));
    expect(made.get("killSwitch")).toBe("KillSwitchEngaged");
    expect(made.get("limits")).toBe("RiskLimitsSet");
    expect(made.get("hits")).toBe("RiskAssessed");
    expect(nodes.find(({ part }) => part === "killSwitch")?.fields).toEqual([
      { path: "killSwitchEngaged", before: false, after: true },
      { path: "killSwitchReason", before: null, after: "news" },
      { path: "killSwitchBy", before: null, after: "ann" },
    ]);
    expect(nodes.find(({ part }) => part === "limits")?.fields).toEqual([
      {
        path: "orderValueMax",
        before: expect.any(String),
        after: expect.stringMatching(/^5000(\.0+)? USD$/),
      },
    ]);
  });

  it("is nothing between a moment and itself", async () => {
    await appended(...sentOrder("o-1"));
    const here = harness.views.position as Position;
    const { totalCount, nodes } = await risk(`${since(here)}, to: { position: "${here}" }`);
    expect({ totalCount, nodes }).toEqual({ totalCount: 0, nodes: [] });
  });
});

describe("a difference that cannot be told", () => {
  const refusal = async (args: string): Promise<unknown> =>
    (await harness.graphql(`{ difference(${args}) { totalCount } }`)).errors[0]?.extensions;

  it("asks for the account or symbol that a view is of", async () => {
    expect(await refusal(`view: RISK, ${since(start)}`)).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "account",
    });
  });

  it("is refused from the later moment to the earlier, and for a cursor of another list", async () => {
    const sent = await appended(...sentOrder("o-1"));
    expect(await refusal(`view: ORDERS, ${since(sent)}, to: { position: "${start}" }`)).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "from",
    });
    expect(await refusal(`view: ORDERS, ${since(start)}, after: "o-1"`)).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "after",
    });
  });
});
