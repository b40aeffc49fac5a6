import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { findScenario, scenarioNames } from "../scenario/scenario-files.ts";
import { ACCOUNT, limitOrder } from "../testing/orders.ts";
import { callIds, debitVertical, SHARE, Theatre } from "../testing/theatre.ts";
import type { NaiveClient } from "../testing/naive-client/naive-client.ts";
import type { Stage } from "../testing/stage.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

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

/** Goes on until every step of the scenario has fired, or for long enough. */
async function aUsualNight(name: string) {
  const stage = await theatre.open(name, true);
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
    "%s starts, each of its faults fires on a client that does the usual, and twice the same happens",
    async (name) => {
      const { stage, missing } = await aUsualNight(name);
      expect(missing).toEqual([]);
      const again = await aUsualNight(name);
      expect([...again.stage.simulator.ledger]).toEqual([...stage.simulator.ledger]);
    },
  );

  it.each(names)("%s says in words what happens, where it was seen and what a sound client does", (name) => {
    const { title, description, seenIn, expect: wanted } = findScenario(name);
    expect(title).toMatch(new RegExp(`^F${Number(name.slice(1, 3))}: `));
    expect(description.length).toBeGreaterThan(80);
    expect(seenIn).not.toEqual([]);
    expect(wanted).not.toEqual([]);
  });
});
