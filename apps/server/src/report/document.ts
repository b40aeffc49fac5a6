/** A report as sections of blocks, which become HTML or Markdown. Words are plain text; pictures are SVG. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  /** The few figures that are looked for first. */
  readonly figures: readonly Figure[];
  readonly sections: readonly Section[];
}

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "items"; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly table: Table }
  /** `words` say in a sentence what the picture shows. */
  | { readonly kind: "picture"; readonly svg: string; readonly words: string };

export interface Item {
  /** One word before it. */
  readonly label: string;
  readonly strong: boolean;
  readonly words: string;
  /** Smaller, after it. */
  readonly notes: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export function words(text: string): Block {
  return { kind: "words", words: text };
}

export function items(list: readonly Item[]): Block {
  return { kind: "items", items: list };
}

/** Columns that begin with `>` are aligned to the right. Throws when a row does not fill them. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Block {
  for (const row of rows) {
    if (row.length !== columns.length) throw new Error(`${row.length} cells below ${columns.length} columns`);
  }
  const named = columns.map((name): Column =>
    name.startsWith(">") ? { name: name.slice(1), align: "right" } : { name, align: "left" },
  );
  return { kind: "table", table: { columns: named, rows } };
}

export function picture(svg: string, text: string): Block {
  return { kind: "picture", svg, words: text };
}
