import type { z } from "zod";

/** What of a zod schema's definition the registry of events uses. */
interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

/**
 * Data that `schema` accepts, as few pieces as show each of its alternatives at least once: every name of an
 * enumeration, every option of a union, a null and a value, a list and an empty one. The same at every call.
 * Throws for a kind of schema that no event uses yet.
 */
export function schemaExamples(schema: z.ZodType): readonly unknown[] {
  return Array.from({ length: alternatives(schema) }, (_, which) => example(schema, which, "data"));
}

function definitionOf(schema: z.ZodType): Definition {
  return (schema as unknown as { _zod: { def: Definition } })._zod.def;
}

function required(schema: z.ZodType | undefined): z.ZodType {
  if (schema === undefined) throw new Error("an inner schema is missing");
  return schema;
}

/** How many examples show all that a schema can be. */
function alternatives(schema: z.ZodType): number {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "boolean":
    case "array":
    case "record":
      return 2;
    case "enum":
      return Object.keys(definition.entries ?? {}).length;
    case "literal":
      return definition.values?.length ?? 0;
    case "nullable":
      return alternatives(required(definition.innerType)) + 1;
    case "union":
      return (definition.options ?? []).reduce((sum, option) => sum + alternatives(option), 0);
    case "object":
      return Math.max(1, ...Object.values(definition.shape ?? {}).map(alternatives));
    default:
      return 1;
  }
}

function example(schema: z.ZodType, which: number, name: string): unknown {
  const definition = definitionOf(schema);
  const turn = which % alternatives(schema);
  switch (definition.type) {
    case "string":
      return text(name);
    case "number":
      return definition.format === "safeint" ? integer(name) : 0.2125;
    case "boolean":
      return turn === 0;
    case "null":
      return null;
    case "enum":
      return Object.values(definition.entries ?? {})[turn];
    case "literal":
      return definition.values?.[turn];
    case "nullable": {
      const inner = required(definition.innerType);
      return turn === alternatives(inner) ? null : example(inner, turn, name);
    }
    case "array":
      return turn === 0 ? allOf(required(definition.element), name) : [];
    case "record":
      return turn === 0
        ? Object.fromEntries(
            allOf(required(definition.valueType), name).map((value, key) => [`key${key}`, value]),
          )
        : {};
    case "union":
      return exampleOfUnion(definition.options ?? [], turn, name);
    case "object":
      return Object.fromEntries(
        Object.entries(definition.shape ?? {}).map(([field, inner]) => [field, example(inner, which, field)]),
      );
    default:
      throw new Error(`no example for a schema of ${definition.type}`);
  }
}

function allOf(schema: z.ZodType, name: string): readonly unknown[] {
  return Array.from({ length: alternatives(schema) }, (_, which) => example(schema, which, name));
}

function exampleOfUnion(options: readonly z.ZodType[], turn: number, name: string): unknown {
  let rest = turn;
  for (const option of options) {
    const count = alternatives(option);
    if (rest < count) return example(option, rest, name);
    rest -= count;
  }
  throw new Error("a union has fewer alternatives than it said");
}

const TEXTS: Readonly<Record<string, string>> = {
  account: "DU1234567",
  accounts: "DU1234567",
  currency: "USD",
  date: "2015-12-24",
  earnings: "2016-02-01",
  execId: "0000e0d5.567bf1a2.01.01",
  expiries: "2016-01-15",
  expiry: "2016-01-15",
  localSymbol: "GOOG  160115C00750000",
  message: "Order rejected: “price” is off by 5 ¢\n(second line)",
  orderRef: "lb-5f2a7c",
  symbol: "GOOG",
};

/** A text that fits the field: dates and references have a pattern. */
function text(name: string): string {
  return TEXTS[name] ?? `a ${name}`;
}

/** An integer of the size that the field has: times of 2015, prices of a few dollars, codes of a few digits. */
function integer(name: string): number {
  if (/^at$|At$|Time$|At[A-Z]/.test(name)) return 1_450_969_200_123;
  if (/[Pp]rice|[Ss]trike|[Mm]argin|Value|[Cc]ommission|amount|[Ll]oss|bid|ask/.test(name)) return 1_350_000;
  return /[Ii]d$/.test(name) ? 208_813_720 : 42;
}
