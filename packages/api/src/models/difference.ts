/** One place at which two answers differ. */
export interface ChangeModel {
  /** `nodes[o-1].filled`: list entries by what names them. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What names an entry of a list, the first that it has. */
const NAMES = [
  "orderRef",
  "execId",
  "id",
  "conId",
  "strike",
  "name",
  "rule",
  "reason",
  "date",
  "at",
] as const;

/** Where an answer was `before` and is `after`, in the order of the answer. An entry that came or went is one change. */
export function changesOf(before: unknown, after: unknown): readonly ChangeModel[] {
  const changes: ChangeModel[] = [];
  compare("", before, after, changes);
  return changes;
}

function compare(path: string, before: unknown, after: unknown, changes: ChangeModel[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    compareEntries(entriesOf(before), entriesOf(after), changes, (name) => `${path}[${name}]`);
  } else if (isObject(before) && isObject(after)) {
    const join = (name: string): string => (path === "" ? name : `${path}.${name}`);
    compareEntries(new Map(Object.entries(before)), new Map(Object.entries(after)), changes, join);
  } else {
    changes.push({ path, before: before ?? null, after: after ?? null });
  }
}

function compareEntries(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  changes: ChangeModel[],
  pathOf: (name: string) => string,
): void {
  for (const name of new Set([...before.keys(), ...after.keys()]))
    compare(pathOf(name), before.get(name), after.get(name), changes);
}

/** By name where every entry has one of its own, else by place. */
function entriesOf(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const named = NAMES.find((name) => {
    const names = new Set(list.map((entry) => (isObject(entry) ? entry[name] : undefined)));
    return names.size === list.length && !names.has(undefined) && !names.has(null);
  });
  return new Map(
    list.map((entry, place) => [
      named !== undefined && isObject(entry) ? String(entry[named]) : String(place),
      entry,
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
