import { type DomainEvent, epochMs, isoDate, micros, type RecordedEvent } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  commission,
  dayReportOf,
  execution,
  loggedEvents,
  type LoggedEvent,
  orderRef,
  orderRequested,
  placementIntended,
  positionReported,
  PROLOGUE,
  PUT_740,
  PUT_745,
  riskAssessed,
  statusReported,
  TEN_O_CLOCK,
  ticks,
  transmitted,
  units,
  verdict,
} from "../testing/index.ts";
import type { SessionReport } from "./index.ts";

/** The day of the sample log: the exchange closes at 13:00. */
const DAY = isoDate("2015-12-24");
const begun: readonly LoggedEvent[] = PROLOGUE.map((event) => ({ event, second: -60 }));

function report(events: readonly LoggedEvent[], date = DAY): Promise<SessionReport> {
  return dayReportOf(loggedEvents(events), date);
}

/** Sold at −1.35 on a market of −1.50 to −1.30: 0.05 beyond the middle. */
function filledOrder(ref: string): readonly LoggedEvent[] {
  const assessed = riskAssessed(ref, [verdict("killSwitch"), verdict("orderValue")]);
  if (assessed.type !== "RiskAssessed") throw new Error("no assessment");
  const quotes = { ...assessed.data.quotes, bid: units(-1.5), ask: units(-1.3) };
  const sold = { conId: PUT_745.conId, side: "sell", price: units(4.35) } as const;
  return [
    { event: orderRequested(ref), actor: "user:ann", second: 10 },
    { event: { type: "RiskAssessed", data: { ...assessed.data, quotes } } },
    { event: placementIntended(ref) },
    { event: transmitted(ref), second: 12 },
    { event: execution(ref, `${ref}.a.01.01`), second: 13 },
    { event: execution(ref, `${ref}.b.01.01`, sold) },
    { event: commission(ref, `${ref}.a.01.01`) },
    { event: statusReported(ref, "Filled", { filled: 1, remaining: 0, averageFillPrice: units(-1.35) }) },
  ];
}

function line(conId: number): DomainEvent {
  return {
    type: "LineOpened",
    data: { contract: { ...PUT_740, conId }, requestId: conId, purpose: "watch", usedAt: TEN_O_CLOCK },
  };
}

const lost: DomainEvent = {
  type: "ConnectionLossReported",
  data: { cause: "closed", code: 502, message: "reset" },
};
const back: DomainEvent = { type: "SynchronisationCompleted", data: { serverVersion: 193 } };

const words = ({ attention }: SessionReport) =>
  attention.map(({ urgency, words: text }) => `${urgency}: ${text}`);

describe("a day's report", () => {
  it("of a day without events says so, section by section", async () => {
    const empty = await report(begun, isoDate("2015-12-23"));
    expect(empty).toMatchObject({ events: 0, from: null, head: null, orders: [], attention: [] });
  });

  it("holds the day's events and no other's", async () => {
    const next = { event: orderRequested("o2"), second: 86_400 };
    const made = await report([...begun, ...filledOrder("o1"), next]);
    expect(made.orders.map((row) => row.orderRef)).toEqual(["o1"]);
    expect(made.complete).toBe(true);
    expect((await report([...begun, ...filledOrder("o1"), next], isoDate("2015-12-25"))).orders).toHaveLength(
      1,
    );
  });

  it("shows an order that the broker ended with an error alone as ended, where it was", async () => {
    const ended = async (code: number): Promise<SessionReport["orders"]> => {
      const error: DomainEvent = {
        type: "OrderErrorReported",
        data: { orderRef: orderRef("o1"), orderId: 1, code, message: "not now" },
      };
      const sent = [
        orderRequested("o1"),
        riskAssessed("o1", []),
        placementIntended("o1"),
        transmitted("o1"),
        error,
      ];
      const made = await report([...begun, ...sent.map((event, second) => ({ event, second }))]);
      return made.orders;
    };
    const kinds = async (code: number) => (await ended(code))[0]?.steps.at(-1)?.kind;
    expect(await kinds(201)).toBe("rejected");
    expect(await kinds(202)).toBe("cancelled");
    expect(await kinds(399)).toBe("error");
  });

  it("takes in what a session said before the gateway had told its time", async () => {
    const machine = epochMs(1_790_000_000_000);
    const log = loggedEvents([...begun, ...filledOrder("o1")]).map((record, place): RecordedEvent => {
      const { metadata, ...rest } = record;
      return Object.assign(rest, {
        metadata: place > 2 ? metadata : Object.assign({}, metadata, { occurredAt: machine }),
      });
    });
    const made = await dayReportOf(log, DAY);
    expect(made.runs.map(({ startedAt }) => startedAt)).toEqual([TEN_O_CLOCK - 60_000]);
    expect(made.from).toBe(TEN_O_CLOCK - 60_000);
  });

  it("measures a fill from the middle of the market at its decision, a cost above zero", async () => {
    const { orders, fills } = await report([...begun, ...filledOrder("o1")]);
    expect(orders[0]?.slippage).toEqual({
      mid: units(-1.4),
      perShare: units(0.05),
      amount: units(5),
      ofHalfSpread: 0.5,
    });
    expect(orders[0]).toMatchObject({ phase: "filled", filled: 1, intentToSocketMs: 2_000 });
    expect(fills.map(({ commission: paid }) => paid?.amount ?? null)).toEqual([units(0.7), null]);
  });

  it("counts each rule's verdicts, and names the newest block", async () => {
    const blocked = riskAssessed("o2", [verdict("killSwitch"), verdict("orderValue", "block")]);
    const made = await report([
      ...begun,
      ...filledOrder("o1"),
      { event: orderRequested("o2", { purpose: "preview" }), second: 30 },
      { event: blocked },
    ]);
    expect(made.assessments).toEqual({ previews: 1, orders: 1 });
    expect(made.rules.find(({ rule }) => rule === "orderValue")).toMatchObject({
      asked: 2,
      blocked: 1,
      lastReason: "Tested.",
    });
  });

  it("tells how long the connection was out, and what quotes were missed meanwhile", async () => {
    const made = await report([
      ...begun,
      { event: line(1), second: 0 },
      { event: ticks(1, { bid: 3 }), second: 1 },
      { event: lost, second: 5 },
      { event: back, second: 45 },
      { event: ticks(1, { bid: 3 }), second: 46 },
    ]);
    expect(made.outages).toMatchObject([{ what: "gateway", durationMs: 40_000, code: 502 }]);
    expect(made.gaps).toMatchObject([{ durationMs: 45_000, lines: 1, during: "gateway" }]);
    expect(words(made)).toContain(
      "look: The connection to the gateway was out for 40.0 s: closed: reset (502).",
    );
  });

  it("takes no silence after the close for a gap", async () => {
    const close = 3 * 3_600;
    const made = await report([
      ...begun,
      { event: line(1), second: close - 20 },
      { event: ticks(1, { bid: 3 }), second: close - 10 },
      { event: ticks(1, { bid: 3 }), second: close + 600 },
    ]);
    expect(made.gaps).toEqual([]);
  });

  it("knows a run that ended without a word by the next one's start", async () => {
    const made = await report([
      ...begun,
      ...filledOrder("o1"),
      { event: PROLOGUE[0] as DomainEvent, second: 100 },
    ]);
    expect(made.outages).toMatchObject([{ what: "engine", durationMs: 87_000 }]);
    expect(made.complete).toBe(false);
  });

  it("follows the lines in use", async () => {
    const { lines } = await report([
      ...begun,
      { event: line(1), second: 0 },
      { event: line(2), second: 1 },
      {
        event: {
          type: "LineEvicted",
          data: { conId: 1, requestId: 1, lastUsedAt: TEN_O_CLOCK, inFavourOf: 3 },
        },
        second: 2,
      },
      {
        event: {
          type: "LineRejectionReported",
          data: { conId: 2, requestId: 2, code: 354, message: "Not subscribed" },
        },
        second: 3,
      },
    ]);
    expect(lines.use.map(({ used }) => used)).toEqual([1, 2, 1, 0]);
    expect(lines).toMatchObject({ peak: 2, opened: 2, evicted: 1, rejected: [{ code: 354, count: 1 }] });
  });
});

describe("what needs a person", () => {
  it("begins with what only a person can settle", async () => {
    const made = await report([
      ...begun,
      ...filledOrder("o1"),
      { event: orderRequested("o2"), second: 20 },
      { event: placementIntended("o2") },
      { event: { type: "OrderOutcomeUnknown", data: { orderRef: orderRef("o2"), cause: "connectionLost" } } },
      { event: { type: "HeartbeatMissed", data: { deadlineMs: 6_000 } }, second: 30 },
    ]);
    expect(words(made)[0]).toMatch(/^act: o2 is in doubt\./);
    expect(words(made).at(-1)).toBe("look: 1 heartbeat had no answer in time.");
  });

  it("names an order that has worked for more than an hour, and not a young one", async () => {
    const resting: readonly LoggedEvent[] = [
      { event: orderRequested("o3"), second: 0 },
      { event: placementIntended("o3") },
      { event: statusReported("o3", "Submitted"), second: 1 },
    ];
    const later = (second: number): LoggedEvent => ({
      event: { type: "GatewayTimeReported", data: { gatewayTime: TEN_O_CLOCK, offsetMs: 0, roundTripMs: 1 } },
      second,
    });
    expect(words(await report([...begun, ...resting, later(3_700)]))).toContain(
      "act: o3 has worked for 1 h 1 min with 0 of 1 filled.",
    );
    expect(words(await report([...begun, ...resting, later(60)]))[0]).toMatch(/^look: o3 is still open/);
  });

  it("names what expires on the day or the next trading day", async () => {
    const held = (expiry: string): LoggedEvent => ({
      event: positionReported({ ...PUT_740, conId: 77, expiry: isoDate(expiry) }, 1, 300),
      second: 5,
    });
    expect(words(await report([...begun, held("2015-12-24")]))).toContainEqual(
      expect.stringMatching(/^act: DU1 holds 1 .*which expires today\.$/),
    );
    expect(words(await report([...begun, held("2015-12-28")]))).toContainEqual(
      expect.stringMatching(/^look: .*which expires on the next trading day\.$/),
    );
    expect(words(await report([...begun, held("2015-12-29")])).join()).not.toContain("expires");
  });

  it("names a tripped breaker, an engaged kill switch and a loss beyond the limit", async () => {
    const made = await report([
      ...begun,
      {
        event: { type: "KillSwitchEngaged", data: { account: ACCOUNT, actor: "user:ann", reason: "enough" } },
        second: 1,
      },
      {
        event: {
          type: "VolatilityBreakerTripped",
          data: { account: ACCOUNT, underlying: "GOOG", volatility: 1.4, limit: 1 },
        },
      },
      {
        event: {
          type: "AccountProfitAndLossReported",
          data: { account: ACCOUNT, daily: units(-1_200), unrealised: null, realised: null },
        },
      },
    ]);
    expect(words(made).slice(0, 3)).toEqual([
      "act: The kill switch of DU1 is engaged by user:ann: enough.",
      "act: The volatility breaker of DU1 for GOOG tripped at 140.0 %, limit 100.0 %.",
      "act: The day of DU1 stands at -1200.00, beyond the loss limit of 1000.00.",
    ]);
  });

  it("tells of a breaker that was reset since, once", async () => {
    const made = await report([
      ...begun,
      {
        event: {
          type: "VolatilityBreakerTripped",
          data: { account: ACCOUNT, underlying: "GOOG", volatility: 1.4, limit: 1 },
        },
        second: 1,
      },
      {
        event: {
          type: "VolatilityBreakerReset",
          data: { account: ACCOUNT, underlying: "GOOG", actor: "user:ann", reason: "calm" },
        },
        second: 60,
      },
    ]);
    expect(words(made)).toEqual(["look: Volatility breaker of DU1 tripped: GOOG at 140.0 %, limit 100.0 %."]);
    expect(made.switches.map(({ kind }) => kind)).toEqual(["limits", "breakerTripped", "breakerReset"]);
  });

  it("tells many gaps in one sentence", async () => {
    const silent = Array.from({ length: 6 }, (_, place): LoggedEvent => ({
      event: ticks(1, { bid: micros(3) }),
      second: 20 * (place + 1),
    }));
    const made = await report([...begun, { event: line(1), second: 0 }, ...silent]);
    expect(made.gaps).toHaveLength(6);
    expect(words(made)).toEqual([
      "look: No quote came 6 times, 2 min 0 s in all, the longest 20.0 s, though nothing was known to be out.",
    ]);
  });
});
