import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F12: after the weekend's restart a person must confirm", () => {
  async function weekend(withFaults: boolean) {
    const stage = await theatre.open("f12-second-factor", withFaults);
    const naive = await theatre.online(stage);
    await stage.pass(60_000);
    return naive;
  }

  it("and the naive client hammers at the gateway instead of waiting and saying so", async () => {
    const naive = await weekend(true);
    expect(naive.isOnline).toBe(false);
    expect(naive.attempts).toBeGreaterThan(100);
  });

  it("without a restart it connects once", async () => {
    const naive = await weekend(false);
    expect(naive.isOnline).toBe(true);
    expect(naive.attempts).toBe(1);
  });

  it("and once the person has confirmed, whoever comes is let in", async () => {
    const stage = await theatre.open("f12-second-factor", true);
    const naive = await theatre.online(stage);
    await stage.pass(10_000);
    expect(naive.isOnline).toBe(false);
    for (const { id } of stage.simulator.control.faults()) stage.simulator.control.cancel(id);
    await stage.pass(2000);
    expect(naive.isOnline).toBe(true);
  });
});
