import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { greeting, RawClient, startApi } from "../testing/raw-client.ts";
import { FRAME_BYTES_MAX } from "../wire/frame.ts";

let simulator: Simulator;
const clients: RawClient[] = [];

async function open(): Promise<RawClient> {
  const client = await RawClient.open(simulator.port);
  clients.push(client);
  return client;
}

async function started(clientId: number): Promise<RawClient> {
  const client = await RawClient.started(simulator.port, clientId);
  clients.push(client);
  return client;
}

beforeEach(async () => {
  simulator = await startSimulator({ pace: "manual", messagesPerSecondMax: 20 });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await simulator.close();
});

describe("a client's handshake", () => {
  it("is answered with accounts, the next valid id and the farms, in this order", async () => {
    const client = await started(3);
    expect(client.frames.map(([id, , value, code]) => (id === "4" ? code : `${id} ${value ?? ""}`))).toEqual([
      "193 ",
      "15 DU1234567",
      "9 1",
      "2104",
      "2107",
      "2158",
    ]);
    expect(client.frames[0]?.[1]).toBe("20260316 10:00:00 EDT");
  });

  it("works one byte at a time", async () => {
    const client = await open();
    for (const byte of Buffer.concat([greeting("v100..177 "), startApi(4)])) {
      client.sendBytes(Buffer.from([byte]));
    }
    await client.until(() => client.of(9).length === 1);
    expect(client.frames[0]?.[0]).toBe("177");
  });

  it("never ends at a version that was withdrawn", async () => {
    const client = await open();
    client.sendBytes(greeting("v100..188"));
    await client.until(() => client.frames.length === 1);
    expect(client.frames[0]?.[0]).toBe("186");
  });

  it.each([
    ["no prefix", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["no version range", greeting("hello")],
    ["no common version", greeting("v194..200")],
    ["a negative length", Buffer.from([65, 80, 73, 0, 255, 255, 255, 255])],
    [
      "a request before startApi",
      Buffer.concat([greeting("v100..193"), Buffer.from([0, 0, 0, 5, 52, 57, 0, 49, 0])]),
    ],
    [
      "a start without a number",
      Buffer.concat([greeting("v100..193"), Buffer.from("\0\0\0\x0971\x002\0abc\0")]),
    ],
  ])("ends the connection for %s", async (_, bytes) => {
    const client = await open();
    const other = await started(1);
    client.sendBytes(bytes);
    await client.until(() => client.isClosed);
    other.send(49, 1);
    await other.until(() => other.of(49).length === 1);
  });

  it("is refused with 326 and a close when the client id is in use, and the first client stays", async () => {
    const first = await started(7);
    const second = await open();
    second.sendBytes(Buffer.concat([greeting("v100..193"), startApi(7)]));
    await second.until(() => second.isClosed);
    expect(second.of(4)[0]?.slice(2, 4)).toEqual(["-1", "326"]);
    first.send(49, 1);
    await first.until(() => first.of(49).length === 1);
  });

  it("frees the client id when the client goes", async () => {
    const first = await started(7);
    first.close();
    await first.until(() => [...simulator.ledger].some(({ type }) => type === "ClientDisconnected"));
    const second = await started(7);
    expect(second.of(9)).toHaveLength(1);
  });
});

describe("a request", () => {
  it("that is unknown or not served is answered, under its id if it has one, by an error that names it", async () => {
    const client = await started(1);
    client.send(999, 1);
    client.send(22, 4, 1);
    client.send(85);
    client.send(88, 6);
    client.send(9, 8, 5, "not-a-number");
    await client.until(() => client.of(4).length === 8);
    const texts = client
      .of(4)
      .slice(3)
      .map(([, , id, code, text]) => `${id} ${code} ${text}`);
    expect(texts[0]).toMatch(/^-1 320 .*999/);
    expect(texts[1]).toMatch(/^4 321 .*22 \(scannerSubscription\) is not served/);
    expect(texts[2]).toMatch(/^-1 321 .*85 \(newsProviders\) is not served/);
    expect(texts[3]).toMatch(/^6 321 .*88 \(histogramData\) is not served/);
    expect(texts[4]).toMatch(/^-1 320 .*9 \(contractDetails\).*conId is not an integer/);
  });

  it("of market time is answered with the market's time, not the machine's", async () => {
    const client = await started(1);
    client.send(49, 1);
    await client.until(() => client.of(49).length === 1);
    expect(Number(client.of(49)[0]?.[2])).toBe(Date.parse("2026-03-16T14:00:00Z") / 1000);
  });

  it("beyond the pace is answered with 100, and the third time ends the connection", async () => {
    const client = await started(1);
    const violations = (): number => client.of(4).filter(([, , , code]) => code === "100").length;
    const burst = (): void => {
      for (let count = 0; count < 30; count += 1) client.send(17, 1);
    };
    for (let round = 1; round <= 2; round += 1) {
      burst();
      // All are served; the greeting has named the accounts, too.
      await client.until(() => client.of(15).length === 1 + round * 30);
      expect(violations()).toBe(round);
      expect(client.isClosed).toBe(false);
      simulator.run(400);
    }
    burst();
    await client.until(() => client.isClosed);
    expect(violations()).toBe(3);
  });

  it("too long to be one ends the connection without being stored", async () => {
    const client = await started(1);
    const head = Buffer.alloc(4);
    head.writeInt32BE(FRAME_BYTES_MAX + 1);
    client.sendBytes(head);
    await client.until(() => client.isClosed);
  });
});
