import { escapeText } from "./charts/svg.ts";
import type { Block, Figure, Item, ReportDocument, Section, Table } from "./document.ts";
import { REPORT_STYLE } from "./style.ts";

function tableOf({ columns, rows }: Table): string {
  const cell = (tag: "th" | "td", text: string, place: number) =>
    `<${tag}${tag === "th" ? ' scope="col"' : ""}${columns[place]?.align === "right" ? ' class="right"' : ""}>${escapeText(text)}</${tag}>`;
  const head = columns.map(({ name }, place) => cell("th", name, place)).join("");
  const body = rows.map((row) => `<tr>${row.map((text, place) => cell("td", text, place)).join("")}</tr>`);
  return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function itemOf({ label, strong, words, notes }: Item): string {
  const small = notes.map((note) => `<small>${escapeText(note)}</small>`).join("");
  return `<li${strong ? ' class="strong"' : ""}><b>${escapeText(label)}</b><span>${escapeText(words)}${small}</span></li>`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "words":
      return `<p>${escapeText(block.words)}</p>`;
    case "items":
      return `<ul class="items">${block.items.map(itemOf).join("\n")}</ul>`;
    case "table":
      return tableOf(block.table);
    case "picture":
      return `<figure><div class="wide" tabindex="0">${block.svg}</div><figcaption>${escapeText(block.words)}</figcaption></figure>`;
  }
}

function sectionOf({ id, title, blocks }: Section): string {
  return `<section id="${id}"><h2>${escapeText(title)}</h2>\n${blocks.map(blockOf).join("\n")}</section>`;
}

function figureOf({ name, value, note }: Figure): string {
  return `<div><dt>${escapeText(name)}</dt><dd>${escapeText(value)}<small>${escapeText(note)}</small></dd></div>`;
}

/** The report as one page that needs nothing else: no script, no other file. */
export function htmlOf({ title, subtitle, figures, sections }: ReportDocument): string {
  const links = sections.map((section) => `<a href="#${section.id}">${escapeText(section.title)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>${escapeText(title)}</h1><p>${escapeText(subtitle)}</p></header>
<dl class="figures">${figures.map(figureOf).join("\n")}</dl>
<nav aria-label="Sections">${links.join("\n")}</nav>
${sections.map(sectionOf).join("\n")}
</main>
</body>
</html>
`;
}
