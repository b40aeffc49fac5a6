import * as z from "zod";
import type { Fault } from "../faults/fault.ts";
import { faultSchema } from "../faults/fault-schema.ts";
import { FaultTextError, parseFaultText } from "../faults/fault-text.ts";
import type { SimulatorOptions } from "../options.ts";

/** What a scenario may say of how the simulator runs; whoever starts it may say otherwise. */
export type ScenarioOptions = Omit<
  SimulatorOptions,
  "port" | "host" | "pace" | "ledgerFile" | "scenario" | "faults" | "controlPort" | "log"
>;

/** A bad night with a name. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where such a night was reported. */
  readonly seenIn: readonly string[];
  readonly options: ScenarioOptions;
  readonly steps: readonly Fault[];
  /** What a client that lives through it well is seen to do. */
  readonly expect: readonly string[];
}

const words = z.string().trim().min(1);

const shortForm = z
  .string()
  .transform((text, context): unknown => {
    try {
      return parseFaultText(text);
    } catch (error) {
      if (!(error instanceof FaultTextError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  })
  .pipe(faultSchema);

const market = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("builtin"), date: words.optional(), startTime: words.optional() }),
  z.strictObject({
    kind: z.literal("lean"),
    folder: words,
    symbol: words,
    date: words,
    startTime: words.optional(),
  }),
  z.strictObject({ kind: z.literal("recording"), file: words }),
]);

const account = z.strictObject({
  id: words,
  cash: z.number(),
  positions: z
    .array(
      z.union([
        z.strictObject({ conId: z.int(), quantity: z.number(), averageCost: z.number() }),
        z.strictObject({ localSymbol: words, quantity: z.number(), averageCost: z.number() }),
      ]),
    )
    .optional(),
});

const options = z.strictObject({
  market: market.optional(),
  speed: z.number().optional(),
  accounts: z.array(account).optional(),
  linesMax: z.int().optional(),
  messagesPerSecondMax: z.int().optional(),
  connectionsMax: z.int().optional(),
  serverVersionMax: z.int().optional(),
  latency: z
    .strictObject({
      acknowledgeMs: z.number().optional(),
      fillMs: z.number().optional(),
      commissionMs: z.number().optional(),
    })
    .optional(),
  partialFillChance: z.number().optional(),
});

/** A scenario file's contents; see `docs/scenarios.md`. */
export const scenarioSchema = z
  .strictObject({
    name: words.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lower-case words with hyphens between them"),
    title: words,
    description: words,
    seenIn: z.array(words).default([]),
    seed: z.union([words, z.number()]).optional(),
    options: options.prefault({}),
    steps: z.array(z.union([shortForm, faultSchema])),
    expect: z.array(words).default([]),
  })
  .transform(({ seed, ...scenario }): Scenario => ({
    ...scenario,
    // An absent option is absent, not undefined: what is left out there is left out here.
    options: defined({ ...scenario.options, seed }),
  }));

function defined(values: Readonly<Record<string, unknown>>): ScenarioOptions {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
