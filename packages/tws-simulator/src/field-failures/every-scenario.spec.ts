import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IBApi } from "@stoqey/ib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { findScenario, scenarioNames } from "../scenario/scenario-files.ts";
import { ACCOUNT, limitOrder } from "../testing/orders.ts";
import { readAll, wireBytes } from "../testing/recordings.ts";
import { callIds, debitVertical, SHARE, Theatre } from "../testing/theatre.ts";
import type { NaiveClient } from "../testing/naive-client/naive-client.ts";
import type { Stage } from "../testing/stage.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

const folder = mkdtempSync(join(tmpdir(), "field-failures-"));

afterEach(async () => {
  await theatre.close();
  for (const recording of ["first", "again"]) rmSync(join(folder, recording), { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const FAILURES = Array.from({ length: 20 }, (_, index) => `f${String(index + 1).padStart(2, "0")}-`);
const names = scenarioNames().filter((name) => /^f\d\d-/.test(name));
const ROUNDS_MAX = 40;

/** Asks for a bit of everything, and trades. */
async function doTheUsual(stage: Stage, naive: NaiveClient): Promise<void> {
  if (!naive.isOnline) return;
  naive.watch(SHARE);
  naive.api.reqAccountUpdates(true, ACCOUNT);
  const contract = await debitVertical(stage, naive).catch(() => null);
  // A scenario may keep contracts back for longer than anybody waits: the other requests are made nevertheless.
  if (contract === null) return;
  const [option] = await callIds(stage, naive, [100]);
  naive.watch({ conId: option, exchange: "SMART" });
  naive.lookUp(contract);
  naive.preview(contract, limitOrder("BUY", 1, 2));
  naive.place({ name: "taken", contract, order: limitOrder("BUY", 4, 5) });
  const resting = naive.place({ name: "resting", contract, order: limitOrder("BUY", 1, 0.05) });
  await stage.pass(500);
  naive.change(resting, limitOrder("BUY", 1, 0.1));
  await stage.pass(500);
  naive.cancel(resting);
}

/** What each connection was sent, in order. In which pieces and when it asked is the machine's affair. */
async function sentBytes(recording: string): Promise<readonly string[]> {
  const { entries } = await readAll(join(folder, recording));
  const connections = [...new Set(entries.map(({ connection }) => connection))];
  return connections.map((connection) => wireBytes(entries, "server", connection).toString("latin1"));
}

/** Goes on until every step of the scenario has fired, or for long enough. */
async function aUsualNight(name: string, recording: string, more: { readonly seed?: number } = {}) {
  const stage = await theatre.open(name, true, { recordFile: join(folder, recording), ...more });
  const steps = findScenario(name).steps.map((_, index) => `f${index + 1}`);
  const missing = (): readonly string[] => {
    const fired = new Set(stage.entries("FaultFired").map(({ fault }) => fault));
    return steps.filter((step) => !fired.has(step));
  };
  const naive = theatre.client(stage);
  naive.connect();
  for (let round = 0; round < ROUNDS_MAX && (round === 0 || missing().length > 0); round += 1) {
    await stage.pass(2000, 500);
    await doTheUsual(stage, naive);
  }
  return { stage, missing: missing() };
}

describe("a scenario of the field", () => {
  it("is there for each failure", () => {
    const missing = FAILURES.filter((prefix) => !names.some((name) => name.startsWith(prefix)));
    expect(missing).toEqual([]);
  });

  it.each(names)(
    "%s starts, each of its faults fires on a client that does the usual, and twice the same bytes are sent",
    async (name) => {
      const { stage, missing } = await aUsualNight(name, "first");
      expect(missing).toEqual([]);
      const again = await aUsualNight(name, "again");
      expect([...again.stage.simulator.ledger]).toEqual([...stage.simulator.ledger]);
      await theatre.close();
      expect(await sentBytes("again")).toEqual(await sentBytes("first"));
    },
  );

  it("goes otherwise with another seed", async () => {
    await aUsualNight("f10-combo-fills-out-of-order", "first");
    await aUsualNight("f10-combo-fills-out-of-order", "again", { seed: 11 });
    await theatre.close();
    expect(await sentBytes("again")).not.toEqual(await sentBytes("first"));
  });

  it.each(names)("%s says in words what happens, where it was seen and what a sound client does", (name) => {
    const { title, description, seenIn, expect: wanted } = findScenario(name);
    expect(title).toMatch(new RegExp(`^F${Number(name.slice(1, 3))}: `));
    expect(description.length).toBeGreaterThan(80);
    expect(seenIn).not.toEqual([]);
    expect(wanted).not.toEqual([]);
  });
});
