import { GraphQLError, type ValidationRule } from "graphql";
import { measureDocument } from "./document-measure.ts";
import type { ApiLimits } from "./limits.ts";

type Measured = "depth" | "aliases" | "complexity";

const LIMITS = [
  { measured: "depth", limit: "depthMax", code: "QUERY_TOO_DEEP", name: "levels of fields" },
  { measured: "aliases", limit: "aliasesMax", code: "TOO_MANY_ALIASES", name: "aliases" },
  { measured: "complexity", limit: "complexityMax", code: "QUERY_TOO_COMPLEX", name: "fields to work out" },
] as const satisfies readonly { measured: Measured; limit: keyof ApiLimits; code: string; name: string }[];

/** A validation rule that refuses documents beyond the limits; it runs for HTTP and WebSocket operations alike. */
export function documentLimitsRule(limits: ApiLimits): ValidationRule {
  return function DocumentLimits(context) {
    return {
      Document(document) {
        const measure = measureDocument(document, limits);
        for (const { measured, limit, code, name } of LIMITS) {
          if (measure[measured] <= limits[limit]) continue;
          const size = measure[measured] === Infinity ? "endless" : measure[measured];
          context.reportError(
            new GraphQLError(`The operation has ${size} ${name}; at most ${limits[limit]} are allowed.`, {
              extensions: { code, limit: limits[limit] },
            }),
          );
        }
      },
    };
  };
}
