import { escaped, INTEGER_MAX, INTEGER_MIN, UNSET_DOUBLE_TEXT, UNSET_INTEGER } from "./field-text.ts";
import { type Element, type FieldKind, isCarried, type Layout, type UntypedValues } from "./layout.ts";
import { SINCE } from "./server-version.ts";

/** A value to be sent is none of its field's kind: a bug of the sender, never of the client. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
}

/** Appends what a layout says of the values to the text of a message: fields, each with its NUL. */
type Write = (text: string, values: UntypedValues) => string;

const NUL = "\0";

function wrong(name: string, value: unknown, kind: string): EncodingError {
  return new EncodingError(`${name} is not ${kind}: ${String(value)}`);
}

function plainText(name: string, value: unknown): string {
  if (typeof value !== "string") throw wrong(name, value, "text");
  return value.includes(NUL) ? value.replaceAll(NUL, "") : value;
}

function whole(name: string, value: unknown, min: number, max: number): string {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw wrong(name, value, `an integer from ${min} to ${max}`);
  }
  return String(value);
}

function double(name: string, value: unknown): string {
  if (!Number.isFinite(value)) throw wrong(name, value, "a finite number");
  return String(value);
}

const UNSET_INTEGER_TEXT = String(UNSET_INTEGER);

type Format = (name: string, value: unknown) => string;

const FORMATS: { readonly [Kind in Exclude<FieldKind, "message">]: Format } = {
  text: plainText,
  flag: (name, value) => {
    if (typeof value !== "boolean") throw wrong(name, value, "a flag");
    return value ? "1" : "0";
  },
  integer: (name, value) => whole(name, value, INTEGER_MIN, INTEGER_MAX),
  long: (name, value) => whole(name, value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  number: double,
  numberOrInfinity: (name, value) => (value === Infinity ? "Infinity" : double(name, value)),
  integerOrUnset: (name, value) =>
    value === null ? UNSET_INTEGER_TEXT : whole(name, value, INTEGER_MIN, INTEGER_MAX),
  numberOrUnset: (name, value) => (value === null ? UNSET_DOUBLE_TEXT : double(name, value)),
};

function formatOf(kind: FieldKind, serverVersion: number): Format {
  if (kind !== "message") return FORMATS[kind];
  return serverVersion < SINCE.asciiMessages ? plainText : (name, value) => escaped(plainText(name, value));
}

function compileElement(element: Element, serverVersion: number): Write {
  if (element.element === "version") {
    const constant = `${element.value}${NUL}`;
    return (text) => text + constant;
  }
  const { name } = element;
  if (element.element === "field") {
    const format = formatOf(element.kind, serverVersion);
    return (text, values) => text + format(name, values[name]) + NUL;
  }
  const { when } = element;
  if (element.element === "group") {
    const write = compileElements(element.fields, serverVersion);
    return (text, values) => {
      if (when?.(values) === false) return text;
      const fields = values[name];
      if (typeof fields !== "object" || fields === null) throw wrong(name, fields, "a group of fields");
      return write(text, fields as UntypedValues);
    };
  }
  const write = compileElements(element.items, serverVersion);
  const { itemsMax } = element;
  return (text, values) => {
    if (when?.(values) === false) return text;
    const items = values[name];
    if (!Array.isArray(items)) throw wrong(name, items, "a list");
    if (items.length > itemsMax) throw wrong(name, items.length, `a list of at most ${itemsMax}`);
    let out = `${text}${items.length}${NUL}`;
    for (const item of items as readonly UntypedValues[]) out = write(out, item);
    return out;
  };
}

function compileElements(layout: Layout, serverVersion: number): Write {
  const writes = layout
    .filter((element) => isCarried(element, serverVersion))
    .map((element) => compileElement(element, serverVersion));
  return (text, values) => {
    let out = text;
    for (const write of writes) out = write(out, values);
    return out;
  };
}

/** A message's text: its id, then its values' fields, each followed by NUL. Throws `EncodingError`. */
export type Encoder = (values: UntypedValues) => string;

/** The layout as one server version has it: which elements are there is decided once, not for each message. */
export function compileEncoder(messageId: number, layout: Layout, serverVersion: number): Encoder {
  const write = compileElements(layout, serverVersion);
  const head = `${messageId}${NUL}`;
  return (values) => write(head, values);
}
