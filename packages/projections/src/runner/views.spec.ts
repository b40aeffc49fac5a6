import { describe, expect, it, vi } from "vitest";
import { orderRequested, plainState, positionAt, PROLOGUE, recorded, ticks } from "../testing/index.ts";
import { ViewRebuilding } from "./rebuilding.ts";
import { createViews, ViewsStopped } from "./views.ts";

const log = recorded([...PROLOGUE, ticks(2740, { bid: 3 }), ticks(2740, { bid: 3.1 }), orderRequested("o1")]);
const prologue = log.slice(0, PROLOGUE.length);
const twoTicks = log.slice(PROLOGUE.length, PROLOGUE.length + 2);
const order = log.slice(PROLOGUE.length + 2);

describe("listeners", () => {
  it("hear once of a page that changed their view, however many events did", () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    const [onMarket, onOrders] = [vi.fn<() => void>(), vi.fn<() => void>()];
    views.onChange(["market", "contracts"], onMarket);
    views.onChange(["orders"], onOrders);
    views.apply({ events: twoTicks, live: true });
    expect([onMarket.mock.calls.length, onOrders.mock.calls.length]).toEqual([1, 0]);
  });

  it("see the views as they are after the whole page", () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    const seen: unknown[] = [];
    views.onChange(["market"], () => seen.push(views.position, views.live));
    views.apply({ events: twoTicks, live: true });
    expect(seen).toEqual([twoTicks[1]!.position, true]);
  });

  it("hear nothing once they have ended", () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    const listener = vi.fn<() => void>();
    views.onChange(["market"], listener)();
    views.apply({ events: twoTicks, live: true });
    expect(listener).not.toHaveBeenCalled();
  });

  it("that throw are reported and keep nobody else from hearing", () => {
    const onListenerError = vi.fn<(error: unknown) => void>();
    const views = createViews({ onListenerError });
    const fault = new Error("a bug in a listener");
    const listener = vi.fn<() => void>();
    views.onChange(["market"], () => {
      throw fault;
    });
    views.onChange(["market"], listener);
    views.apply({ events: twoTicks, live: true });
    expect(onListenerError).toHaveBeenCalledExactlyOnceWith(fault);
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe("waiting for a position", () => {
  it("ends when every view has applied it", async () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    const own = order[0]!.position;
    let reached = false;
    const waiting = views.reached(own).then(() => {
      reached = true;
    });
    views.apply({ events: prologue, live: false });
    await Promise.resolve();
    expect(reached).toBe(false);
    views.apply({ events: [...twoTicks, ...order], live: true });
    await waiting;
    expect([...views.orders.placed.entries()]).toEqual([[0, "o1"]]);
    await views.reached(positionAt(1));
  });

  it("ends with the reason when the views stop, then and afterwards", async () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    const waiting = views.reached(positionAt(1));
    const refused = expect(waiting).rejects.toThrow("the engine stops");
    views.stop(new ViewsStopped("the engine stops"));
    await refused;
    await expect(views.reached(positionAt(1))).rejects.toThrow("the engine stops");
  });
});

describe("a view that is folded elsewhere", () => {
  const asideViews = () => {
    const views = createViews({ onListenerError: vi.fn<() => void>() });
    views.setAside(["market"]);
    views.restore(new Map());
    return views;
  };
  const marketOf = (events: typeof log) => {
    const market = createViews({ only: ["market"], onListenerError: vi.fn<() => void>() });
    market.apply({ events, live: true });
    return market;
  };

  it("is refused by name with how far it is, while the others are read", async () => {
    const views = asideViews();
    const listener = vi.fn<() => void>();
    views.onChange(["market"], listener);
    views.apply({ events: log, live: true });
    await views.reached(log.at(-1)!.position);
    expect(views.orders.placedCount).toBe(1);
    expect(views.folds.map(({ name }) => name)).not.toContain("market");
    expect(views.snapshots().map(({ name }) => name)).not.toContain("market");
    expect(listener).not.toHaveBeenCalled();
    views.rebuilt(["market"], { share: 0.416, eventsPerSecond: 5, secondsLeft: 11.2 });
    expect(listener).toHaveBeenCalledOnce();
    expect(() => views.market).toThrow(new ViewRebuilding("market", views.rebuilding.get("market")!));
    expect(() => views.market).toThrow("market is rebuilt from the log: 41 %, 12 s left");
  });

  it("is there once it joined, and goes on with the others", () => {
    const views = asideViews();
    const listener = vi.fn<() => void>();
    views.onChange(["market"], listener);
    views.apply({ events: prologue, live: true });
    views.join(marketOf(prologue).snapshots());
    expect(listener).toHaveBeenCalledOnce();
    expect(views.rebuilding.size).toBe(0);
    views.apply({ events: [...twoTicks, ...order], live: true });
    expect(plainState(views.market)).toEqual(plainState(marketOf(log).market));
    expect(views.snapshots().find(({ name }) => name === "market")).toMatchObject({ changed: true });
  });

  it("that is ahead waits for the others and sees no event twice", () => {
    const views = asideViews();
    views.apply({ events: prologue, live: true });
    views.join(marketOf([...prologue, ...twoTicks]).snapshots());
    expect(() => views.market).toThrow(ViewRebuilding);
    views.apply({ events: twoTicks.slice(0, 1), live: true });
    expect(() => views.market).toThrow(ViewRebuilding);
    views.apply({ events: [...twoTicks.slice(1), ...order], live: true });
    expect(plainState(views.market)).toEqual(plainState(marketOf(log).market));
  });

  it("that is behind is not taken in", () => {
    const views = asideViews();
    views.apply({ events: log, live: true });
    expect(() => {
      views.join(marketOf(prologue).snapshots());
    }).toThrow(/market was folded up to/);
  });
});

it("refuses events that do not follow the ones before", () => {
  const views = createViews({ onListenerError: vi.fn<() => void>() });
  views.apply({ events: twoTicks, live: true });
  expect(() => {
    views.apply({ events: twoTicks, live: true });
  }).toThrow(/came after/);
});
