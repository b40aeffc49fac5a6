import { afterEach, describe, expect, it } from "vitest";
import { codesOf, FaultySimulator, place, settle, statusesOf } from "../testing/faulty-simulator.ts";
import type { RawClient } from "../testing/raw-client.ts";

let faulty: FaultySimulator;
let client: RawClient;

/** A simulator with one fault and a client that has its first order where it wants it. */
async function given(...faults: readonly string[]): Promise<void> {
  faulty = await FaultySimulator.start(faults);
  client = await faulty.connected();
}

const run = (ms: number): Promise<void> => faulty.run(ms, client);
/** Fills at once, and rests, for the options of LBX that the specs trade. */
const [MARKETABLE, RESTING] = [30, 0.05];
const cancel = (orderId: number): void => client.send(4, orderId, "", "", 2147483647);
const held = (): number => faulty.simulator.account("DU1234567").positions[0]?.quantity ?? 0;
const commissions = (): string[] => client.of(59).map(([, , execId]) => execId ?? "");

afterEach(() => faulty.close());

describe("an order that is disturbed", () => {
  it("is refused with the code and text that were wanted, only where it fits, so often", async () => {
    await given(
      "reject-orders code=110 count=2 orderType=LMT",
      'reject-orders code=203 message="no" stage=request',
    );
    place(client, 1, RESTING);
    place(client, 2, RESTING);
    await run(200);
    place(client, 3, RESTING);
    await run(200);
    expect(codesOf(client).toSorted()).toEqual(["1 203", "2 110", "3 110"]);
    expect(statusesOf(client, 1)).toEqual([]);
    expect(statusesOf(client, 2)).toContain("Inactive");
    place(client, 4, RESTING);
    await run(200);
    expect(statusesOf(client, 4).at(-1)).toBe("Submitted");
  });

  it("is acknowledged late, or not at all, and lives", async () => {
    await given("late-acknowledgement by=2s for 1h", "lost-acknowledgement");
    place(client, 1, MARKETABLE);
    await run(1900);
    expect(statusesOf(client, 1)).toEqual([]);
    await run(400);
    // The acknowledgement was lost; the fill was not.
    expect(statusesOf(client, 1)[0]).toBe("Filled");
    place(client, 2, RESTING);
    await run(2300);
    expect(statusesOf(client, 2)[0]).toBe("PreSubmitted");
  });

  it("takes the venue's other times", async () => {
    await given("latency acknowledge=1s fill=2s commission=3s for 1h");
    place(client, 1, MARKETABLE);
    await run(900);
    expect(statusesOf(client, 1)).toEqual([]);
    await run(300);
    expect(statusesOf(client, 1)).toEqual(["PreSubmitted"]);
    await run(1900);
    expect(statusesOf(client, 1).at(-1)).toBe("Filled");
    expect(commissions()).toEqual([]);
    await run(3000);
    expect(commissions()).toHaveLength(1);
  });

  it("becomes two by one modification", async () => {
    await given("duplicate-modification on placeOrder nth 2");
    place(client, 1, RESTING);
    await run(200);
    place(client, 1, RESTING + 0.05);
    await run(200);
    const permIds = new Set(client.of(3).map((fields) => fields[6]));
    expect(permIds.size).toBe(2);
    cancel(1);
    await run(500);
    client.send(16, 1);
    await settle(client);
    expect(client.of(5).length).toBeGreaterThan(0);
    expect(statusesOf(client, 1).at(-1)).toBe("Submitted");
  });

  it("is repeated in its statuses", async () => {
    await given("repeated-statuses more=2");
    place(client, 1, RESTING);
    await run(200);
    const statuses = statusesOf(client, 1);
    expect(statuses.filter((status) => status === "PreSubmitted")).toHaveLength(3);
    expect(statuses.filter((status) => status === "Submitted")).toHaveLength(3);
  });

  it("is told of by ids that roll back", async () => {
    await given("order-id-rollback by=5 on ids for 2s");
    place(client, 9, RESTING);
    client.send(8, 1, 1);
    await settle(client);
    client.send(8, 1, 1);
    await run(2100);
    client.send(8, 1, 1);
    await settle(client);
    expect(client.of(9).map(([, , id]) => id)).toEqual(["1", "5", "5", "10"]);
  });
});

describe("a cancel that is disturbed", () => {
  it.each([
    ["fillFirst", "Filled", "1 10148", 2],
    ["tooLate", "Submitted", "1 10148", 0],
  ])("by the fate %s leaves the order %s", async (fate, status, code, quantity) => {
    await given(`cancel-fate fate=${fate}`);
    place(client, 1, RESTING);
    await run(300);
    cancel(1);
    await run(1000);
    expect(codesOf(client)).toEqual([code]);
    expect(held()).toBe(quantity);
    client.send(16, 1);
    await settle(client);
    expect(statusesOf(client, 1).at(-1)).toBe(status);
  });

  it("is lost, and slow when it comes again", async () => {
    await given("cancel-fate fate=lost next=1", "slow-cancel by=3s");
    place(client, 1, RESTING);
    await run(300);
    cancel(1);
    await run(2000);
    cancel(1);
    await run(2500);
    expect(statusesOf(client, 1)).not.toContain("Cancelled");
    await run(1000);
    expect(statusesOf(client, 1).at(-1)).toBe("Cancelled");
    expect(codesOf(client)).toEqual(["1 202"]);
  });

  it("is heard of, and then the order fills", async () => {
    await given("fill-after-cancel after=1s");
    place(client, 1, RESTING);
    await run(300);
    cancel(1);
    await run(500);
    expect([statusesOf(client, 1).at(-1), held()]).toEqual(["Cancelled", 0]);
    await run(1000);
    expect(held()).toBe(2);
    expect(client.of(11)).toHaveLength(1);
  });

  it("was never asked for, and is told of an order that is filled", async () => {
    await given("cancel-after-fill after=1s");
    place(client, 1, MARKETABLE);
    await run(1500);
    expect(statusesOf(client, 1).at(-1)).toBe("Cancelled");
    expect(codesOf(client)).toEqual(["1 202"]);
    expect(held()).toBe(2);
  });
});

describe("a what-if that is disturbed", () => {
  const preview = (orderId: number): void => place(client, orderId, RESTING, { whatIf: true });
  const answers = (): number => client.of(5).length;

  it("is answered twice", async () => {
    await given('what-if mode=twoAnswers second=2s warning="wait"');
    preview(1);
    await run(500);
    expect(answers()).toBe(1);
    expect(client.of(5)[0]).toContain("wait");
    await run(2000);
    expect(answers()).toBe(2);
    expect(client.of(5)[1]).not.toContain("wait");
  });

  it("hangs, once", async () => {
    await given("what-if mode=hanging next=1");
    preview(1);
    await run(5000);
    expect(answers()).toBe(0);
    preview(2);
    await run(500);
    expect(answers()).toBe(1);
  });

  it("is refused", async () => {
    await given("what-if mode=refused code=321");
    preview(1);
    await run(500);
    expect([answers(), codesOf(client)]).toEqual([0, ["1 321"]]);
  });
});

describe("an execution that is disturbed", () => {
  it("is not told of, but to who asks", async () => {
    await given("untold-fills");
    place(client, 1, MARKETABLE);
    await run(1000);
    expect([held(), client.of(11).length]).toEqual([2, 0]);
    client.send(7, 3, 5, 0, "", "", "", "", "", "");
    await settle(client);
    expect(client.of(11)).toHaveLength(1);
  });

  it("comes again, and its commission late or never", async () => {
    await given(
      "repeated-executions more=1",
      "late-commissions by=3s",
      "lost-commissions on placeOrder nth 2",
    );
    place(client, 1, MARKETABLE);
    await run(1000);
    expect(client.of(11)).toHaveLength(2);
    expect(commissions()).toEqual([]);
    await run(3000);
    expect(commissions()).toHaveLength(1);
    place(client, 2, MARKETABLE);
    await run(5000);
    expect(commissions()).toHaveLength(1);
  });

  it("is corrected", async () => {
    await given("corrections after=1s ticks=1");
    place(client, 1, MARKETABLE);
    await run(2000);
    const ids = client.of(11).map((fields) => fields.find((field) => field.startsWith("0000")) ?? "");
    expect(ids).toHaveLength(2);
    expect(ids[1]).toBe(ids[0]?.replace(/\.01$/, ".02"));
  });

  it("is forced", async () => {
    await given(
      "fill-order clientId=1 orderId=1 quantity=1 after 1s",
      "fill-order clientId=1 orderId=8 after 2s",
    );
    place(client, 1, RESTING);
    await run(1500);
    expect(held()).toBe(1);
    await run(1000);
    expect(faulty.simulator.control.faults()[1]).toMatchObject({
      fired: 1,
      failure: "client 1 has no order 8",
    });
  });
});
