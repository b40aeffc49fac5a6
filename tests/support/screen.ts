import type { Locator, Page } from "playwright-core";
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

/** Opens the built-in underlying and scans it for bull puts at most 5 wide with a tight quote. */
export async function scanBullPuts(page: Page): Promise<void> {
  await openUnderlying(page, "LBX");
  await page.getByRole("group", { name: "LBX quote" }).waitFor();
  await page
    .getByRole("group", { name: "Presets" })
    .getByRole("button", { name: /^Bull put/ })
    .click();
  await page.getByRole("textbox", { name: "Width, at most", exact: true }).fill("5");
  await page.getByRole("textbox", { name: "Combo bid/ask, at most" }).fill("0.2");
  await table(page, "Scanner results").rows.first().waitFor();
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
