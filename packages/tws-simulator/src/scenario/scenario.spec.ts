import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SimulatorOptionError } from "../options.ts";
import { startSimulator } from "../simulator.ts";
import { RawClient } from "../testing/raw-client.ts";
import { simulatorOfTest } from "../testing/simulator-of-test.ts";
import { findScenario, scenarioNames } from "./scenario-files.ts";

const folder = mkdtempSync(join(tmpdir(), "scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, "night.yaml");
  writeFileSync(file, text);
  return file;
}

const HEAD = "name: night\ntitle: A night\ndescription: It is dark.\n";

describe("the scenarios that come with the simulator", () => {
  it.each(scenarioNames())("%s can be read and is named as its file", (name) => {
    expect(findScenario(name).name).toBe(name);
  });
});

describe("a scenario file", () => {
  it("gives options and faults, which the caller's options may replace", async () => {
    const file = fileOf(
      `${HEAD}seed: 9\noptions:\n  accounts: [{ id: DU7, cash: 5 }]\n  linesMax: 3\nsteps:\n` +
        "  - error code=1100 after 1s\n  - { do: error, with: { code: 1102 }, after: 2s }\n",
    );
    const simulator = await simulatorOfTest({
      scenario: file,
      pace: "manual",
      accounts: [{ id: "DU8", cash: 7 }],
    });
    expect(simulator.account("DU8").cash).toBe(7);
    expect([...simulator.ledger][0]).toMatchObject({ type: "SimulatorStarted", seed: "9" });
    const client = await RawClient.started(simulator.port, 1);
    simulator.run(3000);
    client.send(49, 1);
    await client.until(() => client.of(49).length === 1);
    expect(
      client
        .of(4)
        .map(([, , , code]) => code)
        .slice(3),
    ).toEqual(["1100", "1102"]);
  });

  it.each([
    ["an unknown field", `${HEAD}steps: []\ncolour: red\n`, "5: colour: is unknown"],
    ["an unknown action", `${HEAD}steps:\n  - do: fly\n`, "5: steps[0].do"],
    ["a short form that is none", `${HEAD}steps:\n  - reset\n  - reset soon\n`, "6: steps[1]"],
    [
      "a parameter that is none",
      `${HEAD}steps:\n  - do: slow\n    with:\n      speed: 1\n`,
      "7: steps[0].with.speed",
    ],
    [
      "a wrong option",
      `${HEAD}options:\n  latency:\n    fillMs: -1\nsteps: []\n`,
      "6: options.latency.fillMs",
    ],
    [
      "a wrong date",
      `${HEAD}options:\n  market:\n    kind: builtin\n    date: 2026-02-30\nsteps: []\n`,
      "7: options.market.date",
    ],
    ["a contradiction", `${HEAD}steps:\n  - do: reset\n    for: 5s\n`, "6: steps[0].for"],
  ])("that has %s stops the start with file, line and field", async (_what, text, place) => {
    const file = fileOf(text);
    const started = startSimulator({ scenario: file });
    await expect(started).rejects.toThrow(SimulatorOptionError);
    await expect(started).rejects.toThrow(`${file}:${place}`);
  });

  it.each(["no-such-night", "/nowhere/night.yaml"])("that is not there stops the start: %s", async (name) => {
    await expect(startSimulator({ scenario: name })).rejects.toMatchObject({ field: "scenario" });
  });
});
