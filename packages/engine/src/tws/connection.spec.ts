import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { epochMs, micros } from "@legbook/domain";
import { afterEach, describe, expect, it } from "vitest";
import type { GatewayRequest } from "../ports/broker-gateway.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { frame, hear, startWirePeer, type Heard, type WirePeer } from "./testing/wire-peer.ts";

const HOST = "127.0.0.1";
const opened: { peers: WirePeer[]; heard: Heard[] } = { peers: [], heard: [] };

async function peer(options?: Parameters<typeof startWirePeer>[0]): Promise<WirePeer> {
  const started = await startWirePeer(options);
  opened.peers.push(started);
  return started;
}

function listener(options?: Parameters<typeof hear>[0]): Heard {
  const heard = hear(options);
  opened.heard.push(heard);
  return heard;
}

async function session(options?: Parameters<typeof startWirePeer>[0]) {
  const server = await peer(options);
  const heard = listener();
  heard.gateway.connect({ host: HOST, port: server.port, clientId: 7 });
  await heard.one("opened");
  const connection = server.connections[0]!;
  return { ...heard, server, connection };
}

afterEach(async () => {
  for (const { gateway } of opened.heard.splice(0)) gateway.disconnect();
  for (const server of opened.peers.splice(0)) await server.close();
});

const placeOrder: GatewayRequest = {
  kind: "placeOrder",
  orderId: 17,
  whatIf: false,
  order: {
    orderRef: "lb-1" as never,
    account: "DU1000001",
    symbol: "GOOG",
    currency: "USD",
    legs: [
      { contract: { kind: "option", conId: 11 } as never, ratio: 1, action: "buy" },
      { contract: { kind: "option", conId: 12 } as never, ratio: 1, action: "sell" },
    ],
    quantity: 2,
    limitPrice: micros(-450_000),
    timeInForce: "day",
  },
};

describe("opening a session", () => {
  it("reports open first, then accounts and the next order id, once requests can be sent", async () => {
    const { messages, gateway } = await session();
    expect(messages.slice(0, 3)).toEqual([
      { kind: "opened", serverVersion: 193, connectionTime: "20151224 10:00:00 EST" },
      { kind: "managedAccounts", accounts: ["DU1000001"] },
      { kind: "nextOrderId", orderId: 17 },
    ]);
    expect(gateway.isOpen).toBe(true);
  });

  it("reports a refused connection as lost, with the socket's own reason", async () => {
    const server = createServer().listen(0, HOST);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const heard = listener();
    heard.gateway.connect({ host: HOST, port, clientId: 7 });
    expect(await heard.one("lost")).toMatchObject({
      cause: "refused",
      code: 502,
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(heard.messages).toHaveLength(1);
  });

  it("gives up an attempt that is never answered", async () => {
    const server = createServer().listen(0, HOST);
    await once(server, "listening");
    const heard = listener({ openTimeoutMs: 50 });
    heard.gateway.connect({ host: HOST, port: (server.address() as AddressInfo).port, clientId: 7 });
    expect(await heard.one("lost")).toMatchObject({
      cause: "refused",
      message: expect.stringContaining("no answer"),
    });
    server.close();
  });

  it("gives up a gateway that shakes hands and names no order id, and refuses requests until then", async () => {
    const server = await peer({ greeting: [[15, 1, "DU1"]] });
    const clock = createManualClock(epochMs(0));
    const heard = listener({ clock, openTimeoutMs: 300 });
    heard.gateway.connect({ host: HOST, port: server.port, clientId: 7 });
    await heard.until(() => server.connections[0]?.isStarted === true, "handshake");
    expect(heard.gateway.send(placeOrder).kind).toBe("refused");
    clock.advance(300);
    expect(await heard.one("lost")).toMatchObject({
      cause: "refused",
      message: expect.stringContaining("no order id"),
    });
    expect(server.connections[0]!.received).toEqual([]);
  });

  it("tells why a gateway turned the client away before the session was open", async () => {
    const server = await peer({ greeting: [[4, 2, -1, 326, "client id is in use", ""]] });
    const heard = listener();
    heard.gateway.connect({ host: HOST, port: server.port, clientId: 7 });
    await heard.one("error");
    server.connections[0]!.socket.end();
    expect(await heard.one("lost")).toEqual({
      kind: "lost",
      cause: "refused",
      code: 326,
      message: "client id is in use",
    });
    expect(heard.messages[0]).toEqual({
      kind: "error",
      code: 326,
      message: "client id is in use",
      requestId: null,
    });
  });

  it("takes a peer that is no gateway for a broken one instead of waiting for 1.2 GB", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, HOST);
    await once(server, "listening");
    const heard = listener();
    heard.gateway.connect({ host: HOST, port: (server.address() as AddressInfo).port, clientId: 7 });
    expect(await heard.one("lost")).toMatchObject({ cause: "corrupt", code: 507 });
    server.close();
  });

  it("says that a gateway speaks a version that is not supported", async () => {
    const server = await peer({ serverVersion: 200 });
    const heard = listener();
    heard.gateway.connect({ host: HOST, port: server.port, clientId: 7 });
    expect(await heard.one("lost")).toMatchObject({
      cause: "refused",
      code: 506,
      message: expect.stringContaining("200"),
    });
  });

  it("throws for a port that cannot be, and is free for the next attempt", async () => {
    const { gateway, one } = listener();
    expect(() => gateway.connect({ host: HOST, port: 70_000, clientId: 7 })).toThrow(RangeError);
    const server = await peer();
    gateway.connect({ host: HOST, port: server.port, clientId: 7 });
    await one("opened");
  });

  it("refuses a second attempt while one is under way", async () => {
    const { gateway, server } = await session();
    expect(() => gateway.connect({ host: HOST, port: server.port, clientId: 7 })).toThrow("under way");
  });
});

describe("losing a session", () => {
  it("reports a killed socket as closed", async () => {
    const { connection, one, gateway } = await session();
    connection.reset();
    expect(await one("lost")).toMatchObject({
      cause: "closed",
      message: expect.stringContaining("ECONNRESET"),
    });
    expect(gateway.isOpen).toBe(false);
  });

  it("reports an orderly close by the gateway as closed", async () => {
    const { connection, one } = await session();
    connection.socket.end();
    expect(await one("lost")).toMatchObject({ cause: "closed", code: null });
  });

  it("reports a disconnect of our own as requested, once", async () => {
    const { gateway, all } = await session();
    gateway.disconnect();
    gateway.disconnect();
    expect(all("lost")).toEqual([
      { kind: "lost", cause: "requested", code: null, message: expect.any(String) },
    ]);
  });

  it("says nothing of a half-open socket: its silence is the heartbeat's to notice", async () => {
    const { gateway, all, connection } = await session();
    connection.socket.pause();
    expect(gateway.send({ kind: "currentTime" })).toEqual({ kind: "sent" });
    expect(gateway.isOpen).toBe(true);
    expect(all("lost")).toEqual([]);
  });

  it("never lets a request of one session reach the next", async () => {
    const { gateway, one, connection, server, messages, until } = await session();
    connection.socket.destroy();
    await one("lost");
    expect(gateway.send(placeOrder)).toEqual({
      kind: "refused",
      message: expect.stringContaining("no session"),
    });
    messages.length = 0;
    gateway.connect({ host: HOST, port: server.port, clientId: 7 });
    await one("opened");
    expect(gateway.send({ kind: "currentTime" }).kind).toBe("sent");
    const next = server.connections[1]!;
    await until(() => next.received.length > 0, "the heartbeat");
    expect(next.received).toEqual([["49", "1"]]);
  });
});

describe("bytes that cannot be read", () => {
  it("ends the session on a negative length, where the library would never come back", async () => {
    const { connection, one } = await session();
    connection.sayRaw(Buffer.from([0xff, 0xff, 0xff, 0xfc, 1, 2, 3, 4]));
    expect(await one("lost")).toMatchObject({ cause: "corrupt", code: 507 });
  });

  it("reports a message with fields missing, and reads the next one", async () => {
    const { connection, one } = await session();
    connection.say(49);
    connection.say(49, 1, 1450969200);
    expect(await one("currentTime")).toEqual({ kind: "currentTime", gatewayTime: 1450969200000 });
    expect(await one("error")).toMatchObject({ code: 505, requestId: null });
  });

  it("reports a message on which the decoder fails, and reads the next one", async () => {
    const { connection, one, gateway } = await session();
    connection.say(4, 2, 17, 201, "rejected", "{not json");
    connection.say(49, 1, 1450969200);
    await one("currentTime");
    expect(await one("error")).toMatchObject({ code: 505 });
    expect(gateway.isOpen).toBe(true);
  });

  it("does not let a frame without an end mark run into the next", async () => {
    const { connection, one } = await session();
    connection.sayRaw(Buffer.concat([Buffer.from([0, 0, 0, 4]), Buffer.from("49\x001")]));
    connection.sayRaw(frame(49, 1, 1450969200));
    await one("currentTime");
    expect(await one("error")).toMatchObject({ code: 505, message: expect.stringContaining("end mark") });
  });

  it("reads frames however the stream is cut", async () => {
    const { connection, all, until } = await session();
    connection.socket.setNoDelay(true);
    const bytes = Buffer.concat([1, 2, 3].map((second) => frame(49, 1, second)));
    for (const byte of bytes) {
      connection.sayRaw(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => all("currentTime").length === 3, "three times");
    expect(all("currentTime").map(({ gatewayTime }) => gatewayTime)).toEqual([1_000, 2_000, 3_000]);
  });
});

describe("requests that cannot be one message", () => {
  it.each([
    ["a symbol that would become two fields", { kind: "stockDetails", requestId: 1, symbol: "GO\0OG" }],
    ["a pattern outside the wire's characters", { kind: "matchingSymbols", requestId: 1, pattern: "Müller" }],
    ["an id beyond 32 bits", { kind: "closeLine", requestId: 3_000_000_000 }],
    ["no quantity", { ...placeOrder, order: { ...placeOrder.order, quantity: 0 } }],
    [
      "a price that is no number",
      { ...placeOrder, order: { ...placeOrder.order, limitPrice: Number.NaN as never } },
    ],
    [
      "a leg without an id",
      {
        ...placeOrder,
        order: {
          ...placeOrder.order,
          legs: [placeOrder.order.legs[0]!, { contract: { conId: 0 } as never, ratio: 1, action: "sell" }],
        },
      },
    ],
  ] satisfies [string, GatewayRequest][])("refuses %s and sends nothing", async (_title, request) => {
    const { gateway, connection, until } = await session();
    expect(gateway.send(request).kind).toBe("refused");
    expect(gateway.send({ kind: "currentTime" }).kind).toBe("sent");
    await until(() => connection.received.length > 0, "the heartbeat");
    expect(connection.received).toEqual([["49", "1"]]);
  });

  it("refuses what the gateway's version cannot do, saying so", async () => {
    const { gateway, connection } = await session({ serverVersion: 120 });
    const outcome = gateway.send({ kind: "accountProfitAndLoss", requestId: 1, account: "DU1" });
    expect(outcome).toEqual({ kind: "refused", message: expect.stringContaining("does not support pnl") });
    expect(gateway.isOpen).toBe(true);
    expect(connection.received).toEqual([]);
  });
});
