import { describe, expect, it } from "vitest";
import { between } from "./random.ts";
import { Schedule } from "./schedule.ts";

describe("a schedule at manual pace", () => {
  it("runs tasks when they are due and no sooner, each seeing its own moment", () => {
    const schedule = new Schedule("manual");
    const seen: string[] = [];
    const note = (name: string) => (): void => void seen.push(`${name}@${schedule.now()}`);
    schedule.after(30, note("c"));
    schedule.after(10, note("a"));
    schedule.after(10, note("b"));
    schedule.every(20, note("tick"));
    schedule.run(9);
    expect(seen).toEqual([]);
    schedule.run(31);
    expect(seen).toEqual(["a@10", "b@10", "tick@20", "c@30", "tick@40"]);
    expect(schedule.now()).toBe(40);
  });

  it("runs what a task plans within the same run when it falls due in it", () => {
    const schedule = new Schedule("manual");
    const seen: number[] = [];
    schedule.after(5, () => {
      schedule.after(5, () => seen.push(schedule.now()));
      schedule.after(50, () => seen.push(schedule.now()));
    });
    schedule.run(20);
    expect(seen).toEqual([10]);
  });

  it("keeps the order of many tasks, whatever the order of planning", () => {
    const schedule = new Schedule("manual");
    const seen: number[] = [];
    for (let task = 0; task < 500; task += 1) {
      const due = between(0, 200, 7, task);
      schedule.after(due, () => seen.push(due));
    }
    schedule.run(200);
    expect(seen).toHaveLength(500);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("does not go back, does not run within itself, and stops when closed", () => {
    const schedule = new Schedule("manual");
    expect(() => schedule.run(-1)).toThrow("forward");
    schedule.after(1, () => schedule.run(1));
    expect(() => schedule.run(2)).toThrow("already");
    schedule.after(1, () => {
      throw new Error("after the close");
    });
    schedule.close();
    schedule.run(10);
  });
});

describe("a schedule at real pace", () => {
  it("catches up with repeated tasks after the machine was late, at the moments that were planned", async () => {
    let real = 1000;
    const schedule = new Schedule("real", () => real);
    const seen: number[] = [];
    schedule.every(10, () => seen.push(schedule.now()));
    expect(schedule.now()).toBe(0);
    real = 1045;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    schedule.close();
    expect(seen).toEqual([10, 20, 30, 40]);
    expect(schedule.now()).toBe(45);
    expect(() => schedule.run(1)).toThrow("by itself");
  });
});
