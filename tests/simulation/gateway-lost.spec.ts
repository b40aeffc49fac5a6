import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBrokerBooks } from "./broker-books.ts";
import { type Child } from "../support/child-process.ts";
import { startLegbook } from "../support/legbook.ts";
import { signIn, type GraphqlClient } from "./our-books.ts";

interface State {
  readonly connection: { readonly ready: boolean; readonly reasons: readonly string[] };
  readonly subscriptionLines: { readonly used: number };
  readonly orders: { readonly nodes: readonly { readonly orderRef: string; readonly phase: string }[] };
}

const STATE = `{ connection { ready reasons } subscriptionLines { used } orders { nodes { orderRef phase } } }`;
const ORDER_REF = "rests-through-it";

let folder = "";
let running: Child[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legbook-gateway-"));
});

afterEach(async () => {
  await Promise.all(running.map((child) => child.end()));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): Child {
  const started = startLegbook(...args);
  running.push(started);
  return started;
}

async function startGateway(port: string): Promise<{ gateway: Child; port: string }> {
  const gateway = run("simulate", "--port", port, "--ledger", join(folder, "gateway.jsonl"));
  const [, listening = ""] = await gateway.printed(/listens on 127\.0\.0\.1:(\d+)/, 20_000);
  return { gateway, port: listening };
}

async function startEngine(port: string): Promise<GraphqlClient> {
  const target = ["--gateway", `127.0.0.1:${port}`, "--account", "paper"];
  const server = run("start", "--port", "0", ...target, "--log", join(folder, "log.db"));
  const [url] = await server.printed(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, 30_000);
  return signIn(url);
}

async function reaches(
  client: GraphqlClient,
  what: string,
  holds: (state: State) => boolean,
): Promise<State> {
  const until = performance.now() + 40_000;
  for (;;) {
    const state = await client.execute<State>(STATE);
    if (holds(state)) return state;
    if (performance.now() > until) throw new Error(`never: ${what}; last: ${JSON.stringify(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A debit spread at five cents: it rests until somebody cancels it. */
async function restOrder(client: GraphqlClient): Promise<void> {
  await client.execute(`mutation { openChain(input: { symbol: "LBX" }) { __typename } }`);
  const { chain } = await client.execute<{ chain: { expiries: readonly { date: string }[] } }>(
    `{ chain(symbol: "LBX") { expiries { date } } }`,
  );
  const input = `{ orderRef: "${ORDER_REF}", account: "DU1234567", symbol: "LBX", expiry: "${chain.expiries[3]?.date}",
    right: "put", longStrike: "103", shortStrike: "98", quantity: 1, priceKind: LIMIT, limitPrice: "0.05" }`;
  const { submitOrder } = await client.execute<{ submitOrder: { __typename: string } }>(
    `mutation { submitOrder(input: ${input}) { __typename } }`,
  );
  expect(submitOrder.__typename).toBe("OrderAccepted");
  await reaches(client, "the order works", ({ orders }) => orders.nodes[0]?.phase === "WORKING");
}

async function cancelAndCount(client: GraphqlClient): Promise<void> {
  await client.execute(`mutation { cancelOrder(input: { orderRef: "${ORDER_REF}" }) { __typename } }`);
  await reaches(client, "the order is cancelled", ({ orders }) => orders.nodes[0]?.phase === "CANCELLED");
  const books = readBrokerBooks(join(folder, "gateway.jsonl"));
  expect(books.placed.get(ORDER_REF)).toBe(1);
  expect(books.open.size).toBe(0);
}

const isReady = ({ connection }: State) => connection.ready;

describe("a gateway that goes away while an order rests", () => {
  it(
    "is found again after it was killed and restarted; the order works on and can be cancelled",
    { timeout: 120_000 },
    async () => {
      const { gateway, port } = await startGateway("0");
      const client = await startEngine(port);
      await reaches(client, "ready", isReady);
      await restOrder(client);
      const { subscriptionLines } = await client.execute<State>(STATE);
      gateway.signal("SIGKILL");
      const lost = await reaches(client, "the loss is noticed", (state) => !isReady(state));
      expect(lost.connection.reasons.join(" ")).toContain("lost");
      await startGateway(port);
      const back = await reaches(client, "ready again", isReady);
      expect(back.subscriptionLines.used).toBe(subscriptionLines.used);
      await cancelAndCount(client);
      await client.close();
    },
  );

  it(
    "is given up when it falls silent with its socket open, and taken again when it speaks",
    { timeout: 120_000 },
    async () => {
      const { gateway, port } = await startGateway("0");
      const client = await startEngine(port);
      await reaches(client, "ready", isReady);
      await restOrder(client);
      gateway.signal("SIGSTOP");
      await reaches(client, "the silence is noticed", (state) => !isReady(state));
      gateway.signal("SIGCONT");
      await reaches(client, "ready again", isReady);
      await cancelAndCount(client);
      await client.close();
    },
  );
});
