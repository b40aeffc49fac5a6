import { writeFileSync } from "node:fs";
import { printSchema } from "graphql";
import { schema } from "../index.ts";

/** Writes the public schema as the API serves it to `schema.graphql`; a spec holds the file against the schema. */
writeFileSync(new URL("../../../schema.graphql", import.meta.url), `${printSchema(schema)}\n`);
