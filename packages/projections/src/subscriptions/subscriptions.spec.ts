import { type DomainEvent, epochMs, type OptionContract } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { PUT_740, PUT_745, TEN_O_CLOCK, ticks, units, viewsAfter } from "../testing/index.ts";
import { linesView } from "./query.ts";

function opened(contract: OptionContract, requestId: number, usedAt = TEN_O_CLOCK): DomainEvent {
  return { type: "LineOpened", data: { contract, requestId, purpose: "chain", usedAt } };
}

function after(...events: DomainEvent[]) {
  return linesView(viewsAfter(events), epochMs(TEN_O_CLOCK + 1000));
}

describe("market data lines", () => {
  it("are counted against the limit in force", () => {
    const limit: DomainEvent = { type: "LinesLimitSet", data: { linesMax: 4, actor: "user:ann" } };
    expect(after(opened(PUT_740, 1))).toMatchObject({ used: 1, max: 90 });
    expect(after(limit, opened(PUT_740, 1), opened(PUT_745, 2))).toMatchObject({
      used: 2,
      max: 4,
      usagePercent: 50,
    });
  });

  it("show their contract, holders, quote and its age", () => {
    const view = after(
      opened(PUT_740, 1),
      { type: "LinePinned", data: { conId: PUT_740.conId, holder: "order-o1" } },
      { type: "LineDataTypeReported", data: { conId: PUT_740.conId, requestId: 1, dataType: "delayed" } },
      ticks(PUT_740.conId, { bid: 3, ask: 3.2 }),
    );
    expect([view.pinned, view.lines[0]]).toEqual([
      1,
      {
        conId: PUT_740.conId,
        description: "GOOG 15 Jan 2016 740 put",
        purpose: "chain",
        open: true,
        pinnedBy: ["order-o1"],
        lastUsedAt: TEN_O_CLOCK,
        dataType: "delayed",
        rejected: null,
        bid: units(3),
        ask: units(3.2),
        quoteAgeMs: 1000,
      },
    ]);
  });

  it("are not open while there is no session, however it ended, and open again in the next one", () => {
    const ends: readonly DomainEvent[] = [
      { type: "ConnectionLossReported", data: { cause: "closed", code: null, message: "gone" } },
      { type: "ConnectionBlocked", data: { cause: "clientIdInUse", message: "in use" } },
      { type: "ConnectionCloseRequested", data: { reason: "the day is over" } },
    ];
    for (const end of ends) {
      const lost = after(opened(PUT_740, 1), end, opened(PUT_745, 2));
      expect([lost.used, ...lost.lines.map(({ open }) => open)]).toEqual([0, false, false]);
    }
    const back: readonly DomainEvent[] = [
      { type: "SynchronisationCompleted", data: { serverVersion: 193 } },
      { type: "LinesInvalidated", data: { cause: "newSession" } },
      opened(PUT_740, 3),
    ];
    expect(after(opened(PUT_740, 1), ...ends.slice(0, 1), ...back)).toMatchObject({ used: 1 });
  });

  it("stay pinned until every holder let go", () => {
    const pin = (holder: string): DomainEvent => ({
      type: "LinePinned",
      data: { conId: PUT_740.conId, holder },
    });
    const unpin = (holder: string): DomainEvent => ({
      type: "LineUnpinned",
      data: { conId: PUT_740.conId, holder },
    });
    expect(after(opened(PUT_740, 1), pin("a"), pin("b"), unpin("a")).pinned).toBe(1);
    expect(after(opened(PUT_740, 1), pin("a"), pin("b"), unpin("a"), unpin("b")).pinned).toBe(0);
  });

  it("that gave way are gone and counted", () => {
    const evicted: DomainEvent = {
      type: "LineEvicted",
      data: { conId: PUT_740.conId, requestId: 1, lastUsedAt: TEN_O_CLOCK, inFavourOf: PUT_745.conId },
    };
    const view = after(opened(PUT_740, 1), evicted, opened(PUT_745, 2));
    expect([view.evictions, view.lines.map(({ conId }) => conId)]).toEqual([1, [PUT_745.conId]]);
  });

  it("that the gateway forgot are not in use until they are opened again", () => {
    const invalidated: DomainEvent = { type: "LinesInvalidated", data: { cause: "newSession" } };
    const view = after(opened(PUT_740, 1), opened(PUT_745, 2), invalidated, opened(PUT_740, 3));
    expect([view.used, view.lines.map(({ conId, open }) => [conId, open])]).toEqual([
      1,
      [
        [PUT_740.conId, true],
        [PUT_745.conId, false],
      ],
    ]);
  });

  it("that the gateway refused stay visible with its code, and use nothing", () => {
    const rejected: DomainEvent = {
      type: "LineRejectionReported",
      data: { conId: PUT_740.conId, requestId: 1, code: 354, message: "Not subscribed" },
    };
    const view = after(opened(PUT_740, 1), rejected);
    expect([view.used, view.lines[0]?.rejected]).toMatchObject([0, { code: 354, message: "Not subscribed" }]);
    const again = after(opened(PUT_740, 1), rejected, opened(PUT_740, 2));
    expect(again.lines.map((line) => [line.open, line.rejected])).toEqual([[true, null]]);
  });

  it("are not closed by what is said of an older request", () => {
    const stale: DomainEvent = { type: "LineReleased", data: { conId: PUT_740.conId, requestId: 1 } };
    expect(after(opened(PUT_740, 2), stale).used).toBe(1);
  });
});
