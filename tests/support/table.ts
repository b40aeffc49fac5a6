import type { Locator, Page } from "playwright-core";

/** A table of the screen, read as a person does: by its name, its rows and the words over its columns. */
export function table(page: Page, name: string) {
  const grid = page.getByRole("grid", { name, exact: true });
  const rows = grid.getByRole("row", { includeHidden: false }).filter({ has: page.getByRole("gridcell") });
  return {
    grid,
    rows,
    /** The text of a row's cell under this header. */
    async cell(row: Locator, header: string): Promise<string> {
      const headers = await grid.getByRole("columnheader").allInnerTexts();
      const at = headers.findIndex((text) => text.replace(/[▲▼]/g, "").trim() === header);
      if (at < 0) throw new Error(`${name} has no column ${header}, only ${headers.join(", ")}`);
      return (await row.getByRole("gridcell").nth(at).innerText()).trim();
    },
  };
}
