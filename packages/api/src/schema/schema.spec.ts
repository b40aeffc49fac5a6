import "../testing/one-graphql.ts";
import { readFileSync } from "node:fs";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { expect, it } from "vitest";
import { schema } from "./index.ts";

it("serves exactly the schema of schema.graphql", () => {
  const file = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  expect(printSchema(lexicographicSortSchema(schema))).toBe(
    printSchema(lexicographicSortSchema(buildSchema(file))),
  );
});
