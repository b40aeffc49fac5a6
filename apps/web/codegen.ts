import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents from the API's schema. The output is committed, so that a build needs no code generation. */
const config: CodegenConfig = {
  schema: "../../packages/api/schema.graphql",
  documents: ["src/graphql/*.graphql"],
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        immutableTypes: true,
        skipTypename: false,
        nonOptionalTypename: false,
        scalars: {
          DateTime: "string",
          Date: "string",
          Price: "string",
          Money: "string",
          LogPosition: "string",
          FloatColumn: "readonly (number | null)[]",
          JSON: "unknown",
        },
      },
    },
  },
};

export default config;
