import * as z from "zod";
import type { Element, Layout, UntypedValue, UntypedValues } from "../wire/layout.ts";
import { REPLY, REQUEST } from "../wire/message-ids.ts";
import { REPLY_LAYOUTS } from "../wire/reply-layouts.ts";
import { REQUEST_LAYOUTS } from "../wire/request-layouts.ts";

export type Direction = "request" | "reply";

/** Messages of one direction and name; null stands for every name. */
export interface MessageSelector {
  readonly direction: Direction;
  readonly name: string | null;
}

/** `placeOrder`; with its direction where both have the name: `reply:contractDetails`; `request:*` for all. */
function parseSelector(text: string): MessageSelector | string {
  const match = /^(?:(request|reply):)?([A-Za-z]+|\*)$/.exec(text);
  if (match === null) return `${text} is no message name`;
  const [, direction, name] = match as unknown as [string, Direction | undefined, string];
  if (name === "*") {
    return direction === undefined ? "write request:* or reply:*" : { direction, name: null };
  }
  const known = { request: name in REQUEST, reply: name in REPLY };
  if (direction !== undefined) {
    return known[direction] ? { direction, name } : `there is no ${direction} of the name ${name}`;
  }
  if (known.request && known.reply) return `write request:${name} or reply:${name}: both are there`;
  if (known.request) return { direction: "request", name };
  return known.reply ? { direction: "reply", name } : `there is no message of the name ${name}`;
}

export const messageSelector = z.string().transform((text, context): MessageSelector => {
  const parsed = parseSelector(text);
  if (typeof parsed !== "string") return parsed;
  context.addIssue({ code: "custom", message: parsed });
  return z.NEVER;
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const condition = z.union([
  scalar,
  z.array(scalar).min(1),
  z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
]);

/** What a field must be: a value, one of several, or a number within bounds. */
export type Condition = z.infer<typeof condition>;
export const conditions = z.record(z.string(), condition);
export type Conditions = Readonly<Record<string, Condition>>;

function elementsOf(layout: Layout, path: readonly string[]): Element | null {
  const [name, ...rest] = path;
  const element = layout.find((candidate) => candidate.element !== "version" && candidate.name === name);
  if (element === undefined || rest.length === 0) return element ?? null;
  return element.element === "group" ? elementsOf(element.fields, rest) : null;
}

/** The names of fields that the messages do not have. */
export function unknownFields({ direction, name }: MessageSelector, wanted: Conditions): readonly string[] {
  if (name === null) return Object.keys(wanted);
  const layouts: Readonly<Record<string, Layout>> = direction === "request" ? REQUEST_LAYOUTS : REPLY_LAYOUTS;
  const layout = layouts[name] ?? [];
  return Object.keys(wanted).filter((path) => elementsOf(layout, path.split(".")) === null);
}

function valueAt(values: UntypedValues, path: string): UntypedValue | undefined {
  let value: UntypedValue | undefined = values;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = (value as UntypedValues)[key];
  }
  return value;
}

/** Texts and numbers are the same when they are written the same. */
function isSame(value: UntypedValue | undefined, wanted: string | number | boolean): boolean {
  return typeof value !== "object" && String(value) === String(wanted);
}

function fits(value: UntypedValue | undefined, wanted: Condition): boolean {
  if (Array.isArray(wanted)) return wanted.some((one) => isSame(value, one));
  if (typeof wanted !== "object") return isSame(value, wanted);
  return typeof value === "number" && value >= (wanted.min ?? -Infinity) && value <= (wanted.max ?? Infinity);
}

/** Whether a message's values fit every condition. */
export function fitsAll(values: UntypedValues | null, wanted: Conditions): boolean {
  const entries = Object.entries(wanted);
  if (entries.length === 0) return true;
  return values !== null && entries.every(([path, one]) => fits(valueAt(values, path), one));
}
