import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { comboOf, limitOrder } from "../testing/orders.ts";
import { callIds, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F18: a covered spread may be margined as if it were naked", () => {
  async function sold(withFaults: boolean) {
    const stage = await theatre.open("f18-covered-as-naked", withFaults);
    const naive = await theatre.online(stage);
    const [low, high] = (await callIds(stage, naive, [100, 105])) as [number, number];
    const contract = comboOf("LBX", [
      { conId: low, action: "SELL" },
      { conId: high, action: "BUY" },
    ]);
    const answer = naive.preview(contract, limitOrder("BUY", 1, -0.5));
    await stage.until("the preview", () => answer.margin !== null);
    naive.place({ name: "credit", contract, order: limitOrder("BUY", 2, -0.5) });
    await stage.pass(5000);
    return { stage, margin: answer.margin ?? 0 };
  }

  it("so the naive client, which believes the broker, is refused a spread that its money covers", async () => {
    const { stage, margin } = await sold(true);
    expect(margin).toBeGreaterThan(1000);
    expect(stage.held).toEqual([]);
  });

  it("where the rules are kept it needs the width less the credit and trades", async () => {
    const { stage, margin } = await sold(false);
    expect(margin).toBe(450);
    expect(stage.held).toHaveLength(2);
  });
});
