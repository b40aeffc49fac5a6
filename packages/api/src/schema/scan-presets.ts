import type { Position } from "@legbook/domain";
import { parseScanCriteria, SCAN_PRESETS } from "@legbook/engine/ports";
import { savedPresets, type SavedPresetView, type ViewStates } from "@legbook/projections";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { shown } from "./read-your-writes.ts";
import { RefusedCommand, refusedWithField, resultUnion } from "./refusal.ts";
import {
  engineCriteria,
  type PresetCriteria,
  scanPresetCriteriaInput,
  scanPresetCriteriaType,
} from "./scan-criteria.ts";

/** A preset that ships with the scanner, or one that a person saved. */
interface ScanPresetModel {
  readonly name: string;
  readonly title: string;
  readonly doc: string | null;
  readonly criteria: PresetCriteria;
  readonly saved: Pick<SavedPresetView, "savedBy" | "savedAt"> | null;
}

interface ScanPresetsChanged {
  readonly position: Position;
  readonly presets: readonly ScanPresetModel[];
}

const scanPresetType = builder.objectRef<ScanPresetModel>("ScanPreset").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    doc: t.exposeString("doc", { nullable: true }),
    criteria: t.expose("criteria", { type: scanPresetCriteriaType }),
    builtIn: t.boolean({ resolve: ({ saved }) => saved === null }),
    savedBy: t.string({ nullable: true, resolve: ({ saved }) => saved?.savedBy ?? null }),
    savedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ saved }) => saved?.savedAt ?? null }),
  }),
});

const scanPresetsChangedType = builder.objectRef<ScanPresetsChanged>("ScanPresetsChanged").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    presets: t.field({ type: [scanPresetType], resolve: ({ presets }) => [...presets] }),
  }),
});

/** Parsed as they were before they were saved; a symbol of any underlying stands for the one that they lack. */
function savedCriteria({ name, criteria: text }: SavedPresetView): PresetCriteria {
  const parsed = parseScanCriteria({ ...(JSON.parse(text) as object), symbol: "ANY" });
  if (parsed.kind === "refused") throw new Error(`the preset ${name} in the log: ${parsed.refusal.message}`);
  const { symbol: _any, ...criteria } = parsed.criteria;
  return criteria;
}

/** Those that ship with the scanner first, then the saved ones by name. */
function presetModels(views: ViewStates): readonly ScanPresetModel[] {
  return [
    ...SCAN_PRESETS.map(({ name, title, doc, criteria }) => ({ name, title, doc, criteria, saved: null })),
    ...savedPresets(views).map((saved) => ({
      name: saved.name,
      title: saved.name,
      doc: null,
      criteria: savedCriteria(saved),
      saved,
    })),
  ];
}

builder.queryField("scanPresets", (t) =>
  t.field({
    type: [scanPresetType],
    description: "Those that ship with the scanner first, then the saved ones by name.",
    args: { asOf: t.arg(AS_OF) },
    resolve: async (_root, { asOf }, { viewpoint }) => [
      ...presetModels((await viewpoint(asOf, ["scanPresets"])).views),
    ],
  }),
);

const saveScanPresetInput = builder.inputType("SaveScanPresetInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    criteria: t.field({ type: scanPresetCriteriaInput, required: true }),
  }),
});

const removeScanPresetInput = builder.inputType("RemoveScanPresetInput", {
  fields: (t) => ({ name: t.string({ required: true }) }),
});

const scanPresetResult = resultUnion("ScanPresetResult", scanPresetsChangedType);

builder.mutationField("saveScanPreset", (t) =>
  t.field({
    type: scanPresetResult,
    args: { input: t.arg({ type: saveScanPresetInput, required: true }) },
    resolve: async (_root, { input: { name, criteria } }, context) => {
      const answer = await context.engine.saveScanPreset(name, engineCriteria(criteria), context.user);
      if (answer.kind === "refused") {
        const ofCriteria = answer.refusal.code === "scan.criteria-invalid";
        return refusedWithField(answer.refusal, (field) => (ofCriteria ? `criteria.${field}` : field));
      }
      await shown(context, answer.position, ["scanPresets"]);
      return { position: answer.position, presets: presetModels(context.views) };
    },
  }),
);

builder.mutationField("removeScanPreset", (t) =>
  t.field({
    type: scanPresetResult,
    args: { input: t.arg({ type: removeScanPresetInput, required: true }) },
    resolve: async (_root, { input: { name } }, context) => {
      const answer = await context.engine.removeScanPreset(name, context.user);
      if (answer.kind === "refused") return new RefusedCommand(answer.refusal);
      await shown(context, answer.position, ["scanPresets"]);
      return { position: answer.position, presets: presetModels(context.views) };
    },
  }),
);
