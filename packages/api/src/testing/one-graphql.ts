import { createRequire } from "node:module";
import { vi } from "vitest";

// The test runner resolves "graphql" with the condition "development", while Pothos and Yoga, which it does not
// transform, get what Node gives: two copies that refuse each other's objects. This module, imported first, makes them one.
vi.mock("graphql", () => createRequire(import.meta.url)("graphql") as Record<string, unknown>);
