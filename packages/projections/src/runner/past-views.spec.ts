import { epochMs, type Position } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pastLogOf, positionAt, PROLOGUE, recorded, sampleLog, TEN_O_CLOCK } from "../testing/index.ts";
import { createPastViews, PositionUnknown } from "./past-views.ts";
import { VIEW_NAMES, type ViewName, type ViewStates } from "./states.ts";
import { createViews } from "./views.ts";

function statesOf(views: ViewStates, names: readonly ViewName[]): unknown {
  return Object.fromEntries(names.map((name) => [name, structuredClone(views[name])]));
}

describe("past views", () => {
  it("are what the views were at that event, whichever are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        sampleLog,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.subarray([...VIEW_NAMES], { minLength: 1 }),
        async (events, share, names) => {
          const log = recorded(events);
          const place = Math.floor(share * (log.length - 1));
          const then = createViews({ onListenerError: () => {} });
          then.apply(log.slice(0, place + 1), true);
          const past = await createPastViews({ log: pastLogOf(log) }).at(log[place]!.position, names);
          expect(past.position).toBe(then.position);
          expect(statesOf(past, names)).toEqual(statesOf(then, names));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("refuse views that were not asked for, rather than show them empty", async () => {
    const past = createPastViews({ log: pastLogOf(recorded(PROLOGUE)) });
    const views = await past.at(positionAt(3), ["orders"]);
    expect(() => views.market).toThrow(/market was not asked for/);
  });

  it("refuse a position that the log does not have", async () => {
    const past = createPastViews({ log: pastLogOf(recorded(PROLOGUE)) });
    const beyond: Position = positionAt(PROLOGUE.length + 1);
    await expect(past.at(beyond, ["orders"])).rejects.toThrow(PositionUnknown);
    await expect(past.momentOf(beyond)).rejects.toThrow(PositionUnknown);
  });

  it("find the last event that is not after a time", async () => {
    const past = createPastViews({ log: pastLogOf(recorded(PROLOGUE)) });
    expect(await past.positionAt(epochMs(TEN_O_CLOCK - 1))).toBeNull();
    expect(await past.positionAt(epochMs(TEN_O_CLOCK + 2999))).toEqual({
      position: positionAt(3),
      at: TEN_O_CLOCK + 2000,
    });
  });
});
