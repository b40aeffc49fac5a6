import { IBApi } from "@stoqey/ib";
import type { GatewayMessage } from "../../ports/broker-gateway.ts";
import { listen } from "../inbound/index.ts";
import { createSessionMemory, type SessionMemory } from "../session-memory.ts";

/** The parsers on a library object that has no connection: `api.emit` is what its decoder would call. */
export function listenToLibrary(): {
  api: IBApi;
  messages: GatewayMessage[];
  unreadable: [string, number | null][];
  memory: SessionMemory;
} {
  const api = new IBApi({ host: "127.0.0.1", port: 1, clientId: 1, maxReqPerSec: 1_000 });
  const messages: GatewayMessage[] = [];
  const unreadable: [string, number | null][] = [];
  const memory = createSessionMemory();
  listen(api, {
    report: (message) => messages.push(message),
    unreadable: (detail, requestId) => unreadable.push([detail, requestId]),
    memory,
    frames: { current: "", stop: () => {} },
    timeZoneWhenUnsaid: "America/New_York",
  });
  return { api, messages, unreadable, memory };
}
