import { FieldError } from "./field-error.ts";
import { blankField, parseField, parseInteger } from "./field-text.ts";
import {
  type Element,
  isCarried,
  type Layout,
  type ListElement,
  type UntypedValue,
  type UntypedValues,
  type Values,
} from "./layout.ts";

export { FieldError } from "./field-error.ts";

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
    return Math.max(0, this.#fields.length - this.#at);
  }
}

function blank(element: Exclude<Element, { element: "version" }>): UntypedValue {
  if (element.element === "list") return [];
  return element.element === "group" ? null : blankField(element.kind);
}

function decodeList(
  element: ListElement<string, Layout>,
  cursor: FieldCursor,
  serverVersion: number,
): readonly UntypedValues[] {
  const { name, items, itemsMax } = element;
  const count = parseInteger(`${name} count`, cursor.next(`${name} count`));
  if (count < 0 || count > itemsMax) throw new FieldError(`${name} has ${count} items; at most ${itemsMax}`);
  // Each item has a field at least: a count that the message cannot hold allocates nothing.
  if (count > cursor.left) throw new FieldError(`${name} has ${count} items in ${cursor.left} fields`);
  return Array.from({ length: count }, () => decodeElements(items, cursor, serverVersion));
}

function decodeElements(layout: Layout, cursor: FieldCursor, serverVersion: number): UntypedValues {
  const values: Record<string, UntypedValue> = {};
  for (const element of layout) {
    const there = isCarried(element, serverVersion);
    if (element.element === "version") {
      if (there) parseInteger("version", cursor.next("version"));
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
      values[name] = decodeList(element, cursor, serverVersion);
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
