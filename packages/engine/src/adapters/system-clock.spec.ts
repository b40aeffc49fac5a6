import { describe, expect, it } from "vitest";
import { systemClock } from "./system-clock.ts";

describe("the machine's clock", () => {
  it("calls once, and not when it was cancelled", async () => {
    const calls: string[] = [];
    const cancel = systemClock.schedule(1, () => calls.push("cancelled"));
    cancel();
    await new Promise<void>((resolve) => systemClock.schedule(5, () => resolve(void calls.push("kept"))));
    expect(calls).toEqual(["kept"]);
  });

  it.each([-1, Number.NaN, 2 ** 31])(
    "refuses a delay of %s, which the platform would take for none",
    (delayMs) => expect(() => systemClock.schedule(delayMs, () => {})).toThrow(RangeError),
  );

  it("gives wall time in whole milliseconds and a monotonic time that does not go back", () => {
    const before = systemClock.monotonicMs();
    expect(Number.isSafeInteger(systemClock.now())).toBe(true);
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});
