import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F7: a what-if may answer twice, at first without margins", () => {
  async function previewed(withFaults: boolean) {
    const stage = await theatre.open("f07-what-if-answers-twice", withFaults);
    const naive = await theatre.online(stage);
    const answer = naive.preview(await debitVertical(stage, naive), limitOrder("BUY", 3, 2));
    await stage.pass(5000);
    return answer.margin;
  }

  it("so the naive client takes the order to need no margin", async () => {
    expect(await previewed(true)).toBe(0);
  });

  it("which is 600 where one answer comes", async () => {
    expect(await previewed(false)).toBe(600);
  });
});

describe("F7: a what-if may never answer", () => {
  async function previewed(withFaults: boolean) {
    const stage = await theatre.open("f07-what-if-hangs", withFaults);
    const naive = await theatre.online(stage);
    const answer = naive.preview(await debitVertical(stage, naive), limitOrder("BUY", 3, 2));
    await stage.pass(60_000, 1000);
    return answer.margin;
  }

  it("so the naive client waits for ever", async () => {
    expect(await previewed(true)).toBeNull();
  });

  it("and is answered on a good day", async () => {
    expect(await previewed(false)).toBe(600);
  });
});
