import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** Size of one operation, every fragment counted where it is spread. */
export interface DocumentMeasure {
  readonly depth: number;
  readonly aliases: number;
  readonly complexity: number;
}

const PAGE_ARGUMENTS = new Set(["first", "last"]);

interface MeasureOptions {
  /** Rows to count for a page whose size is a variable. */
  readonly pageSizeMax: number;
}

/**
 * Measures a document without running it: the largest of its operations. Fragments are measured once and counted each
 * time, so that a document that doubles itself at each level costs no time to refuse. A fragment cycle counts as
 * infinitely deep; validation names it better. Introspection's own fields (`__schema`, `__type`) count for
 * complexity, not for depth: the standard introspection query is deeper than anything else.
 */
export function measureDocument(document: DocumentNode, options: MeasureOptions): DocumentMeasure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, DocumentMeasure>();
  const open = new Set<string>();
  const measureFragment = (name: string): DocumentMeasure => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return { depth: 0, aliases: 0, complexity: 0 };
    if (open.has(name)) return { depth: Infinity, aliases: 0, complexity: 0 };
    open.add(name);
    const measure = measureSelections(fragment.selectionSet, measureFragment, options);
    open.delete(name);
    measured.set(name, measure);
    return measure;
  };
  const operations = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => measureSelections(operation.selectionSet, measureFragment, options));
  return {
    depth: Math.max(0, ...operations.map((measure) => measure.depth)),
    aliases: Math.max(0, ...operations.map((measure) => measure.aliases)),
    complexity: Math.max(0, ...operations.map((measure) => measure.complexity)),
  };
}

function measureSelections(
  { selections }: SelectionSetNode,
  measureFragment: (name: string) => DocumentMeasure,
  options: MeasureOptions,
): DocumentMeasure {
  let depth = 0;
  let aliases = 0;
  let complexity = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = measureFragment(selection.name.value);
      depth = Math.max(depth, fragment.depth);
      aliases += fragment.aliases;
      complexity += fragment.complexity;
      continue;
    }
    const below = selection.selectionSet
      ? measureSelections(selection.selectionSet, measureFragment, options)
      : { depth: 0, aliases: 0, complexity: 0 };
    aliases += below.aliases;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      depth = Math.max(depth, below.depth);
      complexity += below.complexity;
      continue;
    }
    const introspects = selection.name.value.startsWith("__");
    depth = Math.max(depth, introspects ? 1 : 1 + below.depth);
    if (selection.alias !== undefined) aliases += 1;
    complexity += 1 + below.complexity * rowsOf(selection.arguments ?? [], options);
  }
  return { depth, aliases, complexity };
}

type ArgumentNodes = readonly {
  readonly name: { readonly value: string };
  readonly value: { readonly kind: string; readonly value?: unknown };
}[];

function rowsOf(argumentNodes: ArgumentNodes, { pageSizeMax }: MeasureOptions): number {
  const page = argumentNodes.find((argument) => PAGE_ARGUMENTS.has(argument.name.value));
  if (page === undefined) return 1;
  if (page.value.kind !== Kind.INT) return pageSizeMax;
  return Math.max(1, Number(page.value.value));
}
