import { describe, expect, it } from "vitest";
import * as z from "zod";
import { DataFileError, type DataFileFault } from "./data-file-error.ts";
import { parseDataFile, readDataFile } from "./data-file.ts";

const SCHEMA = z.strictObject({
  name: z.string().min(1),
  steps: z.array(
    z.discriminatedUnion("do", [
      z.strictObject({ do: z.literal("wait"), ms: z.number().int().min(0) }),
      z.strictObject({ do: z.literal("reset"), chance: z.number().max(1).optional() }),
    ]),
  ),
});

function faultsOf(text: string): readonly DataFileFault[] {
  try {
    parseDataFile("f.yaml", text, SCHEMA);
  } catch (error) {
    if (error instanceof DataFileError) return error.faults;
    throw error;
  }
  return [];
}

const places = (text: string): string[] => faultsOf(text).map(({ line, field }) => `${line} ${field}`);

describe("a data file", () => {
  it("gives its values, from YAML and from JSON", () => {
    const value = { name: "a", steps: [{ do: "wait", ms: 5 }] };
    expect(parseDataFile("f.yaml", "name: a\nsteps:\n  - do: wait\n    ms: 5\n", SCHEMA).value).toEqual(
      value,
    );
    expect(parseDataFile("f.json", JSON.stringify(value, null, 2), SCHEMA).value).toEqual(value);
  });

  it.each([
    ["a value of a wrong kind", "name: a\nsteps:\n  - do: wait\n    ms: soon\n", "4 steps[0].ms"],
    [
      "a missing field, at what should have it",
      "name: a\nsteps:\n  - do: reset\n  - do: wait\n",
      "4 steps[1].ms",
    ],
    ["an unknown field, at its name", "name: a\nstep: 1\nsteps: []\n", "2 step"],
    ["an unknown kind", "name: a\nsteps:\n  - do: fly\n", "3 steps[0].do"],
    ["a missing field at the top", "\n# nothing else\nname: a\n", "3 steps"],
    ["a number out of its range", "name: a\nsteps:\n  - do: reset\n    chance: 2\n", "4 steps[0].chance"],
  ])("names line and field of %s", (_what, text, place) => {
    expect(places(text)).toEqual([place]);
  });

  it("tells all faults together, in the order of their lines", () => {
    expect(places("steps:\n  - do: wait\n    ms: -1\nname: ''\nmore: 1\n")).toEqual([
      "3 steps[0].ms",
      "4 name",
      "5 more",
    ]);
  });

  it.each([
    ["what is no YAML", "name: a\nsteps: [\n"],
    ["a name that is there twice", "name: a\nname: b\nsteps: []\n"],
    ["an alias of nothing", "name: *other\nsteps: []\n"],
    ["an empty file", ""],
  ])("refuses %s", (_what, text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });

  it("names the line of a fault that is found later", () => {
    const file = parseDataFile("f.yaml", "name: a\nsteps:\n  - do: reset\n", SCHEMA);
    const error = file.fault(["steps", 0, "do"], "there is nothing to reset");
    expect(error.message).toBe("f.yaml:3: steps[0].do: there is nothing to reset");
    expect([error.file, error.line, error.field]).toEqual(["f.yaml", 3, "steps[0].do"]);
  });

  it("that is not there is an error of the file", () => {
    expect(() => readDataFile("/nowhere/f.yaml", SCHEMA)).toThrow(/^\/nowhere\/f\.yaml: cannot be read/);
  });
});
