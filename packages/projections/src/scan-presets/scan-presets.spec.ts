import { type DomainEvent, epochMs } from "@legbook/domain";
import { expect, it } from "vitest";
import { positionAt, TEN_O_CLOCK, viewsAfter } from "../testing/index.ts";
import { savedPresets } from "./query.ts";

function saved(name: string, criteria: string, actor = "user:ann"): DomainEvent {
  return { type: "ScanPresetSaved", data: { name, criteria, actor } };
}

it("saved presets are listed by name, each as it was last saved, without those that were removed", () => {
  const views = viewsAfter([
    saved("wide", "{}"),
    saved("gone", "{}"),
    saved("mine", "{}"),
    saved("wide", '{"limit":5}', "user:ben"),
    { type: "ScanPresetRemoved", data: { name: "gone", actor: "user:ann" } },
  ]);
  expect(savedPresets(views)).toEqual([
    {
      name: "mine",
      criteria: "{}",
      savedBy: "user:ann",
      savedAt: epochMs(TEN_O_CLOCK + 2_000),
      position: positionAt(3),
    },
    {
      name: "wide",
      criteria: '{"limit":5}',
      savedBy: "user:ben",
      savedAt: epochMs(TEN_O_CLOCK + 3_000),
      position: positionAt(4),
    },
  ]);
});
