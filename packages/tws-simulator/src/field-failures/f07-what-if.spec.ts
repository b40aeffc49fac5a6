import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { settle } from "../testing/faulty-simulator.ts";
import { blankValues } from "../testing/layout-values.ts";
import { ACCOUNT, limitOrder } from "../testing/orders.ts";
import { RawClient } from "../testing/raw-client.ts";
import { debitVertical, SHARE, Theatre } from "../testing/theatre.ts";
import { encodeRequest } from "../wire/codec.ts";
import { REQUEST_LAYOUTS } from "../wire/request-layouts.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

/** A what-if for ten shares. */
function previewOfShares(orderId: number): Buffer {
  const order = {
    ...blankValues(REQUEST_LAYOUTS.placeOrder),
    ...SHARE,
    orderId,
    account: ACCOUNT,
    action: "BUY",
    totalQuantity: 10,
    orderType: "LMT",
    limitPrice: 90,
    transmit: true,
    whatIf: true,
  };
  return encodeRequest("placeOrder", order as never, 193);
}

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

describe("F7: the unset double has two spellings", () => {
  /** The initial margins of twenty first answers, as texts. */
  async function marginsTold(withFaults: boolean): Promise<ReadonlySet<string>> {
    const stage = await theatre.open("f07-what-if-answers-twice", withFaults);
    const client = await RawClient.started(stage.simulator.port, 1);
    for (let orderId = 1; orderId <= 20; orderId += 1) client.sendBytes(previewOfShares(orderId));
    await settle(client);
    stage.simulator.run(100);
    await settle(client);
    const texts = client.of(5).map((fields) => fields.filter((text) => /E308|e\+308/.test(text)));
    client.close();
    return new Set(texts.flat());
  }

  it("so that a client which knows one takes the other for an amount", async () => {
    const told = await marginsTold(true);
    expect(told).toEqual(new Set(["1.7976931348623157E308", "1.7976931348623157e+308"]));
    const read = [...told].map((text) => (text === "1.7976931348623157e+308" ? null : Number(text)));
    expect(read).toContain(Number.MAX_VALUE);
  });

  it("of which one is told on a good day", async () => {
    expect(await marginsTold(false)).toEqual(new Set(["1.7976931348623157E308"]));
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
