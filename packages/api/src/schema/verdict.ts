import type { RiskVerdict } from "@legbook/domain";
import { builder } from "./builder.ts";
import { riskVerdictKindEnum } from "./enums.ts";

export const ruleVerdictType = builder.objectRef<RiskVerdict>("RuleVerdict").implement({
  fields: (t) => ({
    rule: t.exposeString("rule"),
    verdict: t.expose("verdict", { type: riskVerdictKindEnum }),
    inputs: t.field({ type: "JSON", resolve: ({ inputs }) => inputs }),
    limit: t.exposeString("limit"),
    reason: t.exposeString("reason"),
    remedy: t.exposeString("remedy", { nullable: true }),
  }),
});
