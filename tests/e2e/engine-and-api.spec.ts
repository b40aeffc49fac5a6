import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { signIn, type GraphqlClient } from "@legbook/server/graphql-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tradeOneSpread } from "../../apps/server/src/demo/workflow.ts";
import { type Child } from "../support/child-process.ts";
import { runLegbook, startLegbook, temporaryFolder } from "../support/legbook.ts";
import { type LogServer, startLogServer } from "../support/log-server.ts";
import { inStages } from "../support/stages.ts";

const START_DEADLINE_MS = 60_000;
const SIGN_IN = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/;

interface Shown {
  readonly connection: { readonly ready: boolean };
  readonly orders: { readonly nodes: readonly { readonly orderRef: string; readonly phase: string }[] };
}

describe("engine and API as processes of their own", { timeout: 180_000 }, () => {
  const folder = temporaryFolder();
  const children: Child[] = [];
  const clients: GraphqlClient[] = [];
  let server: LogServer | null = null;
  let engine: Child | null = null;

  beforeAll(async () => {
    server = await startLogServer(join(folder.path, "server.db"));
  }, 60_000);
  afterAll(async () => {
    for (const client of clients) await client.close();
    for (const child of children) await child.end();
    await server?.kill();
    folder.remove();
  });
  inStages(async () => {});

  const start = (command: string, ...args: readonly string[]): Child => {
    const child = startLegbook(command, "--log", server?.address ?? "", "--folder", folder.path, ...args);
    children.push(child);
    return child;
  };
  const startEngine = async (): Promise<Child> => {
    const child = start("engine");
    await child.printed(/Ready in/, START_DEADLINE_MS);
    return child;
  };
  const startApi = async (): Promise<GraphqlClient> => {
    const [signInUrl] = await start("api", "--port", "0").printed(SIGN_IN, START_DEADLINE_MS);
    const client = await signIn(signInUrl);
    clients.push(client);
    return client;
  };
  const shownBy = (client: GraphqlClient | undefined): Promise<Shown> => {
    if (client === undefined) throw new Error("this API was not started");
    return client.execute<Shown>("{ connection { ready } orders(first: 10) { nodes { orderRef phase } } }");
  };

  it("the API says so when no engine holds the log", async () => {
    const { code, stderr } = await runLegbook(
      "api",
      "--log",
      server?.address ?? "",
      "--folder",
      folder.path,
      "--port",
      "0",
    );
    expect(stderr).toMatch(/No engine could be asked: .*\nStart `legbook engine` on this log first\./);
    expect(code).toBe(1);
  });

  it("a spread is traded through an API: scan, preview, order, fill, cancel", async () => {
    engine = await startEngine();
    const client = await startApi();
    const steps: string[] = [];
    await tradeOneSpread(client, { symbol: "LBX", onStep: ({ name }) => steps.push(name) });
    expect(steps).toContain("fill");
  });

  it("another API shows the same", async () => {
    const other = await startApi();
    const [first] = clients;
    const shown = await shownBy(first);
    expect(shown.orders.nodes).toHaveLength(2);
    expect((await shownBy(other)).orders).toEqual(shown.orders);
  });

  it("an API whose engine was killed shows what was, and refuses commands with what to do", async () => {
    await engine?.end();
    const [client] = clients;
    expect((await shownBy(client)).orders.nodes).toHaveLength(2);
    const { openChain } = await (client as GraphqlClient).execute<{ readonly openChain: object }>(
      'mutation { openChain(input: { symbol: "LBX" }) { ... on CommandRefused { code remedy } } }',
    );
    expect(openChain).toEqual({
      code: expect.stringMatching(/^engine\.(away|answer-lost)$/) as string,
      remedy: expect.stringMatching(/\w/) as string,
    });
  });

  it("and takes them again from the next engine", async () => {
    engine = await startEngine();
    const [client] = clients;
    await expect
      .poll(
        async () => {
          const answer = await (client as GraphqlClient).execute<{ readonly openChain: { code?: string } }>(
            'mutation { openChain(input: { symbol: "LBX" }) { __typename ... on CommandRefused { code } } }',
          );
          return answer.openChain.code ?? "accepted";
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe("accepted");
    engine.signal("SIGINT");
    expect(await engine.ends(20_000)).toEqual({ code: 0, signal: null });
  });

  it("the engine keeps the newest snapshots of its world, and no views", () => {
    const file = readdirSync(folder.path).find((name) => name.endsWith("legbook.views.db"));
    const rows = new DatabaseSync(join(folder.path, file ?? "none"), { readOnly: true });
    const kept = rows.prepare(
      "SELECT name, count(*) AS n FROM fold JOIN snapshot ON fold.id = fold GROUP BY name",
    );
    const [world, ...others] = kept.all();
    rows.close();
    expect(world?.["name"]).toBe("world-17");
    expect(others).toEqual([]);
    expect(Number(world?.["n"])).toBeLessThanOrEqual(4);
  });
});
