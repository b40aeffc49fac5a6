import { FieldError } from "../wire/field-error.ts";
import { blankField, parseField, parseInteger } from "../wire/field-text.ts";
import {
  type FieldKind,
  isCarried,
  type Layout,
  type UntypedValue,
  type UntypedValues,
} from "../wire/layout.ts";

/** A field of a message: what its layout calls it, and which of the message's fields it is. */
export interface FieldPlace {
  readonly name: string;
  readonly kind: FieldKind;
  readonly index: number;
}

class PlaceFinder {
  readonly places: FieldPlace[] = [];
  readonly #fields: readonly string[];
  readonly #serverVersion: number;
  #index = 1;

  constructor(fields: readonly string[], serverVersion: number) {
    this.#fields = fields;
    this.#serverVersion = serverVersion;
  }

  walk(layout: Layout): UntypedValues {
    const values: Record<string, UntypedValue> = {};
    for (const element of layout) {
      const there = isCarried(element, this.#serverVersion);
      if (element.element === "version") {
        if (there) this.#index += 1;
        continue;
      }
      const { name } = element;
      if (element.element === "field") {
        values[name] = there ? this.#field(name, element.kind) : blankField(element.kind);
      } else if (!there || element.when?.(values) === false) {
        values[name] = element.element === "list" ? [] : null;
      } else if (element.element === "group") {
        values[name] = this.walk(element.fields);
      } else {
        const count = Math.min(parseInteger(name, this.#next()), element.itemsMax, this.#fields.length);
        values[name] = Array.from({ length: Math.max(0, count) }, () => this.walk(element.items));
      }
    }
    return values;
  }

  #field(name: string, kind: FieldKind): UntypedValue {
    const index = this.#index;
    const value = parseField(name, kind, this.#next());
    this.places.push({ name, kind, index });
    return value;
  }

  #next(): string {
    const text = this.#fields[this.#index];
    if (text === undefined) throw new FieldError("the message ends here");
    this.#index += 1;
    return text;
  }
}

/**
 * Where a message has which of its layout's fields, those of groups and lists by their own names. What does not fit
 * the layout ends the list: a recording of a real server may hold what no table knows.
 */
export function fieldPlaces(layout: Layout, fields: readonly string[], serverVersion: number): FieldPlace[] {
  const finder = new PlaceFinder(fields, serverVersion);
  try {
    finder.walk(layout);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
  }
  return finder.places;
}
