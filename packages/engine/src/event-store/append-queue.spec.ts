import { describe, expect, it } from "vitest";
import { AppendOutcomeUnknown, LogUnusable } from "../ports/event-store.ts";
import { fixtureStream, note, noteCodec } from "../testing/event-fixtures.ts";
import { AppendQueue, type CommitGroup } from "./append-queue.ts";
import { DEFAULT_LIMITS, resolveLimits } from "./limits.ts";

const request = { stream: fixtureStream("a"), events: [note(0)], expectedRevision: "any" } as const;

function queueOver(commit: CommitGroup): AppendQueue {
  return new AppendQueue(noteCodec(), DEFAULT_LIMITS, commit, () => {});
}

describe("the queue of appends", () => {
  it("refuses every append after one whose outcome is unknown: the log has to be opened again", async () => {
    const unknown = new AppendOutcomeUnknown("the disk failed during a commit");
    const queue = queueOver(() => {
      throw unknown;
    });
    const together = [queue.append(request), queue.append(request)];
    for (const append of together) await expect(append).rejects.toBe(unknown);
    const later = queue.append(request);
    await expect(later).rejects.toBeInstanceOf(LogUnusable);
    await expect(later).rejects.toThrow("the disk failed during a commit");
  });

  it("goes on after a lock that another process held", async () => {
    let isLocked = true;
    const queue = queueOver((group) => {
      if (isLocked) throw new LogUnusable("locked", "another process holds the log", "Wait.");
      return group.map(() => ({ revision: 0, position: "1", repeated: false }) as never);
    });
    await expect(queue.append(request)).rejects.toMatchObject({ reason: "locked" });
    isLocked = false;
    expect((await queue.append(request)).revision).toBe(0);
  });

  it("refuses limits that contradict each other", () => {
    expect(() => resolveLimits({ appendEventsMax: 11, appendQueueMax: 10 })).toThrow(RangeError);
    for (const value of [0, -1, 1.5, Number.NaN]) {
      expect(() => resolveLimits({ pageEventsMax: value })).toThrow(/pageEventsMax/);
    }
  });
});
