import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KeyedStore } from "./keyed-store.ts";

interface Row {
  readonly id: string;
  readonly bid: number;
}

let frames: (() => void)[] = [];
const paint = (): void => {
  const due = frames;
  frames = [];
  for (const frame of due) frame();
};

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("rows outside the page", () => {
  it("wakes a changed row once a frame however many ticks came, and no other row", () => {
    const store = new KeyedStore<Row>((row) => row.id);
    store.replace([
      { id: "a", bid: 1 },
      { id: "b", bid: 1 },
    ]);
    paint();
    const woken: string[] = [];
    store.subscribe("a", () => woken.push("a"));
    store.subscribe("b", () => woken.push("b"));
    for (const bid of [2, 3, 4]) store.merge([{ id: "a", bid }]);
    paint();
    expect(woken).toEqual(["a"]);
    expect(store.get("a")?.bid).toBe(4);
  });

  it("keeps the object of a row that came again unchanged, and asks for no frame", () => {
    const store = new KeyedStore<Row>((row) => row.id);
    store.replace([{ id: "a", bid: 1 }]);
    paint();
    const before = store.get("a");
    store.replace([{ id: "a", bid: 1 }]);
    expect(store.get("a")).toBe(before);
    expect(frames).toHaveLength(0);
  });

  it("tells of the order only when rows come, go or move", () => {
    const store = new KeyedStore<Row>((row) => row.id);
    let orders = 0;
    store.subscribeIds(() => {
      orders += 1;
    });
    store.replace([{ id: "a", bid: 1 }]);
    paint();
    store.merge([{ id: "a", bid: 2 }]);
    paint();
    expect(orders).toBe(1);
    store.merge([{ id: "b", bid: 2 }]);
    paint();
    expect(orders).toBe(2);
    expect(store.ids()).toEqual(["a", "b"]);
  });

  it("wakes a row that went away", () => {
    const store = new KeyedStore<Row>((row) => row.id);
    store.replace([{ id: "a", bid: 1 }]);
    paint();
    let woken = 0;
    store.subscribe("a", () => {
      woken += 1;
    });
    store.replace([]);
    paint();
    expect(woken).toBe(1);
    expect(store.get("a")).toBeUndefined();
  });

  it("puts placed rows where they belong, and leaves the others in their order", () => {
    const store = new KeyedStore<Row>((row) => row.id);
    store.replace(["a", "b", "c", "d", "e"].map((id) => ({ id, bid: 1 })));
    store.place(
      [
        { row: { id: "e", bid: 2 }, at: 0 },
        { row: { id: "new", bid: 2 }, at: 2 },
        { row: { id: "last", bid: 2 }, at: 5 },
      ],
      ["b"],
    );
    expect(store.ids()).toEqual(["e", "a", "new", "c", "d", "last"]);
    expect(store.get("b")).toBeUndefined();
  });

  it("comes to any other order by the rows that moved alone", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30)), fc.uniqueArray(fc.nat(30)), (before, after) => {
        const store = new KeyedStore<Row>((row) => row.id);
        store.replace(before.map((id) => ({ id: String(id), bid: 0 })));
        const kept = before.filter((id) => after.includes(id));
        let next = 0;
        const isKept = (id: number): boolean => id === kept[next] && (next += 1) > 0;
        const moved = after.flatMap((id, at) =>
          isKept(id) ? [] : [{ row: { id: String(id), bid: 1 }, at }],
        );
        const dropped = before.filter((id) => !after.includes(id)).map(String);
        store.place(moved, dropped);
        expect(store.ids()).toEqual(after.map(String));
      }),
    );
  });
});
