import { type DomainEvent, isoDate } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { ACCOUNT, sentOrder, TEN_O_CLOCK, viewsAfter } from "../testing/index.ts";
import { timelineView } from "./query.ts";

const TODAY = isoDate("2015-12-24");
const lost: DomainEvent = {
  type: "ConnectionLossReported",
  data: { cause: "closed", code: null, message: "gone" },
};
const engaged: DomainEvent = {
  type: "KillSwitchEngaged",
  data: { account: ACCOUNT, actor: "user:ann", reason: "test" },
};

describe("the timeline", () => {
  it("marks what a person looks for, with whom it concerns", () => {
    const views = viewsAfter([...sentOrder("o-1"), lost, engaged]);
    const { markers, days, position } = timelineView(views, TODAY, 1);
    expect(position).toBe(views.position);
    expect(markers.map(({ kind, count, subject }) => [kind, count, subject])).toEqual([
      ["order", 1, "o-1"],
      ["disconnect", 1, null],
      ["killSwitch", 1, ACCOUNT],
    ]);
    expect(days).toEqual([
      {
        date: TODAY,
        from: TEN_O_CLOCK,
        to: TEN_O_CLOCK + (sentOrder("o-1").length + 1) * 1_000,
        markers: 3,
      },
    ]);
  });

  it("counts what is of one kind within one slot, from the first of them to the last", () => {
    const views = viewsAfter([lost, engaged, lost, lost]);
    const [disconnects, kill, ...others] = timelineView(views, TODAY, 60_000).markers;
    expect(others).toEqual([]);
    expect(kill).toMatchObject({ kind: "killSwitch", count: 1, subject: ACCOUNT });
    expect(disconnects).toMatchObject({ kind: "disconnect", count: 3, at: TEN_O_CLOCK });
    expect(disconnects?.position).not.toBe(disconnects?.lastPosition);
    expect(disconnects?.lastPosition).toBe(views.position);
  });

  it("marks where our own pacing let go after something had waited long, and no short wait", () => {
    const ended = (longestWaitMs: number): DomainEvent => ({
      type: "RequestThrottlingEnded",
      data: {
        cause: "drained",
        durationMs: longestWaitMs,
        waitingMax: 1,
        held: [{ priority: "line", count: 1, longestWaitMs }],
        refused: 0,
        dropped: 0,
      },
    });
    const views = viewsAfter([ended(400), ended(20_000)]);
    const { markers, days } = timelineView(views, TODAY, 1);
    expect(markers).toMatchObject([{ kind: "throttling", position: views.position }]);
    expect(days[0]).toMatchObject({ from: TEN_O_CLOCK, to: TEN_O_CLOCK + 1_000 });
  });

  it("is empty on a day of which the log knows nothing", () => {
    expect(timelineView(viewsAfter([lost]), isoDate("2015-12-23"), 1).markers).toEqual([]);
  });
});
