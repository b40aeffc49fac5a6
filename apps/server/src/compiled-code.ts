import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/** Beside what npm installed: whoever could write there could change the program itself. */
export const COMPILED_CODE_FOLDER = fileURLToPath(
  new URL("../../../node_modules/.cache/legbook", import.meta.url),
);

/**
 * Keeps what Node makes of the sources for the next start of this process, its workers and its children: most of a
 * start is that. Has no effect on what was loaded before, nor where the folder cannot be written.
 */
export function keepCompiledCode(): void {
  const { directory } = enableCompileCache(COMPILED_CODE_FOLDER);
  // Workers and children take it from here.
  if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= COMPILED_CODE_FOLDER;
}
