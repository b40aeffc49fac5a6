import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT } from "../testing/orders.ts";
import { Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F16: after the nightly restart account values come unset", () => {
  async function valueAfterTheNight(withFaults: boolean) {
    const stage = await theatre.open("f16-unset-account-values", withFaults);
    const naive = await theatre.online(stage);
    naive.api.reqAccountUpdates(true, ACCOUNT);
    await stage.until("the portfolio", () => naive.books.portfolio.size > 0);
    await stage.pass(15_000);
    await stage.until("online", () => naive.isOnline);
    naive.api.reqAccountUpdates(true, ACCOUNT);
    await stage.pass(5000);
    const value = stage.truth.positions.reduce((sum, { marketValue }) => sum + marketValue, 0);
    return { believed: naive.books.portfolioValue, value };
  }

  it("so the naive client takes what it holds to be worth nothing", async () => {
    const { believed, value } = await valueAfterTheNight(true);
    expect(believed).toBe(0);
    expect(value).toBeGreaterThan(1000);
  });

  it("while it knows the value as long as it is told", async () => {
    const { believed, value } = await valueAfterTheNight(false);
    expect(Math.abs(believed - value)).toBeLessThan(value / 100);
  });
});
