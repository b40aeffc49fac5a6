import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.spec.ts",
      "apps/*/src/**/*.spec.ts",
      "tests/**/*.spec.ts",
      "tools/**/*.spec.ts",
    ],
    exclude: ["**/node_modules/**"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
