import type { Locator, Page } from "playwright-core";
import { vi } from "vitest";
import { table } from "./table.ts";

export const ticketOf = (page: Page): Locator => page.getByRole("region", { name: "Ticket" });

/** Opens the printed address and waits until the gateway is ready. */
export async function signInPage(page: Page, signInUrl: string): Promise<void> {
  await page.goto(signInUrl);
  await page.getByRole("status", { name: "Gateway" }).getByText("Ready").waitFor();
}

export async function openUnderlying(page: Page, symbol: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Underlying symbol" });
  await field.fill(symbol);
  await field.press("Enter");
}

/** Adds a filter of a field by its label, and gives it what it may be at most. */
export async function addFilter(page: Page, label: string, atMost: string): Promise<void> {
  await page.getByRole("combobox", { name: "Add a filter" }).selectOption({ label });
  await page.getByRole("textbox", { name: `${label}, at most`, exact: true }).fill(atMost);
}

const BULL_PUT = /^Bull put\s[\s\S]*\+([\d.]+)P −([\d.]+)P/;

function isBullPut5Wide(row: string): boolean {
  const [, bought, sold] = BULL_PUT.exec(row) ?? [];
  return Number(sold) - Number(bought) === 5;
}

/** Sets the filters to bull puts 5 wide with a tight quote, and waits for them: rows of other filters stay until then. */
export async function filterBullPuts(page: Page): Promise<void> {
  await page
    .getByRole("group", { name: "Presets" })
    .getByRole("button", { name: /^Credit spreads/ })
    .click();
  await page.getByRole("checkbox", { name: "Calls" }).uncheck();
  await addFilter(page, "Width", "5");
  await page.getByRole("textbox", { name: "Width, at least", exact: true }).fill("5");
  await addFilter(page, "Bid/ask width", "0.2");
  const { rows } = table(page, "Scanner results");
  await vi.waitUntil(
    async () => {
      const shown = await rows.allInnerTexts();
      return shown.length > 0 && shown.every((row) => isBullPut5Wide(row));
    },
    { timeout: 45_000, interval: 100 },
  );
}

/** Opens the built-in underlying and scans it for bull puts 5 wide with a tight quote. */
export async function scanBullPuts(page: Page): Promise<void> {
  await openUnderlying(page, "LBX");
  await page.getByRole("group", { name: "LBX quote" }).waitFor();
  await filterBullPuts(page);
}

/** Puts the best result on the ticket. */
export async function openBestResult(page: Page): Promise<void> {
  await table(page, "Scanner results").rows.first().dblclick();
  await ticketOf(page)
    .getByRole("heading", { name: /^Bull put LBX/ })
    .waitFor();
  await ticketOf(page)
    .getByRole("img", { name: /^Payoff at expiry and today/ })
    .waitFor();
}
