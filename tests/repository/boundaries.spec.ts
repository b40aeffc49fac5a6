import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A boundary that nothing can cross proves nothing until it has been seen to hold: each is crossed here, in a copy. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const COPIED = [
  "packages",
  "apps",
  "bench",
  "tools",
  ".oxlintrc.json",
  ".dependency-cruiser.cjs",
  "tsconfig.base.json",
  "tsconfig.json",
  "package.json",
];

interface Violation {
  /** The file that crosses, below the root. */
  readonly file: string;
  readonly source: string;
  /** The rule that has to say so. */
  readonly rule: string;
}

const IMPORTS: readonly Violation[] = [
  {
    rule: "domain-imports-nothing",
    file: "packages/domain/src/kernel/crossing.ts",
    source: 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
  },
  {
    rule: "domain-tests-import-test-tools-only",
    file: "packages/domain/src/kernel/crossing.spec.ts",
    source: 'import { connect } from "node:net";\nexport const reach = connect;\n',
  },
  {
    rule: "projections-import-domain-only",
    file: "packages/projections/src/crossing.ts",
    source: 'import { systemClock } from "@legbook/engine";\nexport const clock = systemClock;\n',
  },
  {
    rule: "projections-tests-import-test-tools-only",
    file: "packages/projections/src/crossing.spec.ts",
    source: 'import { systemClock } from "@legbook/engine";\nexport const clock = systemClock;\n',
  },
  {
    rule: "engine-imports-domain-only",
    file: "packages/engine/src/crossing.ts",
    source: 'import { createViews } from "@legbook/projections";\nexport const views = createViews;\n',
  },
  {
    rule: "api-imports-no-adapter",
    file: "packages/api/src/crossing.ts",
    source:
      'import { openSqliteEventStore } from "@legbook/engine/event-store";\nexport const open = openSqliteEventStore;\n',
  },
  {
    rule: "simulator-shares-no-codec",
    file: "packages/tws-simulator/src/crossing.ts",
    source: 'import { IBApi } from "@stoqey/ib";\nexport const client = IBApi;\n',
  },
  {
    rule: "web-knows-the-schema-only",
    file: "apps/web/src/crossing.ts",
    source: 'import { micros } from "@legbook/domain";\nexport const one = micros(1);\n',
  },
  {
    rule: "only-the-server-composes",
    file: "tools/crossing.ts",
    source:
      'import { parseSettings } from "../apps/server/src/settings.ts";\nexport const parse = parseSettings;\n',
  },
  {
    rule: "one-door-a-package",
    file: "apps/server/src/crossing.ts",
    source:
      'import { micros } from "../../../packages/domain/src/kernel/money.ts";\nexport const one = micros(1);\n',
  },
  {
    rule: "client-library-in-its-adapter-only",
    file: "apps/server/src/crossing-client.ts",
    source: 'import { IBApi } from "@stoqey/ib";\nexport const client = IBApi;\n',
  },
  {
    rule: "no-cycles",
    file: "packages/engine/src/crossing-a.ts",
    source: 'import { b } from "./crossing-b.ts";\nexport const a = (): unknown => b;\n',
  },
  { rule: "no-orphans", file: "packages/engine/src/crossing-orphan.ts", source: "export const alone = 1;\n" },
];
const OTHER_HALF = {
  file: "packages/engine/src/crossing-b.ts",
  source: 'import { a } from "./crossing-a.ts";\nexport const b = (): unknown => a;\n',
};

const AMBIENT: readonly Violation[] = [
  ["Date", "export const now = (): number => Date.now();\n"],
  ["Math.random", "export const chance = (): number => Math.random();\n"],
  ["Temporal.Now", "export const instant = (): Temporal.Instant => Temporal.Now.instant();\n"],
  ["process", "export const environment = (): unknown => process.env;\n"],
  ["setTimeout", "export const later = (): unknown => setTimeout(() => undefined, 1);\n"],
  ["fetch", 'export const get = (): unknown => fetch("http://localhost");\n'],
  ["crypto", "export const id = (): unknown => crypto.randomUUID();\n"],
  ["console", 'export const say = (): void => console.log("");\n'],
].flatMap(([rule = "", source = ""], index) =>
  ["domain", "projections"].map((name) => ({
    rule,
    source,
    file: `packages/${name}/src/ambient-${index}.ts`,
  })),
);

let copy = "";

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "legbook-boundaries-"));
  const isSource = (path: string) => !/[/](node_modules|dist|[.]tsbuild)$/.test(path);
  for (const path of COPIED)
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: isSource });
  linkModules();
  for (const { file, source } of [...IMPORTS, OTHER_HALF, ...AMBIENT]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), source);
  }
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The copy's packages find each other, not the originals; everything else is linked. */
function linkModules(): void {
  mkdirSync(join(copy, "node_modules/@legbook"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "@legbook") symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name));
  }
  for (const name of readdirSync(join(root, "node_modules/@legbook"))) {
    const folder = ["server", "web"].includes(name) ? `apps/${name}` : `packages/${name}`;
    symlinkSync(join(copy, folder), join(copy, "node_modules/@legbook", name));
  }
}

function run(
  program: string,
  args: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: copy,
    encoding: "utf8",
    maxBuffer: 256e6,
  });
  return { status, output: `${stdout}${stderr}` };
}

describe("a deliberate violation of a boundary", () => {
  it("between packages fails, each by the rule that forbids it", { timeout: 120_000 }, () => {
    const { status, output } = run("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", [
      "--config",
      ".dependency-cruiser.cjs",
      "packages",
      "apps",
      "bench",
      "tools",
    ]);
    const found = [...output.matchAll(/error (\S+): (\S+)/g)].map(([, rule, file]) => `${rule} ${file}`);
    for (const { rule, file } of IMPORTS) expect(found).toContain(`${rule} ${file}`);
    expect(status).not.toBe(0);
  });

  it(
    "by clock, randomness, environment or I/O in a pure package fails the lint",
    { timeout: 120_000 },
    () => {
      const { status, output } = run("node_modules/oxlint/bin/oxlint", [
        "--format=unix",
        ...AMBIENT.map(({ file }) => file),
      ]);
      for (const { rule, file } of AMBIENT) {
        const line = output.split("\n").find((text) => text.includes(`${file}:`));
        expect(line, `${rule} in ${file}`).toMatch(/no-restricted-(globals|properties)/);
      }
      expect(status).not.toBe(0);
    },
  );

  it("by Node's own globals in a pure package does not type-check", { timeout: 120_000 }, () => {
    const { status, output } = run("node_modules/@typescript/native/bin/tsc", [
      "-p",
      "packages/domain",
      "--noEmit",
    ]);
    const processLine = AMBIENT.find(({ rule, file }) => rule === "process" && file.includes("/domain/"));
    expect(output).toContain(processLine?.file);
    expect(output).toContain("packages/domain/src/kernel/crossing.ts");
    expect(status).not.toBe(0);
  });
});
