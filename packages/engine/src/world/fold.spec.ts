import type { DomainRecord } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { CLIENT_ID } from "../testing/listed-options.ts";
import { executionsOf, openOrderOf } from "../testing/scripted-gateway.ts";
import { worldFold } from "./fold.ts";
import { loadWorld } from "./reload.ts";
import { createWorld, type World } from "./world.ts";

const OTHER_CLIENT = CLIENT_ID + 1;

/** Two orders, one of them filled while the engine was down, and an engine of another client id before it. */
async function tradedLog(): Promise<EngineRun> {
  const other = await startRun({ clientId: OTHER_CLIENT });
  await other.settled();
  other.kill();
  const run = await startRun({ store: other.store, clock: other.clock });
  await run.place("abc-1");
  await run.place("abc-2", { quantity: 2 });
  const [first, second] = run.gateway.placed;
  run.kill();
  const next = await startRun({
    store: run.store,
    clock: run.clock,
    prepare: (gateway) => {
      gateway.executions.push(...executionsOf(first!, run.clock.now()));
      gateway.openOrders.push(openOrderOf(second!));
    },
  });
  await next.settled();
  return next;
}

/** A world as plain data, its place in the log and the market of the moment aside. */
function plain(world: World): unknown {
  const { orders, orderIds, execIds, quotes: _, ...rest } = world;
  return {
    ...rest,
    position: null,
    orders: new Map(orders.entries()),
    orderIds: new Map(orderIds.entries()),
    execIds: new Map(execIds.entries()),
  };
}

function foldedUpTo(log: readonly DomainRecord[], clientId: number) {
  const fold = worldFold(clientId);
  const state = fold.init();
  for (const record of log) fold.apply(state, record);
  return state;
}

describe("the world", () => {
  it("is the same from any snapshot and the rest of the log as from the whole log", async () => {
    const run = await tradedLog();
    const log = await run.log();
    for (const clientId of [CLIENT_ID, OTHER_CLIENT]) {
      const whole = createWorld();
      await loadWorld(whole, run.store, clientId, null);
      expect([...whole.orders.entries()]).toHaveLength(2);
      for (let count = 1; count <= log.length; count += 1) {
        const state = foldedUpTo(log.slice(0, count), clientId);
        await loadWorld(state, run.store, clientId, log[count - 1]!.position);
        expect(plain(state)).toEqual({ ...(plain(whole) as object) });
      }
    }
  });

  it("says when it changed, so that a snapshot is kept of every change", async () => {
    const log = await (await tradedLog()).log();
    const fold = worldFold(CLIENT_ID);
    const state = fold.init();
    for (const record of log) {
      const before = structuredClone(plain(state));
      fold.apply(state, record);
      if (state.position !== record.position) expect(plain(state)).toEqual(before);
    }
  });
});
