import { afterEach, describe, expect, it } from "vitest";
import { FaultySimulator, settle } from "../testing/faulty-simulator.ts";
import { ACCOUNT } from "../testing/orders.ts";

let running: FaultySimulator | null = null;

afterEach(async () => {
  await running?.close();
  running = null;
});

describe("an order by hand", () => {
  it("is the account's and client 0's, fills, and is told to nobody who does not ask", async () => {
    running = await FaultySimulator.start(["order-by-hand localSymbol=LBX side=BUY quantity=100 after 1s"]);
    const client = await running.connected(1);
    await running.run(3000, client);
    const { positions } = running.simulator.account(ACCOUNT);
    expect(positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([["LBX", 100]]);
    const placed = [...running.simulator.ledger].filter(({ type }) => type === "OrderPlaced");
    expect(placed).toMatchObject([{ clientId: 0, orderId: 0 }]);
    expect([...client.of(5), ...client.of(3), ...client.of(11)]).toEqual([]);
  });

  it("that works is shown to who asks for all open orders", async () => {
    running = await FaultySimulator.start([
      "order-by-hand localSymbol=LBX side=SELL quantity=7 limit=200 after 1s",
    ]);
    const client = await running.connected(1);
    await running.run(2000, client);
    client.send(16, 1);
    await settle(client);
    expect(client.of(5)).toHaveLength(1);
    expect(client.of(5)[0]?.slice(0, 4)).toEqual(["5", "0", expect.any(String), "LBX"]);
  });

  it.each([
    ["of a contract that is not there", "order-by-hand localSymbol=NOPE side=BUY", "no contract NOPE"],
    ["with a price off the tick", "order-by-hand localSymbol=LBX side=BUY limit=90.001", "110: "],
    ["for another account", "order-by-hand localSymbol=LBX side=BUY account=DU9", "321: "],
  ])("%s cannot be placed, and whoever wants it is told why", async (_, fault, why) => {
    running = await FaultySimulator.start([]);
    const { control } = running.simulator;
    expect(() => control.inject(fault)).toThrow(why);
  });
});
