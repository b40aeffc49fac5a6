import { parseScanCriteria, type ScanWhyNot } from "@legbook/engine/ports";
import { type WhyNotModel, whyNotModel } from "../models/scan-why-not.ts";
import { PAST_CHAIN_VIEWS } from "../past/past-chain.ts";
import { pastWhyNot } from "../past/past-scan.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";
import { engineCriteria, scanCriteriaInput } from "./scan-criteria.ts";
import { engineLegs, spreadLegInput } from "./spread-legs.ts";

const KINDS = {
  MATCHES: { value: "matches" },
  EXCLUDED: { value: "excluded" },
  UNUSABLE: { value: "unusable", description: "A leg's quote cannot be used." },
  ARBITRAGE: {
    value: "arbitrage",
    description: "It pays by itself: shown apart, as a sign of wrong quotes.",
  },
  NOT_A_CANDIDATE: { value: "not-a-candidate" },
  NOT_IN_CHAIN: { value: "not-in-chain" },
} as const satisfies Record<string, { readonly value: ScanWhyNot["kind"]; readonly description?: string }>;

const whyNotKindEnum = builder.enumType("ScanWhyNotKind", { values: KINDS });

const whyNotType = builder.objectRef<WhyNotModel>("ScanWhyNot").implement({
  description: "What a scan makes of one spread.",
  fields: (t) => ({
    kind: t.expose("kind", { type: whyNotKindEnum }),
    message: t.exposeString("message"),
    filter: t.exposeString("filter", { nullable: true, description: "The first filter that it fails." }),
    value: t.exposeFloat("value", {
      nullable: true,
      description: "In the field's unit; null when not known.",
    }),
    min: t.exposeFloat("min", { nullable: true }),
    max: t.exposeFloat("max", { nullable: true }),
    nearestChange: t.exposeString("nearestChange", {
      nullable: true,
      description: "The nearest change of the criteria that would pass this filter.",
    }),
  }),
});

builder.queryField("scanWhyNot", (t) =>
  t.field({
    type: resultUnion("ScanWhyNotResult", whyNotType),
    description: "Why a scan with these criteria shows one spread, or does not.",
    args: {
      criteria: t.arg({ type: scanCriteriaInput, required: true }),
      legs: t.arg({ type: [spreadLegInput], required: true }),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { criteria, legs, asOf }, { engine, user, viewpoint, pastChains }) => {
      const asked = engineCriteria(criteria);
      const then = await viewpoint(asOf, PAST_CHAIN_VIEWS);
      if (then.past !== null) {
        const answer = await pastWhyNot(pastChains, then, asked, engineLegs(legs));
        return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : whyNotModel(answer.whyNot);
      }
      const parsed = parseScanCriteria(asked);
      if (parsed.kind === "refused") return new RefusedCommand(parsed.refusal);
      const answer = await engine.scanWhyNot(parsed.criteria, engineLegs(legs), user);
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : whyNotModel(answer.whyNot);
    },
  }),
);
