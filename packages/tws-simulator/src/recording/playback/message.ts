import { parseField } from "../../wire/field-text.ts";
import { splitFields } from "../../wire/frame.ts";
import type { Layout } from "../../wire/layout.ts";
import { type FieldPlace, fieldPlaces } from "../field-places.ts";
import { knownRequest } from "../message-tables.ts";
import { type FieldRole, roleOf } from "./field-roles.ts";

/** A field as a person and a comparison see it. */
export interface ShownField {
  readonly name: string;
  readonly text: string;
}

/** A request with its fields sorted by what they are to a playback. */
export interface Request {
  /** As the tables call it; of one that none knows its number. */
  readonly name: string;
  readonly fields: readonly string[];
  readonly requestId: number | null;
  readonly orderId: number | null;
  readonly clientId: number | null;
  readonly account: string;
  /** By field name: the client's own names for an order. */
  readonly references: ReadonlyMap<string, string>;
  /** What it asks for, in the order of the wire. */
  readonly content: readonly ShownField[];
  /** Equal for requests that ask for the same. */
  readonly key: string;
  readonly isSnapshot: boolean;
}

/** The first value of a field that is a whole number; null where there is none. */
export function numberAt(
  fields: readonly string[],
  places: readonly FieldPlace[],
  name: string,
): number | null {
  const place = places.find((found) => found.name === name);
  const text = place === undefined ? "" : (fields[place.index] ?? "");
  return /^-?\d+$/.test(text) ? Number(text) : null;
}

/** `100`, `100.0` and a blank for 0 are the same; names made up for an order count as being there or not. */
function shownField(
  fields: readonly string[],
  { name, kind, index }: FieldPlace,
  role: FieldRole,
): ShownField {
  const text = fields[index] ?? "";
  if (role === "reference") return { name, text: text === "" ? "" : "(some)" };
  const value = parseField(name, kind, text);
  if (role === "orderId") return { name, text: value === 0 ? "0" : "(some)" };
  return { name, text: typeof value === "object" ? "" : String(value) };
}

const COMPARED: ReadonlySet<FieldRole> = new Set<FieldRole>(["content", "reference", "orderId"]);

function placesOf(layout: Layout | null, fields: readonly string[], serverVersion: number): FieldPlace[] {
  return layout === null ? [] : fieldPlaces(layout, fields, serverVersion);
}

export function readRequest(payload: Buffer, serverVersion: number): Request {
  const fields = splitFields(payload);
  const known = knownRequest(fields[0]);
  const layout = known?.layout ?? null;
  const places = placesOf(layout, fields, serverVersion);
  const content =
    layout === null
      ? fields.map((text, index) => ({ name: `field ${index}`, text }))
      : places.flatMap((place) => {
          const role = roleOf(place.name);
          return COMPARED.has(role) ? [shownField(fields, place, role)] : [];
        });
  const name = known?.name ?? `request ${fields[0] ?? ""}`;
  const textAt = (wanted: string): string =>
    fields[places.find((place) => place.name === wanted)?.index ?? -1] ?? "";
  return {
    name,
    fields,
    requestId: numberAt(fields, places, "requestId"),
    orderId: numberAt(fields, places, "orderId"),
    clientId: numberAt(fields, places, "clientId"),
    account: textAt("account"),
    references: new Map(
      places
        .filter((place) => roleOf(place.name) === "reference")
        .map((place) => [place.name, fields[place.index] ?? ""]),
    ),
    content,
    key: JSON.stringify([name, ...content.map((field) => [field.name, field.text])]),
    isSnapshot: content.some((field) => field.name === "snapshot" && field.text === "true"),
  };
}
