import { type DomainEvent, epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { PROLOGUE, TEN_O_CLOCK, viewsAfter } from "../testing/index.ts";
import { connectionView } from "./query.ts";

const [session, requested, opened] = PROLOGUE as [DomainEvent, DomainEvent, DomainEvent];
const loss: DomainEvent = {
  type: "ConnectionLossReported",
  data: { cause: "closed", code: 507, message: "The gateway closed the socket" },
};

function after(...events: DomainEvent[]) {
  return connectionView(viewsAfter(events), TEN_O_CLOCK);
}

describe("the connection", () => {
  it("is ready once it is synchronised", () => {
    expect(after(...PROLOGUE)).toMatchObject({
      phase: "ready",
      ready: true,
      reasons: [],
      accounts: ["DU1"],
      serverVersion: 193,
      attempts: 0,
    });
  });

  it("says what a synchronisation still waits for", () => {
    const view = after(
      session,
      requested,
      opened,
      { type: "SynchronisationStarted", data: { parts: ["openOrders", "positions"] } },
      { type: "SynchronisationPartCompleted", data: { part: "openOrders", count: 0 } },
    );
    expect([view.phase, view.reasons]).toEqual(["synchronising", ["Reading the broker's books: positions."]]);
  });

  it("says why it was lost and when it tries again", () => {
    const view = after(...PROLOGUE, loss, {
      type: "ReconnectionScheduled",
      data: { attempt: 2, delayMs: 30_000 },
    });
    expect(view).toMatchObject({ phase: "waiting", ready: false, attempts: 2, serverVersion: null });
    expect(view.reasons[0]).toMatch(/127\.0\.0\.1:7497 is lost\. The gateway closed the socket \(507\)/);
  });

  it("says after several attempts that a person may be needed at the gateway", () => {
    const attempt = (count: number): DomainEvent => ({
      type: "ReconnectionScheduled",
      data: { attempt: count, delayMs: 30_000 },
    });
    expect(after(...PROLOGUE, loss, attempt(3)).reasons[0]).not.toContain("a person");
    expect(after(...PROLOGUE, loss, attempt(4)).reasons[0]).toContain("waiting for a person at its login");
  });

  it("says since when our own pacing holds requests back, until it lets go or another engine starts", () => {
    const data = {
      limit: "messagesPerSecond",
      limitMax: 45,
      priority: "order",
      request: "placeOrder",
      waiting: 1,
    } as const;
    const began: DomainEvent = { type: "RequestThrottlingBegan", data };
    const ended: DomainEvent = {
      type: "RequestThrottlingEnded",
      data: { cause: "drained", durationMs: 40, waitingMax: 3, held: [], refused: 0, dropped: 0 },
    };
    expect(after(...PROLOGUE).throttling).toBeNull();
    expect(after(...PROLOGUE, began).throttling).toMatchObject({
      ...data,
      since: TEN_O_CLOCK + PROLOGUE.length * 1_000,
    });
    expect(after(...PROLOGUE, began).ready).toBe(true);
    expect(after(...PROLOGUE, began, ended).throttling).toBeNull();
    expect(after(...PROLOGUE, began, session).throttling).toBeNull();
  });

  it("does not take farms for healthy that it cannot hear", () => {
    const farm: DomainEvent = {
      type: "FarmStatusReported",
      data: { farm: "usopt", kind: "marketData", status: "ok", code: 2104 },
    };
    expect(after(...PROLOGUE, farm, loss).farms).toEqual([
      { name: "usopt", kind: "marketData", status: "unknown" },
    ]);
  });

  it("is not ready while the gateway itself has lost the broker or a market data farm", () => {
    const view = after(
      ...PROLOGUE,
      { type: "BrokerLinkReported", data: { status: "lost", code: 1100 } },
      {
        type: "FarmStatusReported",
        data: { farm: "usopt", kind: "marketData", status: "broken", code: 2103 },
      },
    );
    expect([view.ready, view.brokerLinkOk, view.reasons.length]).toEqual([false, false, 2]);
  });

  it("waits for a person when it is blocked, whatever is scheduled", () => {
    const view = after(
      ...PROLOGUE,
      { type: "ConnectionBlocked", data: { cause: "clientIdInUse", message: "client id 1 is in use" } },
      loss,
      { type: "ReconnectionScheduled", data: { attempt: 2, delayMs: 30_000 } },
    );
    expect([view.phase, view.reasons]).toEqual(["blocked", ["A person has to act: client id 1 is in use."]]);
  });

  it("stays closed when the loss that it asked for is reported", () => {
    const close: DomainEvent = { type: "ConnectionCloseRequested", data: { reason: "shutting down" } };
    expect(after(...PROLOGUE, close, loss).phase).toBe("closed");
  });

  it("of a session that died without a word is not taken over by the next one", () => {
    expect(after(...PROLOGUE, session)).toMatchObject({ phase: "idle", ready: false, serverVersion: null });
  });

  it("tells the exchange's session by gateway time: a half day closes at one", () => {
    expect(after(...PROLOGUE)).toMatchObject({ sessionPhase: "regular", minutesToClose: 180 });
    const evening = epochMs(TEN_O_CLOCK + 10 * 3_600_000);
    expect(connectionView(viewsAfter(PROLOGUE), evening)).toMatchObject({
      sessionPhase: "closed",
      minutesToClose: null,
    });
  });
});
