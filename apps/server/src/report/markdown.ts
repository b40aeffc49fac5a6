import type { Block, ReportDocument, Table } from "./document.ts";

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`).replaceAll("\n", " ");
}

function tableLines({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ name }) => escaped(name))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(escaped))),
  ].join("\n");
}

function block(one: Block): string {
  switch (one.kind) {
    case "words":
      return escaped(one.words);
    case "items":
      return one.items
        .map(
          ({ label, words, notes }) => `- **${escaped(label)}**: ${[words, ...notes].map(escaped).join(" ")}`,
        )
        .join("\n");
    case "table":
      return tableLines(one.table);
    case "picture":
      return `*${escaped(one.words)}*`;
  }
}

/** The report as Markdown; of a picture its sentence. */
export function markdownOf({ title, subtitle, figures, sections }: ReportDocument): string {
  const parts = [`# ${escaped(title)}`, escaped(subtitle)];
  const columns = (["name", "value", "note"] as const).map((name) => ({ name, align: "left" }) as const);
  parts.push(tableLines({ columns, rows: figures.map(({ name, value, note }) => [name, value, note]) }));
  for (const section of sections) parts.push(`## ${escaped(section.title)}`, ...section.blocks.map(block));
  return `${parts.join("\n\n")}\n`;
}
