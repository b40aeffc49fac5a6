import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { DomainEventType, Micros, OrderRef } from "@legbook/domain";
import { DOMAIN_FORMATS, domainEventCodec } from "./domain-registry.ts";
import { EventCodecError } from "./event-codec.ts";

const codec = domainEventCodec();
/** Types with a form and a specification of their own. */
const BINARY: ReadonlySet<DomainEventType> = new Set(["TicksRecorded", "InputsTaken"]);
const TYPES = Object.keys(DOMAIN_FORMATS) as DomainEventType[];

/** Data that a schema accepts. Throws for a kind of schema that is not used in the registry. */
function arbitrary(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as unknown as { _zod: { def: Definition } })._zod;
  switch (def.type) {
    case "string":
      return def.checks?.[0] === undefined
        ? fc.string({ unit: "grapheme" })
        : fc.stringMatching(patternOf(def));
    case "number":
      return def.format === "safeint"
        ? fc.maxSafeInteger()
        : fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case "literal":
      return fc.constantFrom(...(def.values ?? []));
    case "nullable":
      return fc.option(arbitrary(required(def.innerType)), { nil: null });
    case "array":
      return fc.array(arbitrary(required(def.element)), { maxLength: 5 });
    case "union":
      return fc.oneof(...(def.options ?? []).map(arbitrary));
    case "record":
      return fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        arbitrary(required(def.valueType)),
        {
          maxKeys: 5,
          noNullPrototype: true,
        },
      );
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, inner]) => [key, arbitrary(inner)])),
        { noNullPrototype: true },
      );
    default:
      throw new Error(`no arbitrary for a schema of ${def.type}`);
  }
}

interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly checks?: readonly { _zod: { def: { pattern?: RegExp } } }[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

function required(schema: z.ZodType | undefined): z.ZodType {
  if (schema === undefined) throw new Error("an inner schema is missing");
  return schema;
}

function patternOf({ checks }: Definition): RegExp {
  const pattern = checks?.[0]?._zod.def.pattern;
  if (pattern === undefined) throw new Error("a check of a string is no pattern");
  return pattern;
}

describe("the codec of the domain's events", () => {
  for (const type of TYPES.filter((type) => !BINARY.has(type))) {
    const data = arbitrary(DOMAIN_FORMATS[type].schema);

    it(`gives ${type} back as it was`, () => {
      fc.assert(
        fc.property(data, (data) => {
          const stored = codec.encode({ type, data });
          expect(stored).toMatchObject({ type, schemaVersion: 1 });
          expect(codec.decode(stored)).toEqual({ type, data });
        }),
        { numRuns: 50 },
      );
    });

    it(`refuses ${type} with a field too many or too few`, () => {
      const [example] = fc.sample(data, { numRuns: 1, seed: 1 });
      const [field = ""] = Object.keys(example as object);
      const { [field]: _, ...rest } = example as Record<string, unknown>;
      for (const faulty of [
        rest,
        { ...rest, [field]: undefined },
        { ...(example as object), added: 1 },
        null,
        [],
      ]) {
        expect(() => codec.encode({ type, data: faulty })).toThrow(EventCodecError);
        const payload = Buffer.from(JSON.stringify(faulty));
        expect(() => codec.decode({ type, schemaVersion: 1, payload })).toThrow(EventCodecError);
      }
    });
  }

  it("refuses numbers that JSON cannot hold and prices that are not whole millionths", () => {
    for (const limitPrice of [Number.NaN, Infinity, 0.5, 2 ** 53] as Micros[]) {
      const data = { orderRef: "lb-1" as OrderRef, orderId: 7, limitPrice, deadlineMs: 1 };
      expect(() => codec.encode({ type: "MarginPreviewRequested", data })).toThrow(/limitPrice/);
    }
  });

  it("refuses a type that the domain does not have, even one that every object has", () => {
    for (const type of ["NothingWeKnow", "constructor", "toString", "__proto__"]) {
      expect(() => codec.encode({ type, data: {} })).toThrow(EventCodecError);
      expect(() => codec.decode({ type, schemaVersion: 1, payload: Buffer.from("{}") })).toThrow(
        EventCodecError,
      );
    }
  });
});
