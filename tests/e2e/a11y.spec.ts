import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/axe.ts";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";
import { openBestResult, scanBullPuts, signInPage, ticketOf } from "../support/screen.ts";
import { table } from "../support/table.ts";

describe.skipIf(chromiumPath === null)("the screen for everybody", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    const log = join(folder.path, "a11y.db");
    // One after the other: when one does not start, the other is known and ended.
    browser = await launchBrowser();
    legbook = await legbookStart("--log", log);
    watched = await openPage(browser);
    page = watched.page;
    await signInPage(page, legbook.signInUrl);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([browser?.close(), legbook?.child.end()]);
    folder.remove();
  });

  afterEach(() => expect(watched.faults).toEqual([]));

  /** What is focused, as a person hears it: role, and the beginning of its name. */
  async function focused(): Promise<string> {
    const spoken = await page.locator("body, :focus").last().ariaSnapshot();
    return spoken.split("\n", 1)[0]?.replace(/^- '?/, "") ?? "";
  }

  /** Presses a key until what is focused reads like `wanted`; fails after more presses than any path should need. */
  async function pressUntil(key: string, wanted: RegExp, pressesMax: number): Promise<void> {
    const heard: string[] = [];
    for (let press = 0; press <= pressesMax; press += 1) {
      heard.push(await focused());
      if (wanted.test(heard.at(-1) ?? "")) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${pressesMax} times ${key} did not lead to ${wanted}: ${heard.join(" | ")}`);
  }

  describe("by keyboard alone", () => {
    it("chooses the underlying", async () => {
      await page.keyboard.press("u");
      expect(await focused()).toMatch(/^textbox "Underlying symbol"/);
      await page.keyboard.type("LBX");
      await page.keyboard.press("Enter");
      await page.getByRole("group", { name: "LBX quote" }).waitFor();
    });

    it("sets a preset and a range", async () => {
      await page.keyboard.press("Tab");
      await pressUntil("Tab", /^button "Credit spreads/, 8);
      await page.keyboard.press("Enter");
      await pressUntil("Tab", /^checkbox "Calls"/, 40);
      await page.keyboard.press("Space");
      await pressUntil("Tab", /^combobox "Add a filter"/, 20);
      await page.keyboard.type("Width");
      await page.keyboard.press("Enter");
      await pressUntil("Tab", /^textbox "Width, at most"/, 3);
      await page.keyboard.type("5");
      await table(page, "Scanner results").rows.first().filter({ hasText: "Bull put" }).waitFor();
    });

    it("reaches the results, and opens one into the ticket", async () => {
      await pressUntil("Tab", /^grid "Scanner results"/, 30);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await ticketOf(page)
        .getByRole("heading", { name: /^Bull put LBX/ })
        .waitFor();
      await expect.poll(focused, { timeout: 10_000 }).toMatch(/^textbox "Quantity"/);
    });

    it("reads the option chain", async () => {
      await page.keyboard.press("Tab");
      expect(await focused()).toMatch(/^button "One spread more"/);
      await page.keyboard.press("c");
      await expect.poll(focused, { timeout: 10_000 }).toMatch(/^grid "Option chain"/);
    });

    it("previews, takes the natural price and sends", async () => {
      await page.keyboard.press("t");
      await expect.poll(focused, { timeout: 10_000 }).toMatch(/^textbox "Quantity"/);
      await page.keyboard.press("Enter");
      await ticketOf(page).getByRole("region", { name: "Preview result" }).waitFor();
      await pressUntil("Tab", /^radio "Limit"/, 20);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      expect(await focused()).toMatch(/^radio "Natural" \[checked\]/);
      await pressUntil("Tab", /^button "Send: sell 1 vertical at the natural price/, 30);
      await picture(page, "keyboard-send");
      await page.keyboard.press("Enter");
      await ticketOf(page)
        .getByRole("status", { name: "Order sent" })
        .getByText(/Filled|Working/)
        .first()
        .waitFor();
    });

    it("looks at the order", async () => {
      await page.keyboard.press("2");
      await expect.poll(focused, { timeout: 10_000 }).toMatch(/^grid "Orders"/);
    });

    it("opens and leaves every dialog, and the focus comes back", async () => {
      for (const [keys, name] of [
        ["?", "Keyboard shortcuts"],
        ["Control+k", "Command palette"],
        ["Shift+K", "Engage the kill switch"],
      ] as const) {
        const before = await focused();
        await page.keyboard.press(keys);
        await page.getByRole("dialog", { name }).waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog", { name }).waitFor({ state: "hidden" });
        expect(await focused(), name).toBe(before);
      }
    });
  });

  describe.each(["dark", "light"])("in the %s theme", (theme) => {
    beforeAll(async () => {
      const wanted = page.getByRole("button", { name: `Use the ${theme} theme` });
      if (await wanted.isVisible()) await wanted.click();
    });

    it("has no serious violation with a ticket, its preview and any account panel open", async () => {
      await page.getByRole("tab", { name: /^Scanner results/ }).click();
      if (theme === "dark") {
        await scanBullPuts(page);
        await openBestResult(page);
      }
      await ticketOf(page).getByRole("button", { name: "Preview" }).click();
      await ticketOf(page).getByRole("region", { name: "Preview result" }).waitFor();
      expect(await violations(page)).toEqual([]);
      for (const name of [
        "Positions",
        "Orders",
        "Executions",
        "Risk",
        "Lines",
        "Events",
        "P&L",
        "What changed",
      ]) {
        await page.getByRole("tablist", { name: "Account" }).getByRole("tab", { name }).click();
        expect(await violations(page, "[role=tabpanel]"), name).toEqual([]);
      }
      await picture(page, `theme-${theme}`);
    }, 60_000);

    it("has no serious violation on the option chain", async () => {
      await page.getByRole("tab", { name: /^Option chain/ }).click();
      await table(page, "Option chain").grid.getByRole("row").nth(10).waitFor();
      expect(await violations(page)).toEqual([]);
      await picture(page, `theme-${theme}-chain`);
    });

    it("has no serious violation in a dialog, nor in a refusal", async () => {
      await page.getByRole("button", { name: "Kill switch" }).click();
      await page.getByRole("dialog", { name: "Engage the kill switch" }).waitFor();
      await page.getByRole("button", { name: /^Engage: / }).click();
      expect(await violations(page)).toEqual([]);
      await picture(page, `theme-${theme}-kill-switch`);
      await page.keyboard.press("Escape");
    });
  });
});
