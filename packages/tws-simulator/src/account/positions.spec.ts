import { describe, expect, it } from "vitest";
import { between } from "../venue/random.ts";
import { averageCost, emptyPosition, trade } from "./positions.ts";

describe("a position", () => {
  it("averages what it cost with commissions, and realises against the average when it closes", () => {
    const first = trade(emptyPosition(1), { quantity: 2, value: 400, commission: 2 });
    const second = trade(first.position, { quantity: 2, value: 600, commission: 2 });
    expect(averageCost(second.position)).toBe(251);
    expect([first.realised, second.realised]).toEqual([null, null]);
    const closed = trade(second.position, { quantity: -1, value: -300, commission: 1 });
    expect(closed.realised).toBe(300 - 1 - 251);
    expect(averageCost(closed.position)).toBe(251);
  });

  it("that turns over closes the old side and opens the new one at its own price", () => {
    const long = trade(emptyPosition(1), { quantity: 1, value: 100, commission: 0 });
    const { position, realised } = trade(long.position, { quantity: -3, value: -330, commission: 0 });
    expect(realised).toBe(10);
    expect([position.quantity, averageCost(position)]).toEqual([-2, 110]);
  });

  it("never makes or loses money: cash paid is open cost less what was realised", () => {
    for (let seed = 0; seed < 200; seed += 1) {
      let [position, paid, realised] = [emptyPosition(1), 0, 0];
      for (let step = 0; step < 20; step += 1) {
        const quantity = between(-5, 5, seed, step) || 1;
        const commission = between(0, 9, seed, step, 2);
        const value = quantity * between(1, 999, seed, step, 1);
        const change = trade(position, { quantity, value, commission });
        paid += value + commission;
        realised += change.realised ?? 0;
        ({ position } = change);
        expect(position.cost - realised).toBe(paid);
        if (position.quantity === 0) expect(position.cost).toBe(0);
      }
    }
  });
});
