import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assembleOrName, type Running } from "../assembly.ts";
import { checkOptions } from "../checked-options.ts";
import { RawClient } from "../testing/raw-client.ts";

let lines: string[];
let running: Running;
let server: Server;
let clients: RawClient[];

async function started(clientId: number): Promise<RawClient> {
  const { port } = server.address() as { port: number };
  const client = await RawClient.started(port, clientId);
  clients.push(client);
  return client;
}

beforeEach(async () => {
  lines = [];
  clients = [];
  running = await assembleOrName(checkOptions({ speed: 0, log: (line) => lines.push(line) }));
  server = createServer((socket) => running.hub.accept(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});

afterEach(async () => {
  for (const client of clients) client.close();
  running.schedule.close();
  running.hub.close();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
});

describe("a fault of the simulator's own while it serves a client", () => {
  it("ends that client's connection, says so in log and ledger, and leaves the others alone", async () => {
    const [hit, witness] = [await started(1), await started(2)];
    running.hub.filter.request = (connection, fields) => {
      if (connection.clientId === 1) throw new RangeError("a case that nobody thought of");
      connection.serve(fields);
    };
    hit.send(49, 1);
    await hit.until(() => hit.isClosed);
    witness.send(49, 1);
    await witness.until(() => witness.of(49).length === 1);
    expect(lines).toEqual([
      expect.stringMatching(/^FAULT OF THE SIMULATOR: request 49 of client 1: RangeError: a case/),
    ]);
    const left = [...running.venue.ledger].filter(({ type }) => type === "ClientDisconnected");
    expect(left).toMatchObject([
      { clientId: 1, reason: "fault of the simulator: a case that nobody thought of" },
    ]);
  });

  it("is thrown on when it is the machine's: books that cannot be written stop the simulator", async () => {
    const client = await started(1);
    const [connection] = running.hub.connections;
    running.hub.filter.request = () => {
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC", syscall: "write" });
    };
    expect(() => connection?.received(Buffer.from("49\x001\x00"))).toThrow("no space left");
    expect(client.isClosed).toBe(false);
  });
});
