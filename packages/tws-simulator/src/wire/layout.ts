/**
 * Messages as tables. A layout lists a message's fields in their order on the wire, each with the server versions
 * that carry it; the same table encodes and decodes. Fields that a version lacks decode to their type's blank.
 */
export type FieldKind =
  | "text"
  /** Text for people: beyond ASCII it is escaped as `\\u00fc` from version 153 on. */
  | "message"
  /** An int32. */
  | "integer"
  /** An int64; none that is not exact as a double occurs. */
  | "long"
  | "number"
  | "integerOrUnset"
  | "numberOrUnset"
  /** A number or unset, that may be infinite: "up to the mid-point" of pegged-to-best orders. */
  | "numberOrInfinity"
  | "flag";

interface VersionSpan {
  /** The first server version that carries it; all do when absent. */
  readonly since?: number;
  /** The first server version that carries it no more. */
  readonly before?: number;
}

export interface FieldElement<Name extends string, Kind extends FieldKind> extends VersionSpan {
  readonly element: "field";
  readonly name: Name;
  readonly kind: Kind;
}

/** A message's own version number, from the time before server versions: written as it was last, read and ignored. */
export interface VersionElement extends VersionSpan {
  readonly element: "version";
  readonly value: number;
}

/** A count, then so many times the items' fields. */
export interface ListElement<Name extends string, Items extends Layout> extends VersionSpan {
  readonly element: "list";
  readonly name: Name;
  readonly items: Items;
  /** More of them are malformed. */
  readonly itemsMax: number;
  /** Without it the list is on the wire always. */
  readonly when?: (values: UntypedValues) => boolean;
}

/** Fields that are there only when those before them say so. */
export interface GroupElement<Name extends string, Fields extends Layout> extends VersionSpan {
  readonly element: "group";
  readonly name: Name;
  readonly fields: Fields;
  readonly when: (values: UntypedValues) => boolean;
}

export type Element =
  | FieldElement<string, FieldKind>
  | VersionElement
  | ListElement<string, Layout>
  | GroupElement<string, Layout>;
export type Layout = readonly Element[];

export type UntypedValue = string | number | boolean | null | UntypedValues | readonly UntypedValues[];
export interface UntypedValues {
  readonly [name: string]: UntypedValue;
}

interface KindValues {
  readonly text: string;
  readonly message: string;
  readonly integer: number;
  readonly long: number;
  readonly number: number;
  readonly numberOrInfinity: number | null;
  readonly integerOrUnset: number | null;
  readonly numberOrUnset: number | null;
  readonly flag: boolean;
}

type ElementValue<E> =
  E extends FieldElement<string, infer Kind>
    ? KindValues[Kind]
    : E extends ListElement<string, infer Items>
      ? readonly Values<Items>[]
      : E extends GroupElement<string, infer Fields>
        ? Values<Fields> | null
        : never;

/** The values of a layout's fields by name. */
export type Values<L extends Layout> = {
  readonly [E in Exclude<L[number], VersionElement> as E["name"]]: ElementValue<E>;
};

/** No list of a request is longer. */
const LIST_ITEMS_MAX = 1000;

export function field<const Name extends string, const Kind extends FieldKind>(
  name: Name,
  kind: Kind,
  span: VersionSpan = {},
): FieldElement<Name, Kind> {
  return { element: "field", name, kind, ...span };
}

export function version(value: number, span: VersionSpan = {}): VersionElement {
  return { element: "version", value, ...span };
}

export function list<const Name extends string, const Items extends Layout>(
  name: Name,
  items: Items,
  condition: VersionSpan & {
    readonly when?: (values: UntypedValues) => boolean;
    readonly itemsMax?: number;
  } = {},
): ListElement<Name, Items> {
  return { element: "list", name, items, itemsMax: LIST_ITEMS_MAX, ...condition };
}

export function group<const Name extends string, const Fields extends Layout>(
  name: Name,
  fields: Fields,
  when: (values: UntypedValues) => boolean,
  span: VersionSpan = {},
): GroupElement<Name, Fields> {
  return { element: "group", name, fields, when, ...span };
}

/** Whether a server of this version has the element on the wire. */
export function isCarried(span: VersionSpan, serverVersion: number): boolean {
  return serverVersion >= (span.since ?? 0) && serverVersion < (span.before ?? Infinity);
}
