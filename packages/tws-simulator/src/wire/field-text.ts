import { FieldError } from "./field-error.ts";
import type { FieldKind, UntypedValue } from "./layout.ts";

/** `Integer.MAX_VALUE` and `Double.MAX_VALUE` of Java stand for "unset" on the wire [R]. */
export const UNSET_INTEGER = 2_147_483_647;
export const UNSET_DOUBLE_TEXT = "1.7976931348623157E308";

export const INTEGER_MIN = -2_147_483_648;
export const INTEGER_MAX = 2_147_483_647;

/** No field of a request is longer: what claims to be is malformed. */
const TEXT_CHARACTERS_MAX = 1 << 16;

/** Java's `Integer.parseInt` takes nothing else: no blanks, no fraction, no exponent, no hexadecimal. */
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

function parseWhole(name: string, text: string, min: number, max: number): number {
  if (!INTEGER.test(text)) throw new FieldError(`${name} is not an integer: ${shown(text)}`);
  const value = Number(text);
  if (value < min || value > max) throw new FieldError(`${name} is out of range: ${shown(text)}`);
  return value === 0 ? 0 : value;
}

/** An int32; a blank is 0, as in the official client [M]. */
export function parseInteger(name: string, text: string): number {
  return text === "" ? 0 : parseWhole(name, text, INTEGER_MIN, INTEGER_MAX);
}

function parseLong(name: string, text: string): number {
  return text === "" ? 0 : parseWhole(name, text, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** May be infinite for what is too large; the kinds decide what that means. */
function parseDouble(name: string, text: string): number {
  if (!NUMBER.test(text)) throw new FieldError(`${name} is not a number: ${shown(text)}`);
  const value = Number(text);
  return value === 0 ? 0 : value;
}

function parseNumber(name: string, text: string): number {
  if (text === "") return 0;
  const value = parseDouble(name, text);
  if (!Number.isFinite(value)) throw new FieldError(`${name} is out of range: ${shown(text)}`);
  return value;
}

function parseNumberOrUnset(name: string, text: string): number | null {
  if (text === "" || text === "Infinity") return null;
  const value = parseDouble(name, text);
  return Math.abs(value) >= Number.MAX_VALUE ? null : value;
}

function parseFlag(name: string, text: string): boolean {
  switch (text) {
    case "":
    case "0":
    case "false":
    case "False":
      return false;
    case "1":
    case "true":
    case "True":
      return true;
    default:
      return parseInteger(name, text) !== 0;
  }
}

function parseText(name: string, text: string): string {
  if (text.length > TEXT_CHARACTERS_MAX) throw new FieldError(`${name} has ${text.length} characters`);
  return text;
}

/** The value that a field's text stands for. Throws `FieldError` for what is none of its kind. */
export function parseField(name: string, kind: FieldKind, text: string): UntypedValue {
  switch (kind) {
    case "text":
      return parseText(name, text);
    case "message":
      return unescaped(parseText(name, text));
    case "flag":
      return parseFlag(name, text);
    case "integer":
      return parseInteger(name, text);
    case "long":
      return parseLong(name, text);
    case "number":
      return parseNumber(name, text);
    case "numberOrInfinity":
      // One client writes it as "Infinite" [M].
      return text === "Infinity" || text === "Infinite" ? Infinity : parseNumberOrUnset(name, text);
    case "integerOrUnset": {
      const value = text === "" ? UNSET_INTEGER : parseInteger(name, text);
      return value === UNSET_INTEGER ? null : value;
    }
    case "numberOrUnset":
      return parseNumberOrUnset(name, text);
  }
}

/** What a field is where its message's version lacks it. */
export function blankField(kind: FieldKind): UntypedValue {
  switch (kind) {
    case "text":
    case "message":
      return "";
    case "flag":
      return false;
    case "integer":
    case "long":
    case "number":
      return 0;
    case "numberOrInfinity":
    case "integerOrUnset":
    case "numberOrUnset":
      return null;
  }
}

const ESCAPED = /\\u([0-9a-fA-F]{4})/g;
const BEYOND_ASCII = /[\u0080-\uffff]/g;

function unescaped(text: string): string {
  return text.replaceAll(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** As TWS writes text for people to clients of version 153 and above, which undo it [M]. */
export function escaped(text: string): string {
  return text.replaceAll(
    BEYOND_ASCII,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
