/** Which package may import which. Each rule says why; `npm run boundaries` enforces them. */
const path = (p) => `^${p}/`;
module.exports = {
  forbidden: [
    {
      name: "domain-imports-nothing",
      comment:
        "Decisions are pure: the domain sees the language's own library and itself, so that it can be replayed anywhere.",
      severity: "error",
      from: { path: path("packages/domain"), pathNot: ["[.]spec[.]ts$", "/src/testing/"] },
      to: { pathNot: path("packages/domain") },
    },
    {
      name: "domain-tests-import-test-tools-only",
      comment:
        "A specification of the domain must not need anything that the domain may not have, but for the test tools.",
      severity: "error",
      from: { path: "^packages/domain/.*([.]spec[.]ts$|/src/testing/)" },
      to: {
        pathNot: [path("packages/domain"), "node_modules/(vitest|fast-check)/", "^(node:)?(fs|path|url)$"],
      },
    },
    {
      name: "projections-import-domain-only",
      comment: "A view is a fold of the log: nothing but events decides what it shows.",
      severity: "error",
      from: { path: path("packages/projections"), pathNot: ["[.]spec[.]ts$", "/src/testing/"] },
      to: { pathNot: [path("packages/projections"), path("packages/domain")] },
    },
    {
      name: "projections-tests-import-test-tools-only",
      comment: "As for the domain.",
      severity: "error",
      from: { path: "^packages/projections/.*([.]spec[.]ts$|/src/testing/)" },
      to: {
        pathNot: [path("packages/projections"), path("packages/domain"), "node_modules/(vitest|fast-check)/"],
      },
    },
    {
      name: "engine-imports-domain-only",
      comment:
        "The engine decides; it knows neither the views, nor the API, nor the simulator that it is tested against.",
      severity: "error",
      from: { path: "^packages/engine/src", pathNot: "[.]spec[.]ts$" },
      to: { path: ["^packages/(projections|api|tws-simulator)/", "^apps/"] },
    },
    {
      name: "api-imports-no-adapter",
      comment: "The API sees the engine's ports only; the composition root hands it the adapters.",
      severity: "error",
      from: { path: "^packages/api/src", pathNot: "[.]spec[.]ts$" },
      to: { path: ["^packages/engine/src/(?!ports/)", "^packages/tws-simulator/", "^apps/"] },
    },
    {
      name: "simulator-shares-no-codec",
      comment:
        "A simulator that shares code with the client side would prove nothing about the wire: pricing, contracts and the rules of margin at most (ADR 6).",
      severity: "error",
      from: { path: "^packages/tws-simulator/src", pathNot: "[.]spec[.]ts$" },
      to: {
        path: [
          "^packages/(engine|projections|api)/",
          "^apps/",
          "^packages/domain/src/(?!(pricing|contract|margin)/index[.]ts$)",
          "node_modules/@stoqey/",
        ],
      },
    },
    {
      name: "web-knows-the-schema-only",
      comment: "The page is one more client of the public API.",
      severity: "error",
      from: { path: "^apps/web/src" },
      to: { path: ["^packages/", "^apps/server/"] },
    },
    {
      name: "only-the-server-composes",
      comment: "One composition root. Nothing imports it but tests and benchmarks.",
      severity: "error",
      from: { pathNot: ["^apps/server/", "^tests/", "^bench/"] },
      to: { path: "^apps/server/" },
    },
    {
      name: "one-door-a-package",
      comment: "Other packages are imported through their exports, never by a path into them.",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: {
        path: "^(packages|apps)/[^/]+/",
        pathNot: [
          "^$1/$2/",
          "/src/(ports/|html/|testing/|event-store/|event-store/eventstoredb/|event-store/eventstoredb/stand-in/|contract/|pricing/|margin/|cli/)?index[.]ts$",
          "/package[.]json$",
          "^apps/server/src/(start-server|settings|demo/graphql-client)[.]ts$",
        ],
      },
    },
    {
      name: "client-library-in-its-adapter-only",
      comment: "The TWS client library stays behind the broker gateway port.",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: ["^packages/engine/src/tws/", "[.]spec[.]ts$"] },
      to: { path: "node_modules/@stoqey/" },
    },
    {
      name: "server-library-in-its-adapter-only",
      comment:
        "The client library of the log's server stays behind the event store port: it takes most of a second to load.",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: ["^packages/engine/src/event-store/eventstoredb/"] },
      to: { path: "node_modules/(@eventstore|@grpc)/" },
    },
    {
      name: "stand-in-in-tests-only",
      comment: "What stands in for a server keeps nothing safe: no product may rest on it.",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: ["[.]spec[.]ts$", "/eventstoredb/stand-in/"] },
      to: { path: "/eventstoredb/stand-in/" },
    },
    {
      name: "no-cycles",
      comment: "A cycle has no place where a reader can begin.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A module that nothing reaches is dead.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "[.]spec[.]ts$",
          "[.]d[.]ts$",
          "/main[.]ts$",
          "^bench/",
          "^tools/",
          "^apps/web/(scripts|codegen|vite)",
          "worker[.]ts$",
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^(packages|apps)/[^/]+/dist/", "[.]tsbuild/", "apps/web/src/gql/"] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".d.ts"],
    },
  },
};
