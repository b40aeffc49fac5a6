import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { DataFileError, type DataFileFault } from "./data-file-error.ts";

/** Larger files are a mistake: a scenario has some lines, a list of instruments some thousands. */
const BYTES_MAX = 8 << 20;
const FAULTS_TOLD_MAX = 20;

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** A file's checked contents, and the means to say where in it something else is wrong. */
export interface DataFile<Value> {
  readonly file: string;
  readonly value: Value;
  /** A fault that only the whole shows: a name that nothing has, two listings of one id. */
  fault(path: Path, message: string): DataFileError;
}

/** `listings[2].strike` */
function fieldName(path: Path): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join("");
}

/** Where a node starts; null for what is no node, or was not read from a text. */
function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** The line of the value at a path, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path[length - 1];
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const start = startOf(pair === undefined ? document.getIn(path.slice(0, length), true) : pair.key);
    if (start !== null) return lines.linePos(start).line;
  }
  return lines.linePos(startOf(document.contents) ?? 0).line;
}

/** Of a union the branch that got furthest, as it is the one that was meant; unknown keys each by itself. */
function flatten(issue: Issue, base: Path = []): { path: Path; message: string }[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: "is unknown" }));
  }
  if (issue.code === "invalid_union") {
    const branches = issue.errors.map((issues) => issues.flatMap((inner) => flatten(inner, path)));
    const depth = (faults: readonly { path: Path }[]): number =>
      Math.max(0, ...faults.map((fault) => fault.path.length));
    const [furthest] = branches.toSorted((a, b) => depth(b) - depth(a));
    if (furthest !== undefined && depth(furthest) > path.length) return furthest;
  }
  return [{ path, message: issue.message }];
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new DataFileError(file, [{ line: null, field: "", message }], { cause: error });
  }
  if (bytes.length <= BYTES_MAX) return bytes.toString("utf8");
  const message = `has ${bytes.length} bytes; ${BYTES_MAX} are the most`;
  throw new DataFileError(file, [{ line: null, field: "", message }]);
}

function parsed(file: string, text: string, lines: LineCounter): Document {
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const faults = [...document.errors, ...document.warnings].map((error): DataFileFault => {
    return { line: lines.linePos(error.pos[0]).line, field: "", message: error.message };
  });
  if (faults.length > 0) throw new DataFileError(file, faults.slice(0, FAULTS_TOLD_MAX));
  return document;
}

function contents(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that name no anchor, or that would multiply beyond the library's limit.
    const message = error instanceof Error ? error.message : String(error);
    throw new DataFileError(file, [{ line: null, field: "", message }], { cause: error });
  }
}

/**
 * The values of a YAML text (JSON is one) that fit a schema. `file` is for the errors. Throws `DataFileError` with
 * file, line and field of everything that does not fit.
 */
export function parseDataFile<Value>(file: string, text: string, schema: z.ZodType<Value>): DataFile<Value> {
  const lines = new LineCounter();
  const document = parsed(file, text, lines);
  const faultsAt = (places: readonly { path: Path; message: string }[]): DataFileError => {
    const faults = places
      .map(({ path, message }): DataFileFault => {
        return { line: lineOf(document, lines, path), field: fieldName(path), message };
      })
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return new DataFileError(file, faults.slice(0, FAULTS_TOLD_MAX));
  };
  const result = schema.safeParse(contents(file, document));
  if (!result.success) throw faultsAt(result.error.issues.flatMap((issue) => flatten(issue)));
  return { file, value: result.data, fault: (path, message) => faultsAt([{ path, message }]) };
}

/** As `parseDataFile`, from the file itself. */
export function readDataFile<Value>(file: string, schema: z.ZodType<Value>): DataFile<Value> {
  return parseDataFile(file, textOf(file), schema);
}
