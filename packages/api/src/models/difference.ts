/** A field within an entry that two answers tell differently. */
export interface FieldChange {
  /** `filled`, `legs[101].quantity`: within lists by what names their entries; empty for the entry itself. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type ChangeKind = "added" | "removed" | "changed";

/** An entry of a view that two answers tell differently: one of a list, a part, or a field of the view itself. */
export interface EntryChange {
  /** The view's field: `nodes`, `limits`, `daily`; empty where the view is a list, or was not there at all. */
  readonly part: string;
  /** What names it within a list: an order's reference, a contract's id; null for what is no entry of a list. */
  readonly name: string | null;
  readonly kind: ChangeKind;
  /** As it was after; before, where it is gone. */
  readonly entry: unknown;
  /** In the order of the answer; none for what came or went. */
  readonly fields: readonly FieldChange[];
}

/** What names an entry of a list, the first that it has. */
const NAMES = [
  "execId",
  "orderRef",
  "id",
  "conId",
  "strike",
  "name",
  "rule",
  "reason",
  "underlying",
  "date",
  "at",
] as const;

/** Where a view's answer was `before` and is `after`, in the order of the answer after, what went last. An entry that came or went is one change. */
export function changesOf(before: unknown, after: unknown): readonly EntryChange[] {
  if (!isObject(before) || !isObject(after)) return partChanges("", before, after);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((part) =>
    partChanges(part, before[part], after[part]),
  );
}

function partChanges(part: string, before: unknown, after: unknown): readonly EntryChange[] {
  if (!isList(before) || !isList(after)) return entryChanges(part, null, before, after);
  const [was, is] = [entriesOf(before), entriesOf(after)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name) =>
    entryChanges(part, name, was.get(name), is.get(name)),
  );
}

function entryChanges(part: string, name: string | null, before: unknown, after: unknown): EntryChange[] {
  const fields: FieldChange[] = [];
  compare("", before ?? null, after ?? null, fields);
  const [first] = fields;
  if (first === undefined) return [];
  // A figure that was not known is no entry that came: only entries of lists and whole objects come and go.
  const whole = first.path === "" && (name !== null || isObject(before) || isObject(after));
  if (!whole) return [{ part, name, kind: "changed", entry: after ?? before, fields }];
  const kind = first.before === null ? "added" : first.after === null ? "removed" : "changed";
  return [{ part, name, kind, entry: after ?? before, fields: kind === "changed" ? fields : [] }];
}

function compare(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (before === after) return;
  if (isList(before) && isList(after)) {
    compareEach(entriesOf(before), entriesOf(after), changes, (name) => `${path}[${name}]`);
  } else if (isObject(before) && isObject(after)) {
    const join = (name: string): string => (path === "" ? name : `${path}.${name}`);
    compareEach(new Map(Object.entries(before)), new Map(Object.entries(after)), changes, join);
  } else {
    changes.push({ path, before: before ?? null, after: after ?? null });
  }
}

function compareEach(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  changes: FieldChange[],
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

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
