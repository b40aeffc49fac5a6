import { describe, expect, it } from "vitest";
import { specification } from "../testing/given-when-then.ts";
import type { ScanPresetsCommand } from "./commands.ts";
import { SCAN_PRESET_CHARACTERS_MAX, SCAN_PRESETS_SAVED_MAX, scanPresets } from "./decide.ts";
import type { ScanPresetsEvent } from "./events.ts";

const CONTEXT = { builtIn: ["iron-condors"] };
const actor = "user:ada";

function save(name: string, criteria = "{}"): ScanPresetsCommand {
  return { type: "SavePreset", data: { name, criteria, actor } };
}

function saved(name: string, criteria = "{}"): ScanPresetsEvent {
  return { type: "ScanPresetSaved", data: { name, criteria, actor } };
}

const remove = (name: string): ScanPresetsCommand => ({ type: "RemovePreset", data: { name, actor } });
const removed = (name: string): ScanPresetsEvent => ({ type: "ScanPresetRemoved", data: { name, actor } });

const presets = specification(scanPresets);

describe("a saved preset", () => {
  it("takes the place of an earlier one of its name", () => {
    const state = presets
      .given(saved("mine"))
      .when(save("mine", '{"limit":5}'), CONTEXT)
      .then(saved("mine", '{"limit":5}'));
    expect([...state.presets]).toEqual([["mine", '{"limit":5}']]);
  });

  it("that is saved as it is changes nothing", () => {
    presets.given(saved("mine")).when(save("mine"), CONTEXT).thenNothing();
  });

  it("is gone when it is removed, however often", () => {
    const given = presets.given(saved("mine"));
    expect(given.when(remove("mine"), CONTEXT).then(removed("mine")).presets.size).toBe(0);
    given.given(removed("mine")).when(remove("mine"), CONTEXT).thenNothing();
  });

  it("needs a name that can be shown and is not one of the scanner's own", () => {
    for (const name of ["", " ", " mine", "mine ", "a\nb", "x".repeat(61)]) {
      expect(presets.when(save(name), CONTEXT).thenRefused("presets.name-malformed").field).toBe("name");
    }
    presets.when(save("iron-condors"), CONTEXT).thenRefused("presets.name-built-in");
    presets.when(save("Überraschung – 30 Tage"), CONTEXT).then(saved("Überraschung – 30 Tage"));
  });

  it("is one of a bounded number, each of a bounded length", () => {
    const full = presets.given(
      ...Array.from({ length: SCAN_PRESETS_SAVED_MAX }, (_, index) => saved(`preset ${index}`)),
    );
    full.when(save("one more"), CONTEXT).thenRefused("presets.too-many");
    full.when(save("preset 0", "[]"), CONTEXT).then(saved("preset 0", "[]"));
    const long = "x".repeat(SCAN_PRESET_CHARACTERS_MAX + 1);
    presets.when(save("long", long), CONTEXT).thenRefused("presets.criteria-too-long");
  });
});

it("a log that removes a preset that it never saved is broken", () => {
  expect(() => presets.given(removed("mine"))).toThrow("no preset mine");
});
