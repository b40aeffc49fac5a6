import { describe, expect, it } from "vitest";
import { FaultySimulator, place, settle, subscribe } from "./testing/faulty-simulator.ts";

/** Faults of every family whose doing is a matter of chance, or changes bytes and their order. */
const NIGHT = [
  "lose on tickSize chance 0.2",
  "duplicate on orderStatus chance 0.3",
  "delay by=100ms spread=400ms on openOrder chance 0.5",
  "reorder behind=2 on execution chance 0.5",
  "corrupt bytes=2 on accountValue chance 0.1",
  "garbage frames=2 bytes=30 every 3s chance 0.5",
  "corrections chance=0.5 after=700ms",
  "execution-order order=shuffled",
  "missing-greeks chance=0.5",
  "connectivity-lost data=kept after 9s for 2s",
  "farm-down farm=usopt after 12s for 1s",
  "duplicate-modification on placeOrder nth 4",
];

interface Conversation {
  readonly bytes: Buffer;
  readonly ledger: string;
  readonly ids: readonly (string | undefined)[];
}

/** A long conversation in which time moves between the requests, and only then. */
async function conversation(seed: number): Promise<Conversation> {
  const faulty = await FaultySimulator.start(NIGHT, { seed, partialFillChance: 0.7 });
  const client = await faulty.connected(3);
  const step = async (ms: number): Promise<void> => {
    faulty.simulator.run(ms);
    await settle(client);
  };
  subscribe(client, 1, "STK");
  subscribe(client, 2);
  client.send(6, 2, 1, "");
  await settle(client);
  const quantity = { totalQuantity: 9 };
  place(client, 1, 30, quantity);
  for (let count = 0; count < 20; count += 1) await step(100);
  place(client, 2, 0.5);
  place(client, 3, 30, { ...quantity, action: "BUY", right: "P", strike: 95 });
  for (let count = 0; count < 20; count += 1) await step(100);
  place(client, 2, 0.55);
  client.send(62, 1, 9, "All", "NetLiquidation,TotalCashValue");
  for (let count = 0; count < 40; count += 1) await step(130);
  client.send(4, 2, "", "", 2147483647);
  place(client, 4, 30, { action: "SELL", totalQuantity: 4 });
  for (let count = 0; count < 40; count += 1) await step(150);
  client.send(7, 3, 8, 0, "", "", "", "", "", "");
  await step(1000);
  const bytes = client.received();
  const ledger = JSON.stringify([...faulty.simulator.ledger]);
  const ids = [client.of(11)[0]?.[14], client.of(3)[0]?.[6]];
  await faulty.close();
  return { bytes, ledger, ids };
}

describe("the same seed, scenario and requests", () => {
  it("give the same bytes and the same ledger; another seed does not", async () => {
    const [first, again, other] = [await conversation(5), await conversation(5), await conversation(6)];
    expect(first.bytes.length).toBeGreaterThan(20_000);
    expect(first.ledger).toContain('"OrderExecuted"');
    expect(first.ledger).toContain('"FaultFired"');
    expect(again.ledger).toBe(first.ledger);
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect(other.bytes.equals(first.bytes)).toBe(false);
    expect(other.ids).not.toEqual(first.ids);
  });
});
