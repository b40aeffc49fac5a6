/* oxlint-disable promise/valid-params -- `then` of a specification takes the events that follow */
import { describe, expect, it } from "vitest";
import type { EpochMs } from "../kernel/time.ts";
import { specification } from "../testing/given-when-then.ts";
import { stock, TEN_O_CLOCK } from "../testing/fixtures.ts";
import {
  conIdOfRequest,
  linesUsage,
  REJECTED_LINES_MAX,
  subscriptionLines,
  type LinePurpose,
  type SubscriptionLinesCommand,
  type SubscriptionLinesEvent,
} from "./index.ts";

const at = (seconds: number): EpochMs => (TEN_O_CLOCK + seconds * 1_000) as EpochMs;
const opened = (
  conId: number,
  requestId: number,
  seconds = 0,
  purpose: LinePurpose = "chain",
): SubscriptionLinesEvent => ({
  type: "LineOpened",
  data: { contract: stock(conId), requestId, purpose, usedAt: at(seconds) },
});
const limit = (linesMax: number): SubscriptionLinesEvent => ({
  type: "LinesLimitSet",
  data: { linesMax, actor: "user:ada" },
});
const pinned = (conId: number, holder = "order:a"): SubscriptionLinesEvent => ({
  type: "LinePinned",
  data: { conId, holder },
});
const unpinned = (conId: number, holder = "order:a"): SubscriptionLinesEvent => ({
  type: "LineUnpinned",
  data: { conId, holder },
});
const evicted = (
  conId: number,
  requestId: number,
  seconds: number,
  inFavourOf: number,
): SubscriptionLinesEvent => ({
  type: "LineEvicted",
  data: { conId, requestId, lastUsedAt: at(seconds), inFavourOf },
});
const rejected = (conId: number, requestId: number, code = 101): SubscriptionLinesEvent => ({
  type: "LineRejectionReported",
  data: { conId, requestId, code, message: "Max number of tickers has been reached" },
});
const request = (conId: number, seconds = 0, purpose: LinePurpose = "chain"): SubscriptionLinesCommand => ({
  type: "RequestLine",
  data: { contract: stock(conId), purpose, usedAt: at(seconds) },
});
const pin = (conId: number, holder = "order:a", seconds = 0): SubscriptionLinesCommand => ({
  type: "PinLine",
  data: { contract: stock(conId), holder, usedAt: at(seconds) },
});
const from = (nextRequestId: number) => ({ nextRequestId });
const lines = specification(subscriptionLines);

describe("a line that may be dead at the gateway", () => {
  const renew = (requestId: number): SubscriptionLinesCommand => ({ type: "RenewLine", data: { requestId } });
  const held = lines.given(opened(1, 1), opened(2, 2), pinned(2), pinned(2, "position:DU1"));

  it("is opened anew under another request id, and whoever holds it goes on holding it", () => {
    const state = held
      .when(renew(2), from(3))
      .then(
        { type: "LineReleased", data: { conId: 2, requestId: 2 } },
        opened(2, 3),
        pinned(2),
        pinned(2, "position:DU1"),
      );
    expect([...state.requests]).toEqual([
      [1, 1],
      [3, 2],
    ]);
    expect(state.lines.get(2)?.holders).toEqual(new Set(["order:a", "position:DU1"]));
  });

  it("is left alone when it was renewed, released or rejected meanwhile", () => {
    held
      .given({ type: "LineReleased", data: { conId: 2, requestId: 2 } }, opened(2, 3))
      .when(renew(2), from(4))
      .thenNothing();
    held.given(rejected(1, 1)).when(renew(1), from(3)).thenNothing();
    held.when(renew(9), from(3)).thenNothing();
  });
});

describe("a line", () => {
  it("is opened under a fresh request id, and found by it", () => {
    const state = lines.when(request(11), from(5)).then(opened(11, 5));
    expect(conIdOfRequest(state, 5)).toBe(11);
    expect(conIdOfRequest(state, 6)).toBeNull();
    expect(linesUsage(state)).toEqual({ used: 1, max: 90, percent: 100 / 90, pinned: 0, evictions: 0 });
  });

  it("is renewed by a later use, which is not worth an event within a second", () => {
    const given = lines.given(opened(11, 5));
    given.when(request(11, 0.999), from(6)).thenNothing();
    given
      .when(request(11, 1, "ticket"), from(6))
      .then({ type: "LineRequested", data: { conId: 11, purpose: "ticket", usedAt: at(1) } });
  });

  it("is given back by its release, and not while something holds it", () => {
    const release: SubscriptionLinesCommand = { type: "ReleaseLine", data: { conId: 11 } };
    const state = lines
      .given(opened(11, 5))
      .when(release, from(6))
      .then({ type: "LineReleased", data: { conId: 11, requestId: 5 } });
    expect(conIdOfRequest(state, 5)).toBeNull();
    lines.when(release, from(6)).thenNothing();
    lines.given(opened(11, 5), pinned(11)).when(release, from(6)).thenRefused("lines.line-pinned");
    lines
      .given(opened(11, 5), pinned(11), unpinned(11))
      .when(release, from(6))
      .then({
        type: "LineReleased",
        data: { conId: 11, requestId: 5 },
      });
  });

  it("never shares a request id with an earlier one: that is a bug of the caller", () => {
    expect(() => lines.given(opened(11, 5)).when(request(12), from(5))).toThrow(
      "request id 5 is not above 5",
    );
    expect(() => lines.when(request(12), from(Number.NaN))).toThrow(RangeError);
  });

  it("keeps the data type that the gateway gave it", () => {
    const report: SubscriptionLinesCommand = {
      type: "ReportDataType",
      data: { requestId: 5, dataType: "delayed" },
    };
    const reported: SubscriptionLinesEvent = {
      type: "LineDataTypeReported",
      data: { conId: 11, requestId: 5, dataType: "delayed" },
    };
    lines.given(opened(11, 5)).when(report, from(6)).then(reported);
    lines.given(opened(11, 5), reported).when(report, from(6)).thenNothing();
    lines.when(report, from(6)).thenNothing();
  });
});

describe("when every line is in use", () => {
  const full = lines.given(limit(2), opened(11, 1, 10), opened(12, 2, 5));

  it("the least recently used gives way", () => {
    const state = full.when(request(13, 20), from(3)).then(evicted(12, 2, 5, 13), opened(13, 3, 20));
    expect(linesUsage(state)).toMatchObject({ used: 2, evictions: 1 });
    expect(conIdOfRequest(state, 2)).toBeNull();
  });

  it("a renewed line is no longer the least recently used", () => {
    full
      .given({ type: "LineRequested", data: { conId: 12, purpose: "chain", usedAt: at(15) } })
      .when(request(13, 20), from(3))
      .then(evicted(11, 1, 10, 13), opened(13, 3, 20));
  });

  it("of lines used at the same moment the lesser purpose gives way", () => {
    lines
      .given(limit(2), opened(11, 1, 5, "ticket"), opened(12, 2, 5, "scan"))
      .when(request(13, 20), from(3))
      .then(evicted(12, 2, 5, 13), opened(13, 3, 20));
  });

  it("a pinned line never gives way, though it is the least recently used", () => {
    full
      .given(pinned(12))
      .when(request(13, 20), from(3))
      .then(evicted(11, 1, 10, 13), opened(13, 3, 20));
  });

  it("and all are pinned, the request is refused, said once until something changes", () => {
    const refused: SubscriptionLinesEvent = {
      type: "LineRefused",
      data: { conId: 13, purpose: "chain", linesMax: 2, pinned: 2 },
    };
    const pinnedFull = full.given(pinned(11), pinned(12));
    expect(pinnedFull.when(request(13, 20), from(3)).then(refused).refusals).toBe(1);
    pinnedFull.given(refused).when(request(13, 21), from(3)).thenNothing();
    pinnedFull
      .given(refused, unpinned(11))
      .when(request(13, 21), from(3))
      .then(evicted(11, 1, 10, 13), opened(13, 3, 21));
  });

  it("a pin makes room for itself, or is refused without a pin", () => {
    full
      .when(pin(13, "order:a", 20), from(3))
      .then(evicted(12, 2, 5, 13), opened(13, 3, 20, "order"), pinned(13));
    full
      .given(pinned(11), pinned(12))
      .when(pin(13, "order:a", 20), from(3))
      .then({
        type: "LineRefused",
        data: { conId: 13, purpose: "order", linesMax: 2, pinned: 2 },
      });
  });
});

describe("a pin", () => {
  it("opens the line when there is none", () => {
    lines.when(pin(11), from(1)).then(opened(11, 1, 0, "order"), pinned(11));
  });

  it("is held by each holder once, and let go by the last one", () => {
    const given = lines.given(opened(11, 1), pinned(11), pinned(11, "position:DU1"));
    given.when(pin(11), from(2)).thenNothing();
    given.when({ type: "UnpinLine", data: { conId: 11, holder: "order:b" } }, from(2)).thenNothing();
    const state = given
      .when({ type: "UnpinLine", data: { conId: 11, holder: "order:a" } }, from(2))
      .then(unpinned(11));
    expect(linesUsage(state).pinned).toBe(1);
    expect(linesUsage(lines.given(opened(11, 1), pinned(11), unpinned(11)).state).pinned).toBe(0);
  });
});

describe("a line that the gateway rejects", () => {
  it("is dropped, counted and freed for another", () => {
    const state = lines
      .given(opened(11, 1))
      .when(
        {
          type: "ReportRejection",
          data: { requestId: 1, code: 101, message: "Max number of tickers has been reached" },
        },
        from(2),
      )
      .then(rejected(11, 1));
    expect(state).toMatchObject({ rejections: 1 });
    expect(linesUsage(state).used).toBe(0);
    expect(conIdOfRequest(state, 1)).toBeNull();
  });

  it("means nothing under a request id that no line has any more", () => {
    lines
      .when({ type: "ReportRejection", data: { requestId: 9, code: 101, message: "" } }, from(10))
      .thenNothing();
  });

  it("is not asked for again within half a minute of its last use", () => {
    const given = lines.given(opened(11, 1), rejected(11, 1));
    given.when(request(11, 29.9), from(2)).thenNothing();
    given.when(request(11, 30), from(2)).then(opened(11, 2, 30));
  });

  it("remembers who holds it, and comes back held", () => {
    const given = lines.given(opened(11, 1), pinned(11), rejected(11, 1));
    given.when(pin(11, "order:b", 1), from(2)).then(pinned(11, "order:b"));
    const state = given
      .given(pinned(11, "order:b"))
      .when(request(11, 60), from(2))
      .then(opened(11, 2, 60));
    expect([...(state.lines.get(11)?.holders ?? [])]).toEqual(["order:a", "order:b"]);
  });

  it("is forgotten once too many others came after it, unless something holds it", () => {
    let given = lines.given(opened(1, 1), pinned(1), rejected(1, 1));
    for (let conId = 2; conId <= REJECTED_LINES_MAX + 3; conId += 1) {
      given = given.given(opened(conId, conId), rejected(conId, conId));
    }
    expect(given.state.rejected.size).toBe(REJECTED_LINES_MAX);
    expect(given.state.rejected.has(1)).toBe(true);
    expect(given.state.rejected.has(2)).toBe(false);
  });
});

describe("a gateway that forgot all lines", () => {
  const invalidate: SubscriptionLinesCommand = { type: "InvalidateLines", data: { cause: "dataLost" } };
  const invalidated: SubscriptionLinesEvent = { type: "LinesInvalidated", data: { cause: "dataLost" } };

  it("is asked for each of them again under new ids, the pinned first, with purpose, use and holders kept", () => {
    const state = lines
      .given(opened(11, 1, 1), opened(12, 2, 2, "ticket"), pinned(12))
      .when(invalidate, from(3))
      .then(invalidated, opened(12, 3, 2, "ticket"), opened(11, 4, 1));
    expect([...(state.lines.get(12)?.holders ?? [])]).toEqual(["order:a"]);
    expect(conIdOfRequest(state, 1)).toBeNull();
    expect(conIdOfRequest(state, 4)).toBe(11);
    expect(state.requestIdSeen).toBe(4);
  });

  it("is asked for rejected lines too, as many as there is room for", () => {
    lines
      .given(
        limit(2),
        opened(11, 1),
        rejected(11, 1, 10_197),
        opened(12, 2),
        rejected(12, 2, 10_197),
        opened(13, 3),
      )
      .when(invalidate, from(4))
      .then(invalidated, opened(13, 4), opened(11, 5));
  });

  it("is not asked for anything when there was nothing", () => {
    lines.when(invalidate, from(1)).thenNothing();
  });
});

describe("the limit of lines", () => {
  const set = (linesMax: number): SubscriptionLinesCommand => ({
    type: "SetLinesLimit",
    data: { linesMax, actor: "user:ada" },
  });

  it("when lowered, releases the least recently used that nothing pins", () => {
    lines
      .given(opened(11, 1, 3), opened(12, 2, 1), opened(13, 3, 2), pinned(12))
      .when(set(2), from(4))
      .then(limit(2), { type: "LineReleased", data: { conId: 13, requestId: 3 } });
  });

  it("keeps pinned lines even over the limit", () => {
    const state = lines
      .given(opened(11, 1), opened(12, 2), pinned(11), pinned(12))
      .when(set(1), from(3))
      .then(limit(1));
    expect(linesUsage(state)).toMatchObject({ used: 2, max: 1, percent: 200 });
  });

  it("is a whole number of at least 1", () => {
    for (const linesMax of [0, -1, 1.5, Number.NaN, 10_001]) {
      lines.when(set(linesMax), from(1)).thenRefused("lines.limit-malformed");
    }
    lines.when(set(90), from(1)).thenNothing();
  });
});

describe("a broken log", () => {
  it("fails loudly on a line that cannot be there", () => {
    expect(() => lines.given(evicted(11, 1, 0, 12))).toThrow("has no line");
    expect(() => lines.given(opened(11, 1), opened(11, 2))).toThrow("which has a line");
  });
});
