import type { RequestsEvent } from "@legbook/domain";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../adapters/index.ts";
import type { SendOutcome } from "../ports/broker-gateway.ts";
import { type Heard, hear, startWirePeer, type WirePeer } from "../tws/testing/wire-peer.ts";
import { createRequestCoordinator } from "./coordinator.ts";

let peer: WirePeer;
let heard: Heard;
afterEach(async () => {
  heard.gateway.disconnect();
  await peer.close();
});

it("drops what waits with the session: the next session's first bytes are the next session's first request", async () => {
  peer = await startWirePeer();
  heard = hear();
  const target = { host: "127.0.0.1", port: peer.port, clientId: 1 };
  heard.gateway.connect(target);
  await heard.one("opened");
  const limits = { messagesPerSecondMax: 10, urgentReservePerSecond: 2 };
  const throttling: RequestsEvent[] = [];
  const coordinator = createRequestCoordinator({
    gateway: heard.gateway,
    clock: systemClock,
    limits,
    onThrottling: (event) => void throttling.push(event),
  });
  const outcomes: SendOutcome["kind"][] = [];
  for (let id = 1; id <= 30; id += 1) {
    coordinator.submit({ kind: "closeLine", requestId: id }, "line", ({ kind }) => void outcomes.push(kind));
  }
  const [first] = peer.connections;
  await heard.until(() => first?.received.length === 8, "the first eight");
  first?.reset();
  await heard.one("lost");
  coordinator.sessionLost();
  expect(outcomes).toEqual([...Array<string>(8).fill("sent"), ...Array<string>(22).fill("refused")]);
  expect(throttling.map(({ type }) => type)).toEqual(["RequestThrottlingBegan", "RequestThrottlingEnded"]);
  expect(throttling[1]?.data).toMatchObject({ cause: "sessionLost", waitingMax: 22, dropped: 22 });

  heard.messages.length = 0;
  heard.gateway.connect(target);
  await heard.one("opened");
  coordinator.submit({ kind: "cancelOrder", orderId: 99 }, "cancel", () => {});
  const second = peer.connections[1];
  await heard.until(() => second?.received.length === 1, "the cancel");
  expect(second?.received[0]?.slice(0, 2)).toEqual(["4", "99"]);
});
