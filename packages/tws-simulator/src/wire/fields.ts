import {
  type Element,
  type FieldKind,
  isCarried,
  type Layout,
  type UntypedValue,
  type UntypedValues,
  type Values,
} from "./layout.ts";

/** `Integer.MAX_VALUE` and `Double.MAX_VALUE` of Java stand for "unset" on the wire [R]. */
const UNSET_INTEGER = 2_147_483_647;
export const UNSET_DOUBLE_TEXT = "1.7976931348623157E308";

/** No list of a request is longer: what claims to be is malformed. */
const LIST_ITEMS_MAX = 1000;

/** A message's fields are not what its layout says. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}

/** Reads the fields one after another. */
class FieldCursor {
  readonly #fields: readonly string[];
  #at: number;

  constructor(fields: readonly string[], at: number) {
    this.#fields = fields;
    this.#at = at;
  }

  next(name: string): string {
    const value = this.#fields[this.#at];
    if (value === undefined)
      throw new FieldError(`${name} is missing (message of ${this.#fields.length} fields)`);
    this.#at += 1;
    return value;
  }

  get left(): number {
    return this.#fields.length - this.#at;
  }
}

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isNaN(value))
    throw new FieldError(`${name} is not a number: ${JSON.stringify(text.slice(0, 40))}`);
  return value;
}

function parseInteger(name: string, text: string): number {
  const value = parseNumber(name, text);
  if (!Number.isSafeInteger(value)) {
    throw new FieldError(`${name} is not an integer: ${JSON.stringify(text.slice(0, 40))}`);
  }
  return value;
}

function parseField(name: string, kind: FieldKind, text: string): UntypedValue {
  switch (kind) {
    case "text":
      return text;
    case "flag":
      return text !== "" && text !== "0" && text.toLowerCase() !== "false";
    case "integer":
      return text === "" ? 0 : parseInteger(name, text);
    case "number":
      return text === "" ? 0 : parseNumber(name, text);
    case "integerOrUnset": {
      const value = text === "" ? UNSET_INTEGER : parseInteger(name, text);
      return value === UNSET_INTEGER ? null : value;
    }
    case "numberOrUnset": {
      const value = text === "" ? Number.MAX_VALUE : parseNumber(name, text);
      return Math.abs(value) >= Number.MAX_VALUE ? null : value;
    }
  }
}

function blank(element: Exclude<Element, { element: "version" }>): UntypedValue {
  if (element.element === "list") return [];
  if (element.element === "group") return null;
  switch (element.kind) {
    case "text":
      return "";
    case "flag":
      return false;
    case "integer":
    case "number":
      return 0;
    case "integerOrUnset":
    case "numberOrUnset":
      return null;
  }
}

function decodeElements(layout: Layout, cursor: FieldCursor, serverVersion: number): UntypedValues {
  const values: Record<string, UntypedValue> = {};
  for (const element of layout) {
    const there = isCarried(element, serverVersion);
    if (element.element === "version") {
      if (there) cursor.next("version");
      continue;
    }
    const { name } = element;
    if (!there || (element.element !== "field" && element.when?.(values) === false)) {
      values[name] = blank(element);
    } else if (element.element === "field") {
      values[name] = parseField(name, element.kind, cursor.next(name));
    } else if (element.element === "group") {
      values[name] = decodeElements(element.fields, cursor, serverVersion);
    } else {
      const count = parseInteger(`${name} count`, cursor.next(`${name} count`) || "0");
      if (count < 0 || count > LIST_ITEMS_MAX) throw new FieldError(`${name} has ${count} items`);
      values[name] = Array.from({ length: count }, () =>
        decodeElements(element.items, cursor, serverVersion),
      );
    }
  }
  return values;
}

/**
 * The values of a message; `fields[0]` is its id and is skipped. Throws `FieldError` for a missing or malformed
 * field. Fields after the last are ignored for requests (newer clients send some), an error when `exact` is set.
 */
export function decodeFields<const L extends Layout>(
  layout: L,
  fields: readonly string[],
  serverVersion: number,
  exact = false,
): Values<L> {
  const cursor = new FieldCursor(fields, 1);
  const values = decodeElements(layout, cursor, serverVersion);
  if (exact && cursor.left > 0) throw new FieldError(`${cursor.left} fields too many`);
  return values as Values<L>;
}

function formatField(kind: FieldKind, value: string | number | boolean | null): string {
  switch (kind) {
    case "text":
      return (value as string).replaceAll("\0", "");
    case "flag":
      return value === true ? "1" : "0";
    case "integer":
    case "number":
      return String(value);
    case "integerOrUnset":
      return String(value === null ? UNSET_INTEGER : (value as number));
    case "numberOrUnset":
      return value === null ? UNSET_DOUBLE_TEXT : String(value);
  }
}

function encodeElements(layout: Layout, values: UntypedValues, serverVersion: number, out: string[]): void {
  for (const element of layout) {
    if (!isCarried(element, serverVersion)) continue;
    if (element.element === "version") {
      out.push(String(element.value));
      continue;
    }
    const value = values[element.name];
    if (value === undefined) throw new Error(`no value for ${element.name}`);
    if (element.element === "field") {
      out.push(formatField(element.kind, value as string | number | boolean | null));
    } else if (element.when?.(values) === false) {
      continue;
    } else if (element.element === "group") {
      encodeElements(element.fields, value as UntypedValues, serverVersion, out);
    } else {
      const items = value as readonly UntypedValues[];
      out.push(String(items.length));
      for (const item of items) encodeElements(element.items, item, serverVersion, out);
    }
  }
}

/** The fields of a message, its id first. */
export function encodeFields<const L extends Layout>(
  messageId: number,
  layout: L,
  values: Values<L>,
  serverVersion: number,
): string[] {
  const out = [String(messageId)];
  encodeElements(layout, values, serverVersion, out);
  return out;
}
