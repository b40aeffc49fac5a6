import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startSimulator } from "../simulator.ts";
import { clientHeard, collectJestFile } from "./jest-files.ts";
import { OUTCOMES } from "./outcomes.ts";

/** The client library's package: its compiled tests of a live gateway are run as they are. */
const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("@stoqey/ib"));

const fixtures = join(import.meta.dirname, "fixtures");
const simulator = await startSimulator({
  market: { kind: "builtin", date: "2026-06-24", instruments: join(fixtures, "instruments.yaml") },
  historyFile: join(fixtures, "history.yaml"),
  accounts: [
    {
      id: "DU1234567",
      cash: 100_000,
      positions: [{ localSymbol: "AAPL", quantity: 100, averageCost: 187.25 }],
    },
  ],
});
const environment = {
  IB_HOST: "127.0.0.1",
  IB_PORT: String(simulator.port),
  IB_TEST_ACCOUNT: "DU1234567",
};
Object.assign(process.env, environment);

beforeAll(() => {
  // The library logs what it hears; what matters of it is asserted.
  for (const method of ["log", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation(() => undefined);
  }
});

afterAll(async () => {
  vi.restoreAllMocks();
  for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
  await simulator.close();
});

interface Emitter {
  emit(event: string, ...args: unknown[]): boolean;
}

/** The tests change the contracts that they share and the library keeps its settings: each file gets its own. */
function freshLibrary(): void {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(dist)) Reflect.deleteProperty(require.cache, path);
  }
  const { IBApi } = require(dist) as { IBApi: { prototype: Emitter } };
  const library: Emitter = IBApi.prototype;
  const emit = Reflect.get(library, "emit") as (...args: unknown[]) => boolean;
  library.emit = function listenedTo(event, ...args) {
    const [first, code] = args;
    if (event === "error") clientHeard(Number(code), (first as Error).message);
    if (event === "info") clientHeard(Number(code), String(first));
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

it("the table has all files of tests that talk to a gateway", () => {
  const files = ["api", "api-next-live"].flatMap((folder) =>
    readdirSync(join(dist, "tests/unit", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.js"))
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
  expect(files.toSorted()).toEqual(Object.keys(OUTCOMES).toSorted());
});

for (const [file, outcomes] of Object.entries(OUTCOMES)) {
  const seen = new Set<string>();
  collectJestFile(
    file,
    () => {
      freshLibrary();
      require(join(dist, "tests/unit", file));
    },
    (test) => {
      const outcome = outcomes[test];
      if (outcome === undefined) throw new Error(`${file} has a test that the table does not know: ${test}`);
      seen.add(test);
      return outcome;
    },
  );
  it(`${file} has all the tests that the table knows`, () => {
    expect([...seen]).toEqual(Object.keys(outcomes));
  });
}
