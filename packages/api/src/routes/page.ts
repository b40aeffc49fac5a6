import { createHash } from "node:crypto";
import { escaped } from "../html/escaped.ts";

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:15vh auto;padding:0 1rem}";

/** The content policy's name for the one inline style of these pages, which must look right without any file. */
export const PAGE_STYLE_SOURCE = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

export interface PageOptions {
  readonly link?: { readonly href: string; readonly words: string };
}

/** A page of plain sentences, for when the application itself cannot be shown. */
export function page(title: string, sentences: readonly string[], { link }: PageOptions = {}): string {
  const paragraphs = sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join("");
  const anchor =
    link === undefined ? "" : `<p><a href="${escaped(link.href)}">${escaped(link.words)}</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="dark light">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escaped(title)}</h1>${paragraphs}${anchor}</main></body>
</html>
`;
}
