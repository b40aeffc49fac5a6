import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";

/** The turns of a run: what each took in, by name, and the types of what it recorded. */
async function turnsOf(run: EngineRun): Promise<readonly { took: string[]; recorded: string[] }[]> {
  const turns: { took: string[]; recorded: string[] }[] = [];
  for (const { event } of await run.log()) {
    if (event.type === "InputsTaken") {
      const took = event.data.inputs.map(({ task }) => ("command" in task ? task.command.type : task.to));
      turns.push({ took, recorded: [] });
    } else if (event.type !== "TicksRecorded") {
      turns.at(-1)?.recorded.push(event.type);
    }
  }
  return turns;
}

describe("what a turn of the loop took in", () => {
  it("is in the log before what it decided, by what was asked or heard, not by what followed from it", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const turns = await turnsOf(run);
    const asked = turns.find(({ took }) => took.includes("RequestOrder"));
    expect(asked).toEqual({
      took: ["RequestOrder"],
      recorded: ["OrderRequested", "MarginPreviewRequested"],
    });
    const judged = turns.find(({ took }) => took.includes("ReportMarginPreview"));
    expect(judged?.recorded.slice(0, 3)).toEqual([
      "MarginPreviewReported",
      "RiskAssessed",
      "OrderPlacementIntended",
    ]);
    expect(turns[0]?.recorded).toEqual(["SessionStarted"]);
  });

  it("is kept when nothing came of it", async () => {
    const run = await startRun();
    const refused = await run.engine.releaseKillSwitch("DU1", "", "me");
    expect(refused.kind).toBe("accepted");
    await run.settled();
    expect((await turnsOf(run)).at(-1)).toEqual({ took: ["ReleaseKillSwitch"], recorded: [] });
  });
});
