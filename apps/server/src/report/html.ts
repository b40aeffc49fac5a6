import { escaped } from "@legbook/api/html";
import type { Block, Figure, Item, ReportDocument, Section, Table } from "./document.ts";
import { REPORT_STYLE } from "./style.ts";

function tableOf({ columns, rows }: Table): string {
  const cell = (tag: "th" | "td", text: string, place: number) =>
    `<${tag}${tag === "th" ? ' scope="col"' : ""}${columns[place]?.align === "right" ? ' class="right"' : ""}>${escaped(text)}</${tag}>`;
  const head = columns.map(({ name }, place) => cell("th", name, place)).join("");
  const body = rows.map((row) => `<tr>${row.map((text, place) => cell("td", text, place)).join("")}</tr>`);
  return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function itemOf({ label, strong, words, notes }: Item): string {
  const small = notes.map((note) => `<small>${escaped(note)}</small>`).join("");
  return `<li${strong ? ' class="strong"' : ""}><b>${escaped(label)}</b><span>${escaped(words)}${small}</span></li>`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "words":
      return `<p>${escaped(block.words)}</p>`;
    case "items":
      return `<ul class="items">${block.items.map(itemOf).join("\n")}</ul>`;
    case "table":
      return tableOf(block.table);
    case "picture":
      return `<figure><div class="wide" tabindex="0">${block.svg}</div><figcaption>${escaped(block.words)}</figcaption></figure>`;
  }
}

function sectionOf({ id, title, blocks }: Section): string {
  return `<section id="${id}"><h2>${escaped(title)}</h2>\n${blocks.map(blockOf).join("\n")}</section>`;
}

function figureOf({ name, value, note }: Figure): string {
  return `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}<small>${escaped(note)}</small></dd></div>`;
}

/** The report as one page that needs nothing else: no script, no other file. */
export function htmlOf({ title, subtitle, figures, sections }: ReportDocument): string {
  const links = sections.map((section) => `<a href="#${section.id}">${escaped(section.title)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p></header>
<dl class="figures">${figures.map(figureOf).join("\n")}</dl>
<nav aria-label="Sections">${links.join("\n")}</nav>
${sections.map(sectionOf).join("\n")}
</main>
</body>
</html>
`;
}
