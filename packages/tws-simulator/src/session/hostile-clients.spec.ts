import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../options.ts";
import { FaultySimulator, settle } from "../testing/faulty-simulator.ts";
import { greeting, RawClient, startApi } from "../testing/raw-client.ts";
import { encodeFrame } from "../wire/frame.ts";

let faulty: FaultySimulator;

async function started(more: Partial<SimulatorOptions> = {}): Promise<FaultySimulator> {
  faulty = await FaultySimulator.start([], more);
  return faulty;
}

afterEach(() => faulty.close());

/** What the process holds once everything that can go is gone. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  // Buffers that the first run finds are given back beside the program, and have been when the second begins.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("clients that mean no good", () => {
  it("cost bounded memory when they ask and ask and never read", async () => {
    const { simulator } = await started({ messagesPerSecondMax: 1_000_000 });
    const witness = await faulty.connected(99);
    const before = heldBytes();
    const flood = Buffer.concat(
      Array.from({ length: 2000 }, () => encodeFrame(["78", "1", "LBX", "", "STK", "1"])),
    );
    const sockets = Array.from({ length: 20 }, (_, clientId) => {
      const socket = connect({ port: simulator.port, host: "127.0.0.1" });
      socket.on("error", () => undefined);
      socket.pause();
      socket.write(Buffer.concat([greeting("v100..193"), startApi(clientId)]));
      const more = (): void => {
        while (!socket.destroyed && socket.write(flood));
      };
      socket.on("drain", more);
      more();
      return socket;
    });
    for (let round = 0; round < 40; round += 1) await settle(witness);
    // Each may have a mebibyte of answers waiting and one more answer; 20 times the whole backlog would be 640 MiB.
    expect(heldBytes() - before).toBeLessThan(80 << 20);
    for (const socket of sockets) socket.destroy();
  });

  it("are let go when they never say who they are, however slowly they say nothing", async () => {
    await started();
    const { simulator } = faulty;
    const silent = await RawClient.open(simulator.port);
    const dribbling = await RawClient.open(simulator.port);
    for (const byte of [...greeting("v100..193")].slice(0, 9)) {
      dribbling.sendBytes(Buffer.from([byte]));
      simulator.run(1000);
      const witness = await faulty.connected(50 + byte);
      await settle(witness);
      witness.close();
    }
    expect(dribbling.isClosed).toBe(false);
    simulator.run(2000);
    await dribbling.until(() => dribbling.isClosed);
    await silent.until(() => silent.isClosed);
  });

  it("beyond the number of connections are refused, and the others stay", async () => {
    await started({ connectionsMax: 3 });
    const clients = [await faulty.connected(1), await faulty.connected(2), await faulty.connected(3)];
    const late = await RawClient.open(faulty.simulator.port).catch(() => null);
    await late?.until(() => late.isClosed);
    for (const client of clients) await settle(client);
    clients[0]?.close();
    await clients[1]?.until(() => faulty.simulator.control.connections().length === 2).catch(() => undefined);
    await faulty.connected(4);
  });

  it("free their client id when they end their side only", async () => {
    await started();
    const socket = connect({ port: faulty.simulator.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end(Buffer.concat([greeting("v100..193"), startApi(7)]));
    const witness = await faulty.connected(1);
    for (let round = 0; round < 50 && faulty.simulator.control.connections().length > 1; round += 1) {
      await settle(witness);
    }
    await faulty.connected(7);
    socket.destroy();
  });

  it("that violate the pace without end are ended, and nobody else is", async () => {
    await started();
    const witness = await faulty.connected(1);
    const vandal = await faulty.connected(2);
    for (let round = 0; round < 5; round += 1) {
      vandal.sendBytes(Buffer.concat(Array.from({ length: 200 }, () => encodeFrame(["8", "1", "1"]))));
      await settle(witness);
      faulty.simulator.run(100);
    }
    await vandal.until(() => vandal.isClosed);
    expect(vandal.of(4).filter(([, , , code]) => code === "100")).toHaveLength(3);
    await settle(witness);
  });
});
