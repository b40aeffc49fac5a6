import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EventStore } from "../../ports/event-store.ts";
import { noteCodec, notes } from "../../testing/event-fixtures.ts";
import { A, fill, numbers, range, readAll, subscribe } from "../contract/test-store.ts";
import { contractOnServer } from "./contract-on-server.ts";
import { openEventStoreDbEventStore, takeLease } from "./index.ts";
import { selfSigned } from "./stand-in/certificates.ts";
import { createCluster, type StandInCluster } from "./stand-in/cluster.ts";

const USER = "trader";
const PASSWORD = "o:ne@1";
const tls = selfSigned();
const opened: EventStore[] = [];
let folder: string;
let trusted: string;
let cluster: StandInCluster;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "legbook-tls-"));
  trusted = join(folder, "trusted.crt");
  writeFileSync(trusted, tls.certificate);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startCluster(): Promise<StandInCluster> {
  return createCluster({ nodes: 3, tls, users: new Map([[USER, PASSWORD]]) });
}

function addressOf({ hosts }: StandInCluster, user = `${USER}:${encodeURIComponent(PASSWORD)}@`): string {
  const discovery = "discoveryInterval=20&gossipTimeout=2";
  return `esdb+discover://${user}${hosts}?tls=true&tlsCAFile=${encodeURIComponent(trusted)}&${discovery}`;
}

async function open(address: string): Promise<EventStore> {
  const store = await openEventStoreDbEventStore({ address, codec: noteCodec(), openWaitMaxMs: 3_000 });
  opened.push(store);
  return store;
}

describe("a cluster of three nodes with TLS and users", { timeout: 60_000 }, () => {
  let shared: StandInCluster;
  beforeAll(async () => {
    shared = await startCluster();
  });
  afterAll(() => shared.close());
  contractOnServer("eventstoredb, three nodes, TLS", () => addressOf(shared), [
    "repeating",
    "reading",
    "coding",
    "closing",
  ]);
});

describe("a cluster whose leader changes", { timeout: 60_000 }, () => {
  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await cluster.close();
  });

  it("neither loses nor repeats what is appended and read meanwhile, whether it steps down or is killed", async () => {
    const store = await open(addressOf(cluster));
    const reader = subscribe(await open(addressOf(cluster)));
    const seen = reader.until(90);
    await fill(store, 30);
    const second = fill(store, 30, 30);
    cluster.lead(1);
    await second;
    cluster.nodes[0]?.kill();
    const third = fill(store, 30, 60);
    cluster.nodes[1]?.kill();
    cluster.lead(null);
    await new Promise((resolve) => setTimeout(resolve, 300));
    cluster.lead(2);
    await third;
    expect(numbers(await readAll(store))).toEqual(range(0, 90));
    expect(numbers(await seen)).toEqual(range(0, 90));
    await reader.end();
  });

  it("has one holder of the lease, which keeps it through the change", async () => {
    const holder = { what: "a", host: "here", pid: 1, startedAt: "now", url: null, token: null };
    const address = addressOf(cluster);
    const lease = await takeLease({ address, holder, durationMs: 4_000 });
    cluster.lead(1);
    cluster.nodes[0]?.kill();
    await lease.announce("http://here", "t");
    expect(() => lease.allowanceMs()).not.toThrow();
    await expect(takeLease({ address, holder, durationMs: 4_000 })).rejects.toMatchObject({
      reason: "locked",
    });
    await lease.release();
  });

  it("is found through any of the hosts that are named", async () => {
    cluster.lead(2);
    cluster.nodes[0]?.kill();
    const store = await open(addressOf(cluster));
    await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
    expect(await store.streamRevision(A)).toBe(1);
  });

  it("refuses who is not known to it, and is refused itself where its certificate is not trusted", async () => {
    const denied = { name: "LogUnusable", reason: "read-only" };
    for (const user of ["", `${USER}:wrong@`, "nobody:at-all@"]) {
      const refused = open(addressOf(cluster, user));
      await expect(refused).rejects.toMatchObject(denied);
      await expect(refused).rejects.toThrow("the server refuses this user");
      await expect(refused).rejects.not.toThrow("wrong");
    }
    const one = `esdb://${USER}:${encodeURIComponent(PASSWORD)}@localhost:${cluster.nodes[0]?.port}`;
    const other = join(folder, "other.crt");
    writeFileSync(other, selfSigned().certificate);
    await expect(open(`${one}?tls=true&tlsCAFile=${encodeURIComponent(other)}`)).rejects.toThrow(
      /certificate/,
    );
    await expect(open(`${one}?tls=false`)).rejects.toThrow("the server does not answer");
    const byNumber = `${one.replace("localhost", "127.0.0.1")}?tls=true`;
    await expect(open(byNumber)).rejects.toThrow(/with TLS a server goes by its name: 127\.0\.0\.1/);
    await expect(open(`${one}?tls=true&tlsCAFile=/nowhere.crt`)).rejects.toThrow(
      /no address of a server: .*not found/,
    );
  });
});
