import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");
const output = join(root, "dist", "index.html");
const sources = ["src", "public", "index.html", "vite.config.ts", "package.json"];

async function modifiedAt(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    entries.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  );
  return Math.max(found.mtimeMs, ...times);
}

/** When the page was last built; never, when it was not. */
async function builtAt(): Promise<number> {
  try {
    return (await stat(output)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

async function isStale(): Promise<boolean> {
  const built = await builtAt();
  const times = await Promise.all(sources.map((name) => modifiedAt(join(root, name))));
  return Math.max(...times) > built;
}

if (process.argv.includes("--if-stale") && !(await isStale())) {
  console.log("web: apps/web/dist is up to date");
} else {
  const began = performance.now();
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  console.log(`web: built apps/web/dist in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
