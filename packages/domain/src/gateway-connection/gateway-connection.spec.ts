/* oxlint-disable promise/valid-params -- `then` of a specification takes the events that follow */
import { describe, expect, it } from "vitest";
import { specification } from "../testing/given-when-then.ts";
import { TEN_O_CLOCK } from "../testing/fixtures.ts";
import {
  connectionHealth,
  gatewayConnection,
  reconnectDelayMs,
  type GatewayConnectionCommand,
  type GatewayConnectionContext,
  type GatewayConnectionEvent,
} from "./index.ts";

const target = { host: "127.0.0.1", port: 7497, clientId: 7 };
const context: GatewayConnectionContext = { now: TEN_O_CLOCK, accountsAllowed: null };
const only = (...accountsAllowed: string[]) => ({ now: TEN_O_CLOCK, accountsAllowed });

const requested: GatewayConnectionEvent = { type: "ConnectionRequested", data: { ...target, attempt: 1 } };
const opened: GatewayConnectionEvent = {
  type: "ConnectionOpenReported",
  data: { serverVersion: 193, connectionTime: "20151224 10:00:00 EST" },
};
const accounts: GatewayConnectionEvent = { type: "ManagedAccountsReported", data: { accounts: ["DU1"] } };
const orderId = (id: number): GatewayConnectionEvent => ({
  type: "NextOrderIdReported",
  data: { orderId: id },
});
const started: GatewayConnectionEvent = {
  type: "SynchronisationStarted",
  data: { parts: ["openOrders", "executions"] },
};
const part = (name: "openOrders" | "executions"): GatewayConnectionEvent => ({
  type: "SynchronisationPartCompleted",
  data: { part: name, count: 0 },
});
const synchronised: GatewayConnectionEvent = {
  type: "SynchronisationCompleted",
  data: { serverVersion: 193 },
};
const lossData = { cause: "closed", code: 504, message: "socket closed" } as const;
const loss: GatewayConnectionEvent = { type: "ConnectionLossReported", data: lossData };
const retry = (attempt: number, delayMs: number): GatewayConnectionEvent => ({
  type: "ReconnectionScheduled",
  data: { attempt, delayMs },
});
const ready = [
  requested,
  opened,
  accounts,
  orderId(1),
  started,
  part("openOrders"),
  part("executions"),
  synchronised,
];
const gateway = specification(gatewayConnection);

describe("the session with the gateway", () => {
  it("goes from the request through handshake and synchronisation to ready", () => {
    expect(gateway.state.phase).toBe("idle");
    expect(gateway.given(requested).state.phase).toBe("connecting");
    expect(gateway.given(requested, opened).state).toMatchObject({
      phase: "handshaking",
      accountsReported: false,
    });
    expect(gateway.given(requested, opened, accounts, started).state.phase).toBe("synchronising");
    expect(gateway.given(...ready).state.phase).toBe("ready");
  });

  it("is asked for once: a repeated request changes nothing, another endpoint is refused", () => {
    gateway.when({ type: "RequestConnection", data: target }, context).then(requested);
    gateway.given(requested).when({ type: "RequestConnection", data: target }, context).thenNothing();
    gateway
      .given(...ready)
      .when({ type: "RequestConnection", data: { ...target, port: 4002 } }, context)
      .thenRefused("gateway.already-connected");
  });

  it("completes synchronisation with its last part, whatever the order of the parts", () => {
    gateway
      .given(requested, opened, started)
      .when({ type: "CompletePart", data: { part: "executions", count: 3 } }, context)
      .then({ type: "SynchronisationPartCompleted", data: { part: "executions", count: 3 } });
    gateway
      .given(requested, opened, started, part("executions"))
      .when({ type: "CompletePart", data: { part: "openOrders", count: 0 } }, context)
      .then(part("openOrders"), synchronised);
  });

  it("takes a part that is answered twice, or was not asked for, once", () => {
    const command: GatewayConnectionCommand = {
      type: "CompletePart",
      data: { part: "openOrders", count: 0 },
    };
    gateway.given(requested, opened, started, part("openOrders")).when(command, context).thenNothing();
    gateway
      .given(...ready)
      .when(command, context)
      .thenNothing();
    gateway
      .given(requested, opened, started)
      .when({ type: "CompletePart", data: { part: "positions", count: 0 } }, context)
      .thenNothing();
  });

  it("synchronises again when asked to while ready, and only in an open session", () => {
    const command: GatewayConnectionCommand = {
      type: "StartSynchronisation",
      data: { parts: ["executions"] },
    };
    gateway
      .given(...ready)
      .when(command, context)
      .then({ type: "SynchronisationStarted", data: { parts: ["executions"] } });
    gateway
      .given(...ready, loss, retry(2, 1_000))
      .when(command, context)
      .thenRefused("gateway.not-open");
    gateway
      .given(...ready)
      .when({ type: "StartSynchronisation", data: { parts: [] } }, context)
      .thenRefused("gateway.synchronisation-empty");
  });

  it("refuses a session that opens without having been asked for", () => {
    gateway
      .given(...ready, loss, retry(2, 1_000))
      .when({ type: "ReportOpen", data: { serverVersion: 193, connectionTime: "" } }, context)
      .thenRefused("gateway.not-connecting");
  });
});

describe("a lost session", () => {
  it("is followed by an attempt after 1 s, then 2 s, doubling to 60 s", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 1_000].map(reconnectDelayMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    const failed = [requested, loss, retry(2, 1_000), requested];
    gateway
      .given(requested)
      .when({ type: "ReportLoss", data: lossData }, context)
      .then(loss, retry(2, 1_000));
    gateway
      .given(...failed)
      .when({ type: "ReportLoss", data: lossData }, context)
      .then(loss, retry(3, 2_000));
  });

  it("counts attempts from the start again once a session had synchronised", () => {
    gateway
      .given(requested, loss, retry(2, 1_000), requested, loss, retry(3, 2_000), ...ready)
      .when({ type: "ReportLoss", data: lossData }, context)
      .then(loss, retry(2, 1_000));
  });

  it("is lost once, however often the socket says so", () => {
    gateway
      .given(...ready, loss, retry(2, 1_000))
      .when({ type: "ReportLoss", data: lossData }, context)
      .thenNothing();
    gateway.when({ type: "ReportLoss", data: lossData }, context).thenNothing();
  });

  it("is also a heartbeat without an answer, as on a half-open socket that neither speaks nor closes", () => {
    const state = gateway
      .given(...ready)
      .when({ type: "ReportHeartbeatMissed", data: { deadlineMs: 5_000 } }, context)
      .then(
        { type: "HeartbeatMissed", data: { deadlineMs: 5_000 } },
        {
          type: "ConnectionLossReported",
          data: { cause: "heartbeat", code: null, message: "no answer to a heartbeat within 5000 ms" },
        },
        retry(2, 1_000),
      );
    expect(state).toMatchObject({ phase: "waiting", attempt: 2, delayMs: 1_000 });
    gateway
      .given(...ready, loss, retry(2, 1_000))
      .when({ type: "ReportHeartbeatMissed", data: { deadlineMs: 5_000 } }, context)
      .thenNothing();
  });

  it("does not come back by itself once it was closed", () => {
    const closed: GatewayConnectionEvent = { type: "ConnectionCloseRequested", data: { reason: "shutdown" } };
    gateway
      .given(...ready)
      .when({ type: "Close", data: { reason: "shutdown" } }, context)
      .then(closed);
    gateway
      .given(...ready, closed)
      .when({ type: "ReportLoss", data: lossData }, context)
      .thenNothing();
    gateway
      .given(...ready, closed)
      .when({ type: "RequestConnection", data: target }, context)
      .then(requested);
  });
});

describe("a block that needs a person", () => {
  const inUse = { cause: "clientIdInUse", message: "client id 7 is in use" } as const;
  const blocked: GatewayConnectionEvent = { type: "ConnectionBlocked", data: inUse };

  it("waits 30 s when another program has the client id, and does not knock faster however often it fails", () => {
    gateway
      .given(requested)
      .when({ type: "ReportBlocked", data: inUse }, context)
      .then(blocked, retry(2, 30_000));
    const again = gateway.given(requested, blocked, retry(2, 30_000), loss, requested);
    again.when({ type: "ReportBlocked", data: inUse }, context).then(blocked, retry(3, 30_000));
  });

  it("records that the gateway then hangs up, without scheduling an earlier attempt", () => {
    const given = gateway.given(requested, blocked, retry(2, 30_000));
    expect(given.when({ type: "ReportLoss", data: lossData }, context).then(loss)).toMatchObject({
      phase: "blocked",
      delayMs: 30_000,
    });
    given.given(loss).when({ type: "ReportLoss", data: lossData }, context).thenNothing();
  });

  it("stops for good when no account of the gateway may be traded", () => {
    const state = gateway
      .given(requested, opened)
      .when({ type: "ReportManagedAccounts", data: { accounts: ["U9"] } }, only("DU1"))
      .then(
        { type: "ManagedAccountsReported", data: { accounts: ["U9"] } },
        {
          type: "ConnectionBlocked",
          data: { cause: "accountNotAllowed", message: "the gateway has U9, of which none may be traded" },
        },
      );
    expect(state).toMatchObject({ phase: "blocked", delayMs: null });
    expect(connectionHealth(state).reasons[0]).toContain("U9");
  });

  it("lets one account that may be traded suffice", () => {
    gateway
      .given(requested, opened)
      .when({ type: "ReportManagedAccounts", data: { accounts: ["U9", "DU1"] } }, only("DU1"))
      .then({ type: "ManagedAccountsReported", data: { accounts: ["U9", "DU1"] } });
  });

  it("records the accounts once in every session, though they are the same as before", () => {
    const report: GatewayConnectionCommand = { type: "ReportManagedAccounts", data: { accounts: ["DU1"] } };
    const again = gateway.given(...ready, loss, retry(2, 1_000), requested, opened, started);
    again.when(report, context).then(accounts);
    again.given(accounts).when(report, context).thenNothing();
  });

  it("looks at the allow-list in every session, though the accounts are the same as before", () => {
    const again = [...ready, loss, retry(2, 1_000), requested, opened, started];
    const outcome = gatewayConnection.decide(
      gateway.given(...again).state,
      { type: "ReportManagedAccounts", data: { accounts: ["DU1"] } },
      only("DU2"),
    );
    expect(outcome).toMatchObject({
      events: [
        { type: "ManagedAccountsReported", data: { accounts: ["DU1"] } },
        { type: "ConnectionBlocked", data: { cause: "accountNotAllowed" } },
      ],
    });
  });
});

describe("order ids", () => {
  it("keep the highest one ever reported, though the gateway's own rolls back", () => {
    expect(
      gateway.given(...ready, orderId(500), loss, retry(2, 1_000), requested, opened, orderId(3)).state,
    ).toMatchObject({
      nextOrderIdSeen: 500,
    });
  });

  it("are recorded once a session, and again only when they rise", () => {
    const command = (id: number): GatewayConnectionCommand => ({
      type: "ReportNextOrderId",
      data: { orderId: id },
    });
    const session = gateway.given(requested, opened, orderId(40));
    session.when(command(40), context).thenNothing();
    session.when(command(12), context).thenNothing();
    session.when(command(41), context).then(orderId(41));
    session.given(loss, retry(2, 1_000), requested, opened).when(command(12), context).then(orderId(12));
    session.when(command(Number.NaN), context).thenRefused("gateway.order-id-malformed");
  });
});

describe("health", () => {
  const farm = (
    status: "ok" | "broken" | "inactive",
    kind: "marketData" | "historicalData" = "marketData",
  ): GatewayConnectionEvent => ({
    type: "FarmStatusReported",
    data: { farm: `${kind}-farm`, kind, status, code: 2104 },
  });
  const link = (
    status: "lost" | "restoredDataLost" | "restoredDataKept",
    code: number,
  ): GatewayConnectionEvent => ({
    type: "BrokerLinkReported",
    data: { status, code },
  });

  it("is given when ready with the link up and no market data farm broken", () => {
    expect(connectionHealth(gateway.given(...ready, farm("ok")).state)).toEqual({ ready: true, reasons: [] });
    expect(connectionHealth(gateway.given(...ready, farm("inactive")).state).ready).toBe(true);
  });

  it("names every phase but ready as a reason", () => {
    const phases = [
      [],
      [requested],
      [requested, opened],
      [requested, opened, started],
      [...ready, loss, retry(2, 1_000)],
    ];
    for (const events of phases) {
      const health = connectionHealth(gateway.given(...events).state);
      expect(health.ready).toBe(false);
      expect(health.reasons).toHaveLength(1);
    }
  });

  it("treats each farm by itself: a broken market data farm counts, one for history does not", () => {
    expect(connectionHealth(gateway.given(...ready, farm("broken")).state).reasons).toEqual([
      "market data farm marketData-farm is broken",
    ]);
    expect(connectionHealth(gateway.given(...ready, farm("broken", "historicalData")).state).ready).toBe(
      true,
    );
    expect(connectionHealth(gateway.given(...ready, farm("broken"), farm("ok")).state).ready).toBe(true);
  });

  it("forgets farms and link of an earlier session: the gateway tells them anew", () => {
    const again = [...ready, farm("broken"), link("lost", 1100), loss, retry(2, 1_000), ...ready];
    expect(connectionHealth(gateway.given(...again).state)).toEqual({ ready: true, reasons: [] });
  });

  it("is lost with the broker's link, told once though the gateway says it hundreds of times in a bad night", () => {
    const state = gateway
      .given(...ready)
      .when({ type: "ReportBrokerLink", data: { status: "lost", code: 1100 } }, context)
      .then(link("lost", 1100));
    expect(connectionHealth(state).reasons).toEqual(["the gateway has lost its link to the broker"]);
    gateway
      .given(...ready, link("lost", 1100))
      .when({ type: "ReportBrokerLink", data: { status: "lost", code: 1100 } }, context)
      .thenNothing();
    expect(
      connectionHealth(gateway.given(...ready, link("lost", 1100), link("restoredDataLost", 1101)).state)
        .ready,
    ).toBe(true);
  });

  it("hears a farm repeat itself without a change as nothing", () => {
    gateway
      .given(...ready, farm("ok"))
      .when(
        {
          type: "ReportFarmStatus",
          data: { farm: "marketData-farm", kind: "marketData", status: "ok", code: 2104 },
        },
        context,
      )
      .thenNothing();
  });
});

describe("the gateway's clock and data type", () => {
  it("keeps offset and moment of the last answer, and refuses an answer without a time", () => {
    const data = { gatewayTime: TEN_O_CLOCK, offsetMs: -1_200, roundTripMs: 4 };
    const state = gateway
      .given(...ready)
      .when({ type: "ReportGatewayTime", data }, context)
      .then({ type: "GatewayTimeReported", data });
    expect(state).toMatchObject({ timeOffsetMs: -1_200, lastHeartbeatAt: TEN_O_CLOCK });
    gateway
      .when({ type: "ReportGatewayTime", data: { ...data, offsetMs: Number.NaN } }, context)
      .thenRefused("gateway.time-malformed");
  });

  it("asks for a market data type once a session", () => {
    const command: GatewayConnectionCommand = {
      type: "RequestMarketDataType",
      data: { dataType: "delayed" },
    };
    const delayed: GatewayConnectionEvent = {
      type: "MarketDataTypeRequested",
      data: { dataType: "delayed" },
    };
    gateway
      .given(...ready)
      .when(command, context)
      .then(delayed);
    gateway
      .given(...ready, delayed)
      .when(command, context)
      .thenNothing();
    gateway
      .given(...ready, delayed, loss, retry(2, 1_000), ...ready)
      .when(command, context)
      .then(delayed);
    gateway.when(command, context).thenRefused("gateway.not-open");
  });

  it("keeps a notice that is about nothing of ours, once in a row", () => {
    const data = { code: 2137, message: "closing order", requestId: null };
    const notice: GatewayConnectionEvent = { type: "GatewayNoticeReported", data };
    gateway.when({ type: "ReportNotice", data }, context).then(notice);
    gateway.given(notice).when({ type: "ReportNotice", data }, context).thenNothing();
  });
});

describe("a broken log", () => {
  it("fails loudly when synchronisation ends without having started", () => {
    expect(() => gateway.given(requested, opened, synchronised)).toThrow(
      "SynchronisationCompleted while handshaking",
    );
  });
});
