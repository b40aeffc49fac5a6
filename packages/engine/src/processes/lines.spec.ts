import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { ACCOUNT, EXPIRY, listed, quotesOf, STOCK, units, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { executionsOf } from "../testing/scripted-gateway.ts";

const LONG = listed("call", 100);
const SHORT = listed("call", 105);

const position = (quantity: number, contract = LONG) =>
  ({ kind: "position", account: ACCOUNT, contract, quantity, averageCost: units(200) }) as const;

/** Request ids that the gateway holds open, by what it was asked. */
function openAt(run: EngineRun): readonly number[] {
  const closed = new Set(run.gateway.sentOf("closeLine").map(({ requestId }) => requestId));
  return run.gateway
    .sentOf("openLine")
    .flatMap(({ requestId }) => (closed.has(requestId) ? [] : [requestId]));
}

const conIdsOf = (run: EngineRun) => run.gateway.sentOf("openLine").map(({ contract }) => contract.conId);

describe("a market data line", () => {
  it("is opened again under a new request id when the gateway lost its data (1101)", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    const before = run.gateway.sentOf("openLine");
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    run.gateway.say({ kind: "brokerLink", status: "restoredDataLost", code: 1101 });
    await run.settled();
    const after = run.gateway.sentOf("openLine").slice(before.length);
    expect(after).toHaveLength(before.length);
    expect(new Set(after.map(({ contract }) => contract.conId))).toEqual(
      new Set(before.map(({ contract }) => contract.conId)),
    );
    expect(Math.min(...after.map(({ requestId }) => requestId))).toBeGreaterThan(
      Math.max(...before.map(({ requestId }) => requestId)),
    );
    expect(run.gateway.sentOf("closeLine")).toEqual([]);
  });

  it("stays as it is when the gateway kept its data (1102)", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    const before = run.gateway.sentOf("openLine").length;
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    run.gateway.say({ kind: "brokerLink", status: "restoredDataKept", code: 1102 });
    await run.settled();
    expect(run.gateway.sentOf("openLine")).toHaveLength(before);
  });

  it.each([
    {
      when: "the gateway says that it kept its data (1102)",
      says: [
        { kind: "brokerLink", status: "lost", code: 1100 },
        { kind: "brokerLink", status: "restoredDataKept", code: 1102 },
      ],
    },
    {
      when: "a farm that was broken is back (2103, 2104)",
      says: [
        { kind: "farmStatus", farm: "usopt", farmKind: "marketData", status: "broken", code: 2103 },
        { kind: "farmStatus", farm: "usopt", farmKind: "marketData", status: "ok", code: 2104 },
      ],
    },
  ] as const)(
    "is opened anew when it stays silent after $when, and left alone when it speaks",
    async ({ says }) => {
      const run = await startRun({ prepare: (gateway) => gateway.positions.push(position(2)) });
      await run.engine.openLegs(...legsOf(vertical("any")), "trader");
      await run.pass(1_000);
      const before = run.gateway.sentOf("openLine");
      run.gateway.say(...says);
      await run.pass(1_000);
      const speaking = before.find(({ contract }) => contract.conId === SHORT.conId)!;
      run.gateway.say(...quotesOf(speaking.requestId, SHORT));
      await run.pass(5_000);
      const after = run.gateway.sentOf("openLine").slice(before.length);
      expect(after.map(({ contract }) => contract.conId).sort((a, b) => a - b)).toEqual([
        STOCK.conId,
        LONG.conId,
      ]);
      expect(openAt(run)).toHaveLength(before.length);
      expect((await run.typesOf("lines-17")).filter((type) => type === "LinePinned")).toHaveLength(2);
      await run.pass(20_000);
      expect(run.gateway.sentOf("openLine")).toHaveLength(before.length + 2);
    },
  );

  it("is opened anew when it spoke between two breaks of its farm and is silent since the last", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(1_000);
    const farm = { kind: "farmStatus", farm: "usopt", farmKind: "marketData" } as const;
    const broken = { ...farm, status: "broken", code: 2103 } as const;
    const back = { ...farm, status: "ok", code: 2104 } as const;
    const before = run.gateway.sentOf("openLine");
    run.gateway.say(broken, back);
    await run.pass(1_000);
    for (const { requestId, contract } of before) run.gateway.say(...quotesOf(requestId, contract));
    await run.pass(1_000);
    run.gateway.say(broken, back);
    await run.pass(4_000);
    expect(run.gateway.sentOf("openLine")).toHaveLength(before.length);
    await run.pass(2_000);
    expect(run.gateway.sentOf("openLine")).toHaveLength(2 * before.length);
  });

  it("is not renewed for the first word on a farm, nor while a farm is broken", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    const farm = { kind: "farmStatus", farm: "usopt", farmKind: "marketData" } as const;
    const before = run.gateway.sentOf("openLine").length;
    run.gateway.say({ ...farm, status: "ok", code: 2104 });
    await run.pass(10_000);
    run.gateway.say({ ...farm, status: "broken", code: 2103 }, { ...farm, status: "ok", code: 2104 });
    run.gateway.say({ ...farm, status: "broken", code: 2103 });
    await run.pass(10_000);
    expect(run.gateway.sentOf("openLine")).toHaveLength(before);
  });

  it("that the gateway ends takes its quote along: nothing is decided on it any more", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(1_000);
    for (const { requestId } of run.gateway.sentOf("openLine"))
      run.gateway.say({ kind: "error", code: 10_197, message: "competing session", requestId });
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.pass(5_000);
    expect(await answering).toMatchObject({ kind: "refused", refusal: { code: "order.no-live-price" } });
    expect(run.gateway.placed).toEqual([]);
  });

  it("is opened once in a new session, also when it is wanted before the session is synchronised", async () => {
    const run = await startRun();
    await run.engine.openExpiry("LBX", EXPIRY, "trader");
    await run.settled();
    run.gateway.sent.length = 0;
    run.gateway.silence("executions");
    run.gateway.lose();
    await run.pass(1_500);
    run.engine.openLegs(...legsOf(vertical("any")), "trader").catch(() => {});
    await run.settled();
    expect(run.gateway.sentOf("openLine")).toEqual([]);
    run.gateway.say({ kind: "executionsEnd", requestId: run.gateway.sentOf("executions").at(-1)!.requestId });
    await run.settled();
    const opened = conIdsOf(run);
    expect(opened.length).toBeGreaterThan(2);
    expect(new Set(opened).size).toBe(opened.length);
    expect(openAt(run)).toHaveLength(run.engine.metrics().linesUsed);
  });

  it("is asked for when the gateway comes back, if it was wanted without a session", async () => {
    const run = await startRun();
    await run.engine.openExpiry("LBX", EXPIRY, "trader");
    await run.settled();
    run.gateway.lose();
    await run.settled();
    run.gateway.sent.length = 0;
    run.engine.openLegs(...legsOf(vertical("any")), "trader").catch(() => {});
    await run.settled();
    expect(run.gateway.sentOf("openLine")).toEqual([]);
    await run.pass(5_500);
    expect(conIdsOf(run)).toEqual(expect.arrayContaining([LONG.conId, SHORT.conId]));
  });

  it("whose request the socket does not take is reported, not silently dead, and tried again when used later", async () => {
    const run = await startRun();
    await run.engine.openChain("LBX", "trader");
    await run.settled();
    run.gateway.takesRequests = ({ kind }) => kind !== "openLine";
    const quoting = run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(5_000);
    await quoting;
    const rejected = (await run.log()).flatMap(({ event }) =>
      event.type === "LineRejectionReported" ? [event.data] : [],
    );
    expect(rejected.map(({ conId, code, message }) => [conId, code, message])).toEqual([
      [LONG.conId, 0, "the gateway does not read what it is sent"],
      [SHORT.conId, 0, "the gateway does not read what it is sent"],
    ]);
    run.gateway.takesRequests = () => true;
    await run.pass(30_000);
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    expect(conIdsOf(run)).toEqual(expect.arrayContaining([LONG.conId, SHORT.conId]));
  });

  it("that the gateway refuses is reported with its code", async () => {
    const run = await startRun({
      prepare: (gateway) =>
        gateway.answer("openLine", ({ requestId }) => [
          { kind: "error", code: 354, message: "not subscribed", requestId },
        ]),
    });
    const quoting = run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(5_000);
    await quoting;
    expect(await run.dataOf("LineRejectionReported")).toMatchObject({ code: 354 });
    expect(run.engine.metrics().linesUsed).toBe(0);
  });

  it("that gives way is closed at the gateway, and again when the socket did not take it", async () => {
    const run = await startRun({ limits: { marketLinesMax: 3, marketLinesReserved: 1 } });
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(2_000);
    run.gateway.takesRequests = ({ kind }) => kind !== "closeLine";
    await run.engine.openLegs(...legsOf(vertical("any", { right: "put" })), "trader");
    await run.settled();
    expect(run.gateway.sentOf("closeLine")).toEqual([]);
    run.gateway.takesRequests = () => true;
    await run.pass(1_500);
    expect(openAt(run)).toHaveLength(3);
    expect(run.engine.metrics()).toMatchObject({ linesUsed: 3, linesMax: 3, linesEvictedTotal: 2 });
  });

  it("that gives way before it was ever asked for is not closed at the gateway", async () => {
    const run = await startRun({ limits: { marketLinesMax: 3, marketLinesReserved: 1 } });
    await run.engine.openExpiry("LBX", EXPIRY, "trader");
    await run.settled();
    run.gateway.silence("executions");
    run.gateway.lose();
    await run.pass(3_500);
    run.gateway.sent.length = 0;
    for (const right of ["put", "call"]) {
      run.engine.openLegs(...legsOf(vertical("any", { right })), "trader").catch(() => {});
      await run.pass(1_500);
    }
    expect(await run.dataOf("LineEvicted")).not.toBeNull();
    expect(run.gateway.sentOf("closeLine")).toEqual([]);
  });
});

describe("a position", () => {
  it("holds the line of its contract for as long as it is open", async () => {
    const run = await startRun();
    run.gateway.say(position(2));
    await run.settled();
    expect(await run.dataOf("LinePinned")).toEqual({ conId: LONG.conId, holder: "position:DU1" });
    expect(conIdsOf(run)).toEqual([LONG.conId]);
    run.gateway.say(position(0));
    await run.settled();
    expect(await run.dataOf("LineUnpinned")).toEqual({ conId: LONG.conId, holder: "position:DU1" });
  });

  it("that the broker no longer names after a reconnect is closed, and lets its line go", async () => {
    const run = await startRun({
      prepare: (gateway) => gateway.positions.push(position(2), position(-2, SHORT)),
    });
    run.gateway.positions = [position(2)];
    run.gateway.lose();
    await run.pass(1_500);
    const closed = (await run.log()).flatMap(({ event }) =>
      event.type === "PositionReported" && event.data.quantity === 0 ? [event.data.contract.conId] : [],
    );
    expect(closed).toEqual([SHORT.conId]);
    expect(await run.dataOf("LineUnpinned")).toMatchObject({ conId: SHORT.conId });
  });

  it("of an account that the next session does not show stays as it was", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.positions.push(position(2)) });
    run.gateway.accounts = ["DU2"];
    run.gateway.positions = [];
    run.gateway.lose();
    await run.pass(1_500);
    const reports = (await run.log()).filter(({ event }) => event.type === "PositionReported");
    expect(reports).toHaveLength(1);
    expect(run.engine.health().healthy).toBe(true);
  });
});

describe("an order", () => {
  it("holds the lines of its legs until it is over", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const pinned = (await run.log()).flatMap(({ event }) =>
      event.type === "LinePinned" ? [event.data] : [],
    );
    expect(pinned).toEqual([
      { conId: LONG.conId, holder: "order:abc-1" },
      { conId: SHORT.conId, holder: "order:abc-1" },
    ]);
    for (const execution of executionsOf(run.gateway.placed[0]!, run.clock.now()))
      run.gateway.say({ kind: "execution", requestId: -1, execution });
    await run.settled();
    const released = (await run.log()).flatMap(({ event }) =>
      event.type === "LineUnpinned" ? [event.data.conId] : [],
    );
    expect(released).toEqual([LONG.conId, SHORT.conId]);
  });
});
