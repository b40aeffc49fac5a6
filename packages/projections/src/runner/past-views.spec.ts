import { epochMs, type Position, type RecordedEvent } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  pastLogOf,
  plainState,
  positionAt,
  PROLOGUE,
  recorded,
  sampleLog,
  SnapshotsInMemory,
  TEN_O_CLOCK,
} from "../testing/index.ts";
import { createPastViews, type PastViews, PositionUnknown } from "./past-views.ts";
import { runProjections } from "./run.ts";
import { SPAN_EVENTS_MAX } from "./spans.ts";
import { VIEW_NAMES, type ViewName, type ViewStates } from "./states.ts";
import { createViews } from "./views.ts";

function statesOf(views: ViewStates, names: readonly ViewName[]): unknown {
  return Object.fromEntries(names.map((name) => [name, plainState(views[name])]));
}

/** Past views of a log of which the views were saved now and then, up to its first `saved` events. */
async function pastOf(log: readonly RecordedEvent[], saved: number, every: number): Promise<PastViews> {
  const snapshots = new SnapshotsInMemory();
  const stop = new AbortController();
  await runProjections({
    feed: async function* () {
      for (const event of log.slice(0, saved)) yield { events: [event], live: false };
      stop.abort();
      yield { events: [], live: true };
    },
    views: createViews({ onListenerError: () => {} }),
    snapshots,
    snapshotEveryEvents: every,
    signal: stop.signal,
    nextTurn: () => Promise.resolve(),
    onProgress: () => {},
  });
  return createPastViews({ log: pastLogOf(log), snapshots, nextTurn: () => Promise.resolve() });
}

describe("past views", () => {
  it("are what the views were at that event, whichever are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        sampleLog,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        fc.subarray([...VIEW_NAMES], { minLength: 1 }),
        async (events, share, savedShare, every, names) => {
          const log = recorded(events);
          const pastViews = await pastOf(log, Math.floor(savedShare * log.length), every);
          const place = Math.floor(share * (log.length - 1));
          const then = createViews({ onListenerError: () => {} });
          then.apply({ events: log.slice(0, place + 1), live: true });
          const past = await pastViews.at(log[place]!.position, names);
          expect(past.position).toBe(then.position);
          expect(statesOf(past, names)).toEqual(statesOf(then, names));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("refuse views that were not asked for, rather than show them empty", async () => {
    const past = await pastOf(recorded(PROLOGUE), 0, 5);
    const views = await past.at(positionAt(3), ["orders"]);
    expect(() => views.market).toThrow(/market was not asked for/);
  });

  it("refuse a position that the log does not have", async () => {
    const past = await pastOf(recorded(PROLOGUE), 0, 5);
    const beyond: Position = positionAt(PROLOGUE.length + 1);
    await expect(past.at(beyond, ["orders"])).rejects.toThrow(PositionUnknown);
    await expect(past.momentOf(beyond)).rejects.toThrow(PositionUnknown);
  });

  it("find the last event that is not after a time, though the clock may step back", async () => {
    const times = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 * SPAN_EVENTS_MAX });
    const every = fc.integer({ min: 1, max: 2 * SPAN_EVENTS_MAX });
    await fc.assert(
      fc.asyncProperty(
        times,
        fc.nat(),
        every,
        fc.nat({ max: 41 }),
        async (seconds, saved, everyEvents, asked) => {
          const log = seconds.flatMap((second, place) =>
            recorded([{ type: "LinesLimitSet", data: { linesMax: 100, actor: "engine" } }], {
              start: epochMs(TEN_O_CLOCK + second * 1000),
              firstPlace: place + 1,
            }),
          );
          const past = await pastOf(log, saved % (log.length + 1), everyEvents);
          const time = epochMs(TEN_O_CLOCK + asked * 1000 - 1);
          const place = seconds.findLastIndex((second) => second < asked);
          expect(await past.positionAt(time)).toEqual(
            place === -1
              ? null
              : { position: positionAt(place + 1), at: TEN_O_CLOCK + seconds[place]! * 1000 },
          );
        },
      ),
    );
  });
});
