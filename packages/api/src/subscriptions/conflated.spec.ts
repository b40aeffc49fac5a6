import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Changed, Conflated } from "./conflated.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function watched(refreshMs?: number) {
  let change: Changed = () => undefined;
  let state = 0;
  let watching = true;
  const deliveries = new Conflated({
    watch: (changed) => {
      change = changed;
      return () => {
        watching = false;
      };
    },
    read: () => state,
    ...(refreshMs === undefined ? {} : { refreshMs }),
  });
  return {
    deliveries,
    isWatching: () => watching,
    set: (value: number, intervalMs = 50) => {
      state = value;
      change(intervalMs);
    },
    take: async () => {
      const result = await deliveries.next();
      return result.done === true ? null : result.value();
    },
  };
}

describe("a conflated subscription", () => {
  it("begins with the whole at once", async () => {
    expect(await watched().take()).toBe(0);
  });

  it("delivers a change no sooner than its interval after the last delivery", async () => {
    const subject = watched();
    await subject.take();
    subject.set(1);
    let taken: number | null = null;
    const pending = subject.take().then((value) => (taken = value));
    await vi.advanceTimersByTimeAsync(49);
    expect(taken).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    await pending;
    expect(taken).toBe(1);
  });

  it("gives a slow reader the newest state once, however much happened in between", async () => {
    const subject = watched();
    await subject.take();
    for (let value = 1; value <= 10_000; value += 1) subject.set(value);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await subject.take()).toBe(10_000);
    let next: number | null | "nothing yet" = "nothing yet";
    const pending = subject.take().then((value) => (next = value));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(next).toBe("nothing yet");
    await subject.deliveries.return();
    expect(await pending).toBeNull();
  });

  it("tells how long a delivery waited for its reader, and calls none late that came after a quiet time", async () => {
    let change: Changed = () => undefined;
    const deliveries = new Conflated({
      watch: (changed) => {
        change = changed;
        return () => undefined;
      },
      read: (lateMs) => lateMs,
    });
    const take = async (): Promise<number> => {
      const result = await deliveries.next();
      return result.done === true ? -1 : result.value();
    };
    await take();
    await vi.advanceTimersByTimeAsync(10_000);
    change(100);
    expect(await take()).toBe(0);
    change(100);
    await vi.advanceTimersByTimeAsync(3_100);
    expect(await take()).toBe(3_000);
    await deliveries.return();
  });

  it("reads the state when the reader takes it, not when it changed", async () => {
    const subject = watched();
    await subject.take();
    subject.set(1);
    await vi.advanceTimersByTimeAsync(50);
    const result = await subject.deliveries.next();
    subject.set(2);
    expect(result.done === true ? null : result.value()).toBe(2);
  });

  it("lets a pressing change overtake one that may wait", async () => {
    const subject = watched();
    await subject.take();
    subject.set(1, 250);
    const pending = subject.take();
    await vi.advanceTimersByTimeAsync(20);
    subject.set(2, 50);
    await vi.advanceTimersByTimeAsync(30);
    expect(await pending).toBe(2);
  });

  it("delivers without a change when it has to be refreshed", async () => {
    const subject = watched(1_000);
    await subject.take();
    const pending = subject.take();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await pending).toBe(0);
  });

  it("stops watching and releases a waiting reader when it ends", async () => {
    const subject = watched();
    await subject.take();
    const waiting = subject.take();
    await subject.deliveries.return();
    expect(await waiting).toBeNull();
    expect(subject.isWatching()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
