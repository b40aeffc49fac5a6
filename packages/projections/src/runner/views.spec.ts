import { describe, expect, it, vi } from "vitest";
import { orderRequested, positionAt, PROLOGUE, recorded, ticks } from "../testing/index.ts";
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

it("refuses events that do not follow the ones before", () => {
  const views = createViews({ onListenerError: vi.fn<() => void>() });
  views.apply({ events: twoTicks, live: true });
  expect(() => {
    views.apply({ events: twoTicks, live: true });
  }).toThrow(/came after/);
});
