import { escaped, INTEGER_MAX, INTEGER_MIN, UNSET_DOUBLE_TEXT, UNSET_INTEGER } from "./field-text.ts";
import { frameAscii, framePayload } from "./frame.ts";
import { type Element, type FieldKind, isCarried, type Layout, type UntypedValues } from "./layout.ts";
import { SINCE } from "./server-version.ts";

/** A value to be sent is none of its field's kind: a bug of the sender, never of the client. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
}

const NUL = "\0";
const UNSET_INTEGER_TEXT = String(UNSET_INTEGER);

type When = (values: UntypedValues) => boolean;

/** One thing to write, with what comes before it always: version numbers and the message's id. */
type Step =
  | { readonly kind: FieldKind | "escaped"; readonly name: string; readonly before: string }
  | {
      readonly kind: "group";
      readonly name: string;
      readonly before: string;
      readonly when: When | null;
      readonly steps: Steps;
    }
  | {
      readonly kind: "list";
      readonly name: string;
      readonly before: string;
      readonly when: When | null;
      readonly steps: Steps;
      readonly itemsMax: number;
    };

interface Steps {
  readonly each: readonly Step[];
  readonly after: string;
}

function wrong(name: string, value: unknown, kind: string): EncodingError {
  return new EncodingError(`${name} is not ${kind}: ${String(value)}`);
}

function plain(name: string, value: unknown): string {
  if (typeof value !== "string") throw wrong(name, value, "text");
  return value.includes(NUL) ? value.replaceAll(NUL, "") : value;
}

function whole(name: string, value: unknown, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw wrong(name, value, `an integer from ${min} to ${max}`);
  }
  return value as number;
}

function double(name: string, value: unknown): number {
  if (!Number.isFinite(value)) throw wrong(name, value, "a finite number");
  return value as number;
}

/** The text of a field, or the number that becomes it. */
function fieldText(kind: FieldKind | "escaped", name: string, value: unknown): string | number {
  switch (kind) {
    case "integer":
      return whole(name, value, INTEGER_MIN, INTEGER_MAX);
    case "number":
      return double(name, value);
    case "text":
    case "message":
      return plain(name, value);
    case "flag":
      if (typeof value !== "boolean") throw wrong(name, value, "a flag");
      return value ? 1 : 0;
    case "numberOrInfinity":
      if (value === Infinity) return value;
      return value === null ? UNSET_DOUBLE_TEXT : double(name, value);
    case "numberOrUnset":
      return value === null ? UNSET_DOUBLE_TEXT : double(name, value);
    case "integerOrUnset":
      return value === null ? UNSET_INTEGER_TEXT : whole(name, value, INTEGER_MIN, INTEGER_MAX);
    case "long":
      return whole(name, value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case "escaped":
      return escaped(plain(name, value));
  }
}

function writeList(step: Step & { readonly kind: "list" }, text: string, items: unknown): string {
  const { name, itemsMax, steps } = step;
  if (!Array.isArray(items)) throw wrong(name, items, "a list");
  if (items.length > itemsMax) throw wrong(name, items.length, `a list of at most ${itemsMax}`);
  let out = `${text}${items.length}${NUL}`;
  for (const item of items as readonly UntypedValues[]) out = write(steps, out, item);
  return out;
}

function write(steps: Steps, text: string, values: UntypedValues): string {
  let out = text;
  for (const step of steps.each) {
    const { kind, name } = step;
    out += step.before;
    if (kind !== "group" && kind !== "list") {
      out += fieldText(kind, name, values[name]) + NUL;
    } else if (step.when?.(values) !== false) {
      const value = values[name];
      if (typeof value !== "object" || value === null) throw wrong(name, value, `a ${kind}`);
      out = kind === "list" ? writeList(step, out, value) : write(step.steps, out, value as UntypedValues);
    }
  }
  return out + steps.after;
}

function compileStep(
  element: Exclude<Element, { element: "version" }>,
  before: string,
  version: number,
): Step {
  const { name } = element;
  if (element.element === "field") {
    const isEscaped = element.kind === "message" && version >= SINCE.asciiMessages;
    return { kind: isEscaped ? "escaped" : element.kind, name, before };
  }
  const when = element.when ?? null;
  if (element.element === "group") {
    return { kind: "group", name, before, when, steps: compileSteps(element.fields, version, "") };
  }
  const { itemsMax } = element;
  return { kind: "list", name, before, when, steps: compileSteps(element.items, version, ""), itemsMax };
}

function compileSteps(layout: Layout, serverVersion: number, head: string): Steps {
  const each: Step[] = [];
  let before = head;
  for (const element of layout) {
    if (!isCarried(element, serverVersion)) continue;
    if (element.element === "version") {
      before += `${element.value}${NUL}`;
    } else {
      each.push(compileStep(element, before, serverVersion));
      before = "";
    }
  }
  return { each, after: before };
}

/** Whether a layout's messages are numbers only: what ticks are. */
function isNumeric({ each }: Steps): boolean {
  return each.every((step) => {
    if (step.kind === "group" || step.kind === "list") return isNumeric(step.steps);
    return step.kind !== "text" && step.kind !== "message";
  });
}

/** A message's frame from its values. Throws `EncodingError`. */
export type Encoder = (values: UntypedValues) => Buffer;

/** The layout as one server version has it: which elements are there is decided once, not for each message. */
export function compileEncoder(messageId: number, layout: Layout, serverVersion: number): Encoder {
  const steps = compileSteps(layout, serverVersion, `${messageId}${NUL}`);
  return isNumeric(steps)
    ? (values) => frameAscii(write(steps, "", values))
    : (values) => framePayload(write(steps, "", values));
}
