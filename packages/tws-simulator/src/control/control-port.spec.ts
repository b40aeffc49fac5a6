import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codesOf, settle } from "../testing/faulty-simulator.ts";
import { RawClient } from "../testing/raw-client.ts";
import { simulatorOfTest } from "../testing/simulator-of-test.ts";
import { type Simulator, startSimulator } from "../simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ pace: "manual", controlPort: 0 });
});

afterEach(() => simulator.close());

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const sent = request(
      { port: simulator.controlPort, host: "127.0.0.1", method, path, headers: { ...json, ...headers } },
      (response) => {
        let got = "";
        response.on("data", (chunk: Buffer) => (got += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, value: JSON.parse(got) }));
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}

describe("the control port", () => {
  it("is not there unless it was asked for", async () => {
    const other = await simulatorOfTest({});
    expect(other.controlPort).toBeNull();
  });

  it("tells of time, accounts, clients, the ledger and scenarios", async () => {
    const client = await RawClient.started(simulator.port, 3);
    expect((await ask("GET", "/status")).value).toMatchObject({
      port: simulator.port,
      marketTime: Date.parse("2026-03-16T14:00:00Z"),
      isOpen: true,
      pace: "manual",
      clients: 1,
    });
    expect((await ask("GET", "/connections")).value).toEqual([
      { connection: 1, clientId: 3, serverVersion: 193, lines: 0 },
    ]);
    expect((await ask("GET", "/accounts/DU1234567")).value).toMatchObject({ cash: 100_000 });
    expect((await ask("GET", "/ledger?after=2")).value).toMatchObject([{ type: "ClientConnected" }]);
    expect((await ask("GET", "/scenarios")).value).toContainEqual(
      expect.objectContaining({ name: "first-order-lost" }),
    );
    client.close();
  });

  it("arms faults, in both forms, lists them and takes them back", async () => {
    const client = await RawClient.started(simulator.port, 1);
    const first = await ask("POST", "/faults", { text: "error code=1 on ids times always" });
    const second = await ask("POST", "/faults", { do: "error", with: { code: 2 }, after: "1s" });
    expect([first.value, second.value]).toEqual([{ id: "f1" }, { id: "f2" }]);
    client.send(8, 1, 1);
    await settle(client);
    expect(await ask("DELETE", "/faults/f1")).toEqual({ status: 200, value: null });
    client.send(8, 1, 1);
    expect((await ask("POST", "/time", { run: 1000 })).status).toBe(200);
    await settle(client);
    expect(codesOf(client)).toEqual(["-1 1", "-1 2"]);
    expect((await ask("GET", "/faults")).value).toEqual([
      { id: "f1", action: "error", phase: "over", fired: 1, failure: null },
      { id: "f2", action: "error", phase: "over", fired: 1, failure: null },
    ]);
    client.close();
  });

  it("places orders by hand and fills them", async () => {
    const client = await RawClient.started(simulator.port, 1);
    client.send(9, 8, 1, 0, "LBX", "STK", "", 0, "", "", "SMART", "", "USD", "", "", 0, "", "", "");
    await client.until(() => client.of(10).length === 1);
    const conId = Number(client.of(10)[0]?.find((field) => /^\d{5,}$/.test(field)));
    client.close();
    const hand = { contract: { conId }, action: "BUY", quantity: 10, limitPrice: 0.01 };
    const { value } = await ask("POST", "/orders", hand);
    const { permId } = value as { permId: number };
    expect((await ask("POST", "/time", { run: 100 })).status).toBe(200);
    expect(await ask("POST", `/orders/${permId}/fills`, { quantity: 4 })).toEqual({
      status: 200,
      value: null,
    });
    expect(simulator.account("DU1234567").positions[0]?.quantity).toBe(4);
    await ask("POST", `/orders/${permId}/fills`, {});
    expect(simulator.account("DU1234567").positions[0]?.quantity).toBe(10);
    const again = await ask("POST", `/orders/${permId}/fills`, {});
    expect(again).toMatchObject({ status: 409, value: { error: `no active order ${permId}` } });
    expect((await ask("POST", "/orders", { ...hand, contract: { conId: 0 } })).status).toBe(409);
  });

  it("moves the market's time", async () => {
    const timeOf = async (body: object): Promise<string> => {
      const { value } = await ask("POST", "/time", body);
      return new Date((value as { marketTime: number }).marketTime).toISOString();
    };
    expect(await timeOf({ advance: 60_000 })).toBe("2026-03-16T14:01:00.000Z");
    expect(await timeOf({ jump: "15:59:30" })).toBe("2026-03-16T19:59:30.000Z");
    expect(await timeOf({ jump: "2026-03-18 12:00" })).toBe("2026-03-18T16:00:00.000Z");
  });

  it.each<readonly [string, number, RegExp, readonly [string, string, unknown?]]>([
    ["an unknown path", 404, /nothing at \/nowhere/, ["GET", "/nowhere"]],
    ["a method that does not go with it", 405, /DELETE/, ["DELETE", "/status"]],
    ["a body that is no JSON", 400, /no JSON/, ["POST", "/faults", "{"]],
    ["a fault that cannot be", 400, /no action fly/, ["POST", "/faults", { text: "fly" }]],
    ["a fault of another shape", 400, /Invalid input/, ["POST", "/faults", { code: 1 }]],
    ["a fault that is not there", 409, /no fault f9/, ["DELETE", "/faults/f9"]],
    ["a fault that cannot be applied", 409, /holds no short option/, ["POST", "/faults", { text: "assign" }]],
    ["a time that is none", 409, /soon is no New York time/, ["POST", "/time", { jump: "soon" }]],
    ["a time that has passed", 409, /has passed/, ["POST", "/time", { jump: "2020-01-02 10:00" }]],
    ["an account that is none", 409, /no account DU0/, ["GET", "/accounts/DU0"]],
    ["a body without bound", 413, /at most/, ["POST", "/faults", { text: "x".repeat(70_000) }]],
  ])("refuses %s", async (_what, status, words, [method, path, body]) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect((answer.value as { error: string }).error).toMatch(words);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number]>([
    ["of another host's name", { host: "example.org" }, 403],
    ["with an origin", { origin: "http://127.0.0.1:3000" }, 403],
    ["that a browser sent for a page", { "sec-fetch-site": "cross-site" }, 403],
    ["whose body a form could send", { "content-type": "text/plain" }, 415],
  ])("refuses a request %s", async (_what, headers, status) => {
    expect((await ask("POST", "/faults", { text: "close" }, headers)).status).toBe(status);
    expect(simulator.control.faults()).toEqual([]);
  });

  it("listens on this machine's loopback address only", async () => {
    const { controlPort } = simulator;
    const socket = connect({ port: controlPort ?? 0, host: "127.0.0.2" });
    const outcome = await new Promise<string>((resolve) => {
      socket.once("connect", () => resolve("connected"));
      socket.once("error", (error) => resolve((error as NodeJS.ErrnoException).code ?? ""));
    });
    socket.destroy();
    expect(outcome).toBe("ECONNREFUSED");
  });

  it("names its option when its port is in use", async () => {
    const second = startSimulator({ controlPort: simulator.port });
    await expect(second).rejects.toMatchObject({ field: "controlPort" });
  });
});
