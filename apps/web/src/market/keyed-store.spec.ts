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
});
