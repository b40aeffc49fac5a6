import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
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
/** Longer than any start on a busy machine. */
const START_DEADLINE_MS = 40_000;

/** A gateway and an engine of one test, in a folder of its own. They end with the test, whatever happens in it. */
class Scene {
  readonly #folder = mkdtempSync(join(tmpdir(), "legbook-gateway-"));
  readonly ledger = join(this.#folder, "gateway.jsonl");
  readonly #running: Child[] = [];
  #client: GraphqlClient | null = null;

  constructor(onTestFinished: TestContext["onTestFinished"]) {
    onTestFinished(async () => {
      await Promise.all(this.#running.map((child) => child.end()));
      await this.#client?.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  async startGateway(port: string): Promise<{ gateway: Child; port: string }> {
    const gateway = this.#run("simulate", "--port", port, "--ledger", this.ledger);
    const [, listening = ""] = await gateway.printed(/listens on 127\.0\.0\.1:(\d+)/, START_DEADLINE_MS);
    return { gateway, port: listening };
  }

  async startEngine(port: string): Promise<GraphqlClient> {
    const target = ["--gateway", `127.0.0.1:${port}`, "--account", "paper"];
    const server = this.#run("start", "--port", "0", ...target, "--log", join(this.#folder, "log.db"));
    const [url] = await server.printed(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, START_DEADLINE_MS);
    this.#client = await signIn(url);
    return this.#client;
  }

  #run(...args: string[]): Child {
    const started = startLegbook(...args);
    this.#running.push(started);
    return started;
  }
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

async function cancelAndCount(client: GraphqlClient, ledger: string): Promise<void> {
  await client.execute(`mutation { cancelOrder(input: { orderRef: "${ORDER_REF}" }) { __typename } }`);
  await reaches(client, "the order is cancelled", ({ orders }) => orders.nodes[0]?.phase === "CANCELLED");
  const books = readBrokerBooks(ledger);
  expect(books.placed.get(ORDER_REF)).toBe(1);
  expect(books.open.size).toBe(0);
}

const isReady = ({ connection }: State) => connection.ready;

describe.concurrent("a gateway that goes away while an order rests", () => {
  it(
    "is found again after it was killed and restarted; the order works on and can be cancelled",
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const scene = new Scene(onTestFinished);
      const { gateway, port } = await scene.startGateway("0");
      const client = await scene.startEngine(port);
      await reaches(client, "ready", isReady);
      await restOrder(client);
      const { subscriptionLines } = await client.execute<State>(STATE);
      gateway.signal("SIGKILL");
      const lost = await reaches(client, "the loss is noticed", (state) => !isReady(state));
      expect(lost.connection.reasons.join(" ")).toContain("lost");
      await scene.startGateway(port);
      const back = await reaches(client, "ready again", isReady);
      expect(back.subscriptionLines.used).toBe(subscriptionLines.used);
      await cancelAndCount(client, scene.ledger);
    },
  );

  it(
    "is given up when it falls silent with its socket open, and taken again when it speaks",
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const scene = new Scene(onTestFinished);
      const { gateway, port } = await scene.startGateway("0");
      const client = await scene.startEngine(port);
      await reaches(client, "ready", isReady);
      await restOrder(client);
      gateway.signal("SIGSTOP");
      await reaches(client, "the silence is noticed", (state) => !isReady(state));
      gateway.signal("SIGCONT");
      await reaches(client, "ready again", isReady);
      await cancelAndCount(client, scene.ledger);
    },
  );
});
