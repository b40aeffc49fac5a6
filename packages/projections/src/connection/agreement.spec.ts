import {
  connectionHealth,
  type DomainEvent,
  epochMs,
  fold,
  gatewayConnection,
  type GatewayConnectionCommand,
  type GatewayConnectionState,
} from "@legbook/domain";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PROLOGUE, TEN_O_CLOCK, viewsAfter } from "../testing/index.ts";
import { connectionView } from "./query.ts";

const command: fc.Arbitrary<GatewayConnectionCommand> = fc.constantFrom<GatewayConnectionCommand>(
  { type: "RequestConnection", data: { host: "127.0.0.1", port: 7497, clientId: 1 } },
  { type: "RequestConnection", data: { host: "127.0.0.1", port: 7497, clientId: 1 } },
  { type: "ReportOpen", data: { serverVersion: 193, connectionTime: "" } },
  { type: "ReportOpen", data: { serverVersion: 193, connectionTime: "" } },
  { type: "ReportLoss", data: { cause: "closed", code: 507, message: "closed" } },
  { type: "ReportBlocked", data: { cause: "clientIdInUse", message: "in use" } },
  { type: "Close", data: { reason: "asked for" } },
  { type: "ReportManagedAccounts", data: { accounts: ["DU1"] } },
  { type: "ReportNextOrderId", data: { orderId: 5 } },
  { type: "ReportFarmStatus", data: { farm: "usopt", kind: "marketData", status: "broken", code: 2103 } },
  { type: "ReportFarmStatus", data: { farm: "usopt", kind: "marketData", status: "ok", code: 2104 } },
  { type: "ReportBrokerLink", data: { status: "lost", code: 1100 } },
  { type: "ReportBrokerLink", data: { status: "restoredDataKept", code: 1102 } },
  { type: "ReportHeartbeatMissed", data: { deadlineMs: 5000 } },
  { type: "StartSynchronisation", data: { parts: ["positions", "executions"] } },
  { type: "StartSynchronisation", data: { parts: ["positions", "executions"] } },
  { type: "CompletePart", data: { part: "positions", count: 1 } },
  { type: "CompletePart", data: { part: "executions", count: 1 } },
);

it("never shows a connection as ready, or in a phase, that the engine does not act on", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      let state: GatewayConnectionState = gatewayConnection.initial;
      const events: DomainEvent[] = PROLOGUE.slice(0, 1);
      for (const [place, next] of commands.entries()) {
        const now = epochMs(TEN_O_CLOCK + place);
        const outcome = gatewayConnection.decide(state, next, { now, accountsAllowed: null });
        if (outcome.kind === "refused") continue;
        state = fold(gatewayConnection, state, outcome.events);
        events.push(...outcome.events);
      }
      const view = connectionView(viewsAfter(events), TEN_O_CLOCK);
      expect([view.phase, view.ready, view.accounts]).toEqual([
        state.phase,
        connectionHealth(state).ready,
        state.accounts,
      ]);
    }),
    { numRuns: 300 },
  );
});
