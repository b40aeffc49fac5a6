import { blankField } from "../wire/field-text.ts";
import {
  type FieldKind,
  isCarried,
  type Layout,
  type UntypedValue,
  type UntypedValues,
} from "../wire/layout.ts";

/** Fields that decide about others, and those whose text a client reads as more than text. By name, at any depth. */
export type Choices = Readonly<Record<string, UntypedValue>>;

function distinctValue(kind: FieldKind, name: string, number: number): UntypedValue {
  switch (kind) {
    case "text":
    case "message":
      return `${name} ${number}`;
    case "flag":
      return number % 2 === 0;
    case "integer":
    case "integerOrUnset":
      return 1000 + number;
    case "long":
      return 5_000_000_000 + number;
    case "number":
    case "numberOrUnset":
    case "numberOrInfinity":
      return 1000 + number + 0.25;
  }
}

/** Values that are all different, so that two fields that changed places show: each list has two items. */
export function distinctValues(
  layout: Layout,
  serverVersion: number,
  choices: Choices,
  counter: { next: number } = { next: 1 },
): UntypedValues {
  const values: Record<string, UntypedValue> = {};
  for (const element of layout) {
    if (element.element === "version") continue;
    const { name } = element;
    const there = isCarried(element, serverVersion);
    const chosen = choices[name];
    if (element.element === "field") {
      counter.next += 1;
      values[name] = there
        ? (chosen ?? distinctValue(element.kind, name, counter.next))
        : blankField(element.kind);
    } else if (!there || element.when?.(values) === false) {
      values[name] = element.element === "list" ? [] : null;
    } else if (element.element === "group") {
      values[name] = distinctValues(element.fields, serverVersion, choices, counter);
    } else {
      values[name] =
        chosen ?? [1, 2].map(() => distinctValues(element.items, serverVersion, choices, counter));
    }
  }
  return values;
}
