import { describe, expect, it } from "vitest";
import type { Night } from "../../support/night.ts";
import {
  actual,
  believed,
  callSpread,
  calmDown,
  fired,
  isReady,
  placedTimes,
  ready,
  reasons,
  refused,
  submit,
} from "../../support/night-books.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

async function attempts(night: Night): Promise<number> {
  return (await night.typesOf("gateway-17")).filter((type) => type === "ConnectionRequested").length;
}

describe("F11: the client id is in use (326)", () => {
  it("is said with its number, knocked at rarely, and taken when it is free", async () => {
    const night = await open("f11-client-id-in-use");
    await night.start();
    await night.pass(60_000, 500);
    expect(fired(night)).toEqual(["client-id-in-use"]);
    expect(reasons(night)).toContain("A person has to act: client id 17 is in use");
    expect(await attempts(night)).toBeLessThanOrEqual(3);
    await refused(night, callSpread("without-a-session"));
    calmDown(night);
    await night.until("ready", () => isReady(night), 60_000, 500);
    expect(placedTimes(night)).toEqual({});
  });
});

describe("F12: the weekend's restart waits for a second factor", () => {
  it("attempts come at growing intervals, a person is asked for, and the session comes back by itself", async () => {
    const night = await open("f12-second-factor");
    await ready(night);
    await night.until("the restart", () => !isReady(night));
    const before = await attempts(night);
    await night.pass(60_000, 500);
    expect(fired(night)).toEqual(["second-factor"]);
    const inAMinute = (await attempts(night)) - before;
    expect(inAMinute).toBeGreaterThanOrEqual(3);
    expect(inAMinute).toBeLessThanOrEqual(8);
    expect(reasons(night)).toContain("waiting for a person at its login");
    calmDown(night);
    await night.until("ready again", () => isReady(night), 61_000, 500);
    expect(believed(night)).toEqual(actual(night));
  });
});

describe("F17: 1100 comes hundreds of times in a night", () => {
  it("is one outage: one session, one report, no new order, and a fill within it is not missed", async () => {
    const night = await open("f17-connectivity-storm");
    calmDown(night);
    await ready(night);
    await submit(night, callSpread("before", { price: { kind: "limit", price: "2.50" } }));
    night.simulator.control.inject(
      'error code=1100 message="Connectivity between IB and Trader Workstation has been lost." every 200ms times 10000',
    );
    await night.until("the fill", () => night.entries("OrderExecuted").length > 0);
    await night.pass(60_000);
    expect(fired(night).length).toBeGreaterThan(250);
    expect(reasons(night)).toContain("(1100)");
    const { message } = await refused(night, callSpread("within", { quantity: 2 }));
    expect(message).toContain("lost its link to the broker");
    calmDown(night);
    night.simulator.control.inject("error code=1102 message=restored");
    await night.until("ready again", () => isReady(night));
    await night.pass(3_000);
    expect(night.entries("ClientConnected")).toHaveLength(1);
    const reports = (await night.typesOf("gateway-17")).filter((type) => type === "BrokerLinkReported");
    expect(reports).toHaveLength(2);
    expect(placedTimes(night)).toEqual({ before: 1 });
    expect(believed(night)).toEqual(actual(night));
    expect(believed(night).filled).toEqual({ before: 1 });
  });

  it("that begins with the session keeps it waiting, without tearing it down", async () => {
    const night = await open("f17-connectivity-storm");
    await night.start();
    await night.pass(60_000);
    expect(reasons(night)).toContain("(1100)");
    expect(night.entries("ClientConnected")).toHaveLength(1);
    calmDown(night);
    night.simulator.control.inject("error code=1102 message=restored");
    await night.until("ready", () => isReady(night));
  });
});
