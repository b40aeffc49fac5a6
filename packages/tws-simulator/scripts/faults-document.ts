import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Action, Family } from "../src/faults/action.ts";
import { ACTIONS } from "../src/faults/registry.ts";
import { ROUTES } from "../src/control/routes.ts";

/** Keeps the parts of `docs/faults.md` that the program itself knows as the program has them. */
const FILE = fileURLToPath(new URL("../docs/faults.md", import.meta.url));

const TITLES: Readonly<Record<Family, string>> = {
  connection: "Connections",
  frames: "Frames",
  messages: "Messages",
  connectivity: "Connectivity and farms",
  session: "Sessions",
  orders: "Orders",
  executions: "Executions",
  account: "Account",
  market: "Market data",
};

interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: string | number | boolean;
  readonly description?: string;
}

function kindOf({ type, format, enum: values }: Property): string {
  return values?.map((value) => `\`${value}\``).join(", ") ?? format ?? type ?? "";
}

function parametersOf(action: Action): string {
  const schema = z.toJSONSchema(action.parameters, { io: "input", unrepresentable: "any" });
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Property>>);
  if (properties.length === 0) return "";
  const needed = new Set(schema.required);
  const rows = properties.map(([name, property]) => {
    const given =
      property.default === undefined ? (needed.has(name) ? "needed" : "") : `\`${String(property.default)}\``;
    return `| \`${name}\` | ${kindOf(property)} | ${given} | ${property.description ?? ""} |`;
  });
  return ["", "| parameter | kind | when absent | |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function actionText(action: Action): string {
  const how = action.needsMessage ? " Needs `on`." : action.lasts ? " Lasts." : "";
  return `### ${action.name}\n\n${action.summary}${how} [${action.mark}]\n${parametersOf(action)}\n    ${action.example}\n`;
}

function actionsText(): string {
  return (Object.keys(TITLES) as Family[])
    .map((family) => {
      const actions = ACTIONS.filter((action) => action.family === family);
      return `## ${TITLES[family]}\n\n${actions.map(actionText).join("\n")}`;
    })
    .join("\n");
}

function routesText(): string {
  const rows = ROUTES.map(({ method, path, summary }) => `| \`${method} ${path}\` | ${summary} |`);
  return ["| request | |", "|---|---|", ...rows, ""].join("\n");
}

function replacePart(text: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name}: written by scripts/faults-document.ts -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/faults.md has no part ${name}`);
  return `${text.slice(0, from + start.length)}\n\n${part}\n${text.slice(to)}`;
}

/** The document as it is, and as it should be. */
export function faultsDocument(): { readonly is: string; readonly shouldBe: string } {
  const is = readFileSync(FILE, "utf8");
  return { is, shouldBe: replacePart(replacePart(is, "actions", actionsText()), "requests", routesText()) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, faultsDocument().shouldBe);
