import { describe, expect, it } from "vitest";
import { startRun } from "../testing/engine-run.ts";
import { createInbox } from "./inbox.ts";

describe("the inbox", () => {
  it("gives inputs in the order of their arrival, however they are taken", async () => {
    const inbox = createInbox<number>(200_000);
    for (let number = 0; number < 150_000; number += 1) inbox.offer(number);
    const taken: number[] = [];
    while (inbox.size > 0) taken.push(...(await inbox.take(4_096)));
    expect(taken.every((number, index) => number === index)).toBe(true);
    expect(taken).toHaveLength(150_000);
  });

  it("refuses an offer when it is full, but never what the engine owes itself", () => {
    const inbox = createInbox<string>(2);
    expect([inbox.offer("a"), inbox.offer("b"), inbox.offer("c")]).toEqual([true, true, false]);
    inbox.admit("timer");
    expect(inbox.size).toBe(3);
  });

  it("waits for the first input, and ends empty once it is closed", async () => {
    const inbox = createInbox<string>(2);
    const waiting = inbox.take(10);
    inbox.offer("a");
    expect(await waiting).toEqual(["a"]);
    const last = inbox.take(10);
    inbox.close();
    expect(await last).toEqual([]);
    expect(inbox.offer("late")).toBe(false);
    inbox.admit("late");
    expect(inbox.size).toBe(0);
  });

  it("gives what waited before it was closed", async () => {
    const inbox = createInbox<string>(2);
    inbox.offer("a");
    inbox.close();
    expect(await inbox.take(10)).toEqual(["a"]);
  });
});

describe("commands beyond what may wait", () => {
  it("are refused with a remedy instead of queued, leave nothing behind, and pass once there is room", async () => {
    const run = await startRun({ limits: { inboxCommandsMax: 3 } });
    await run.place("abc-1");
    const before = (await run.log()).length;
    run.store.hold();
    const asked = Array.from({ length: 5 }, () => run.engine.cancelOrder("abc-1", "changed", "trader"));
    const busy = await Promise.all(asked.slice(3));
    expect(busy).toMatchObject([
      { kind: "refused", refusal: { code: "engine.busy", inputs: { commandsWaiting: 3 } } },
      { kind: "refused", refusal: { code: "engine.busy", remedy: expect.stringContaining("again") } },
    ]);
    run.store.release();
    expect((await Promise.all(asked.slice(0, 3))).map(({ kind }) => kind)).toEqual([
      "accepted",
      "accepted",
      "accepted",
    ]);
    expect((await run.engine.cancelOrder("abc-1", "changed", "trader")).kind).toBe("accepted");
    const added = (await run.log()).slice(before).filter(({ stream }) => stream === "order-abc-1");
    expect(added.map(({ event }) => event.type)).toEqual(["OrderCancelRequested", "OrderCancelTransmitted"]);
  });
});
