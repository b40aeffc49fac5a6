import { epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { createGatewayClock } from "./gateway-clock.ts";

/** A machine's clock at 0, and a gateway whose clock is `aheadMs` ahead and answers in whole seconds. */
function clocks(aheadMs: number) {
  let machine = 1_000_000;
  let ahead = aheadMs;
  const clock = createGatewayClock({ now: () => epochMs(machine) });
  return {
    clock,
    /** Asks now; the question takes `thereMs`, the answer `backMs`. */
    ask: (thereMs = 0, backMs = 0): number => {
      const sentAt = epochMs(machine);
      const gatewayTime = epochMs(Math.floor((machine + thereMs + ahead) / 1_000) * 1_000);
      machine += thereMs + backMs;
      return clock.observe({ gatewayTime, sentAt, receivedAt: epochMs(machine) });
    },
    pass: (ms: number) => void (machine += ms),
    setMachine: (ms: number) => void (machine += ms),
    setGateway: (ms: number) => void (ahead = ms),
  };
}

describe("the gateway's time", () => {
  it("is this machine's until the gateway was asked", () => {
    expect(clocks(5_000).clock.now()).toBe(1_000_000);
  });

  it("is known to half a second after one answer in whole seconds", () => {
    const { ask } = clocks(3_400);
    expect(Math.abs(ask() - 3_400)).toBeLessThanOrEqual(500);
  });

  it("is known to a few milliseconds after answers at different parts of a second", () => {
    const { ask, pass } = clocks(3_437);
    let offset = 0;
    for (let count = 0; count < 200; count += 1) {
      pass(2_003);
      offset = ask();
    }
    expect(Math.abs(offset - 3_437)).toBeLessThanOrEqual(5);
  });

  it.each([
    [120, 0],
    [0, 120],
    [60, 60],
  ])("is not believed better than the round trip allows (%i ms there, %i ms back)", (there, back) => {
    const { ask, pass } = clocks(800);
    let offset = 0;
    for (let count = 0; count < 200; count += 1) {
      pass(2_003);
      offset = ask(there, back);
    }
    expect(Math.abs(offset - 800)).toBeLessThanOrEqual(120);
  });

  it("is measured anew when an answer contradicts all before it: a clock was set", () => {
    const { ask, pass, setGateway } = clocks(0);
    for (let count = 0; count < 20; count += 1) {
      pass(2_003);
      ask();
    }
    setGateway(3_600_000);
    pass(2_003);
    expect(Math.abs(ask() - 3_600_000)).toBeLessThanOrEqual(500);
  });

  it("stands still for a small step back instead of going back", () => {
    const { clock, setMachine } = clocks(0);
    const before = clock.now();
    setMachine(-1_500);
    expect(clock.now()).toBe(before);
    setMachine(1_600);
    expect(clock.now()).toBe(before + 100);
  });

  it("goes back when the step is too large to wait for", () => {
    const { clock, setMachine } = clocks(0);
    const before = clock.now();
    setMachine(-60_000);
    expect(clock.now()).toBe(before - 60_000);
  });
});
