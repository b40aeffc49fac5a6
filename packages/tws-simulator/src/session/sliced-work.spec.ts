import { beforeEach, describe, expect, it } from "vitest";
import { Schedule } from "../venue/schedule.ts";
import { LOOKS_A_TURN, REST_MS, SlicedWork, type Step } from "./sliced-work.ts";

let schedule: Schedule;
let work: SlicedWork;
/** Who did a step, and when. */
let done: string[];

beforeEach(() => {
  schedule = new Schedule("manual");
  work = new SlicedWork(schedule);
  done = [];
});

/** So many steps of so many looks each. */
function steps(name: string, count: number, looks: number): Step {
  let left = count;
  return () => {
    if (left === 0) return null;
    left -= 1;
    done.push(`${name}@${schedule.now()}`);
    return looks;
  };
}

const [ada, bob] = [{}, {}];
const HALF = LOOKS_A_TURN / 2;

describe("work that takes long", () => {
  it("is done at once when it is little", () => {
    work.add(ada, steps("a", 3, 10));
    expect(done).toEqual(["a@0", "a@0", "a@0"]);
  });

  it("goes on turn by turn, never with more than fits into one and the step that ends it", () => {
    work.add(ada, steps("a", 5, HALF));
    schedule.run(10 * REST_MS);
    expect(done).toEqual(["a@0", "a@0", `a@${REST_MS}`, `a@${REST_MS}`, `a@${2 * REST_MS}`]);
  });

  it("is shared out: everybody has a turn before anybody has another", () => {
    work.add(ada, steps("a1", 3, LOOKS_A_TURN));
    work.add(ada, steps("a2", 1, LOOKS_A_TURN));
    work.add(bob, steps("b", 2, LOOKS_A_TURN));
    schedule.run(10 * REST_MS);
    expect(done.map((text) => text.split("@")[0])).toEqual(["a1", "a1", "b", "a1", "b", "a2"]);
  });

  it("has one allowance for all, however many ask at the same moment", () => {
    for (let count = 0; count < 10; count += 1) work.add({}, steps("x", 1, HALF));
    expect(done).toHaveLength(2);
    schedule.run(REST_MS);
    expect(done).toHaveLength(4);
  });

  it("ends where it is when it is dropped, and when who wanted it has gone", () => {
    const drop = work.add(ada, steps("a", 9, LOOKS_A_TURN));
    work.add(bob, steps("b", 9, LOOKS_A_TURN));
    schedule.run(2 * REST_MS);
    expect(done).toHaveLength(3);
    drop();
    work.leave(bob);
    schedule.run(20 * REST_MS);
    expect(done).toHaveLength(3);
  });

  it("may be dropped, and added, from a step of it", () => {
    const more: Step = steps("more", 1, 1);
    const first: Step = () => {
      work.leave(ada);
      work.add(bob, more);
      return 1;
    };
    work.add(ada, first);
    expect(done).toEqual(["more@0"]);
  });
});

describe("a schedule at real pace", () => {
  it("does not make up for rests that came late", async () => {
    let machine = 0;
    const real = new Schedule("real", () => machine);
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        heard.push(`turn@${machine}`);
        real.after(REST_MS, () => heard.push("due"));
        machine += 100;
        if (machine > 300) resolve();
        else real.afterRest(REST_MS, turn);
        machine += REST_MS;
      };
      real.afterRest(0, turn);
    });
    real.close();
    // Each turn takes 100 ms: the next one is planned from its end, and what fell due meanwhile comes first.
    expect(heard).toEqual(["turn@0", "due", `turn@${100 + REST_MS}`, "due", `turn@${2 * (100 + REST_MS)}`]);
  });
});
