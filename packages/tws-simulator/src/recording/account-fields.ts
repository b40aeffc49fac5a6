import type { Layout } from "../wire/layout.ts";
import { fieldPlaces } from "./field-places.ts";
import type { Side } from "./format.ts";
import { knownReply, knownRequest } from "./message-tables.ts";

/** What the tables call the fields that hold an account, or several with commas between. */
const ACCOUNT_FIELDS: ReadonlySet<string> = new Set(["account", "accounts"]);

function namesAccounts(layout: Layout): boolean {
  return layout.some(
    (element) =>
      (element.element === "field" && ACCOUNT_FIELDS.has(element.name)) ||
      (element.element === "list" && namesAccounts(element.items)) ||
      (element.element === "group" && namesAccounts(element.fields)),
  );
}

const NAMING = new Map<Layout, boolean>();

function isNaming(layout: Layout): boolean {
  let naming = NAMING.get(layout);
  if (naming === undefined) {
    naming = namesAccounts(layout);
    NAMING.set(layout, naming);
  }
  return naming;
}

/** The accounts that a message names in fields of their own. */
export function accountsNamed(from: Side, fields: readonly string[], serverVersion: number): string[] {
  const known = from === "client" ? knownRequest(fields[0]) : knownReply(fields[0]);
  if (known === null || known.layout === null || !isNaming(known.layout)) return [];
  return fieldPlaces(known.layout, fields, serverVersion)
    .filter(({ name }) => ACCOUNT_FIELDS.has(name))
    .flatMap(({ index }) => fields[index]?.split(",") ?? [])
    .map((account) => account.trim());
}
