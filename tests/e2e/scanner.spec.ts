import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/axe.ts";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";
import { addFilter, openUnderlying, signInPage, ticketOf } from "../support/screen.ts";
import { inStages } from "../support/stages.ts";
import { table } from "../support/table.ts";

describe.skipIf(chromiumPath === null)("the scanner, spreads of every kind and their smiles", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    legbook = await legbookStart("--log", join(folder.path, "scanner.db"));
    watched = await openPage(browser);
    page = watched.page;
    await signInPage(page, legbook.signInUrl);
    await openUnderlying(page, "LBX");
    await page.getByRole("group", { name: "LBX quote" }).waitFor();
  }, 60_000);

  afterAll(async () => {
    await Promise.all([browser?.close(), legbook?.child.end()]);
    folder.remove();
  });

  inStages(() => picture(page, "scanner-failed"));

  afterEach(() => expect(watched.faults).toEqual([]));

  const filters = () => page.getByRole("region", { name: "Scanner filters" });
  const preset = (name: string | RegExp) =>
    page.getByRole("group", { name: "Presets" }).getByRole("button", { name });
  const results = () => table(page, "Scanner results");

  it("opens an iron condor of a preset as an analysis, which says plainly that it cannot be sent", async () => {
    await preset(/^Iron condors/).click();
    await results().rows.first().waitFor();
    await expect.poll(() => results().rows.first().innerText(), { timeout: 20_000 }).toMatch(/Iron condor/);
    await results().rows.first().dblclick();
    const ticket = ticketOf(page);
    await ticket.getByRole("heading", { name: /iron condor$/ }).waitFor();
    await ticket.getByRole("note").getByText("Only verticals").waitFor();
    expect(await ticket.getByRole("button", { name: /^Send/ }).count()).toBe(0);
    const chart = ticket.getByRole("img", {
      name: /gains at most [\d.,]+ USD, loses at most [\d.,]+ USD, breaks even at [\d.]+ and [\d.]+;/,
    });
    await chart.waitFor();
    const figures = await ticket.getByLabel("Figures of the spread").innerText();
    expect(figures).toMatch(/Breakevens\s+[\d.]+ · [\d.]+/);
    expect(figures).toMatch(/Probability of profit\s+\d+\.\d%/);
    await picture(page, "scanner-condor");
  }, 60_000);

  it("draws the payoff on a chosen day at shifted volatilities", async () => {
    const ticket = ticketOf(page);
    await ticket.getByRole("slider", { name: "Day" }).fill("10");
    await ticket.getByRole("slider", { name: "Volatility" }).fill("5");
    await ticket.getByText(/^on \w+, \d+ \w+, vol \+5 pts$/).waitFor();
    await picture(page, "scanner-chosen-day");
  });

  it("says of rows of former filters that they are, until the first of the new ones come", async () => {
    await preset("Any vertical").click();
    await table(page, "Scanner results").rows.first().waitFor();
    const note = page.getByRole("status").getByText(/^Rows of former filters/);
    await note.waitFor({ state: "hidden" });
    const said = note.waitFor();
    await preset("Credit spreads, a month out").click();
    await said;
    await note.waitFor({ state: "hidden" });
  });

  it("says why a vertical is not shown, and what would show it", async () => {
    await preset("Any vertical").click();
    await addFilter(page, "Width", "1");
    await page.getByRole("button", { name: "Why not?" }).click();
    const dialog = page.getByRole("dialog", { name: "Why is a spread not shown?" });
    await dialog.getByRole("textbox", { name: "Strike bought" }).fill("95");
    await dialog.getByRole("textbox", { name: "Strike sold" }).fill("100");
    await expect
      .poll(
        async () => {
          await dialog.getByRole("button", { name: "Ask" }).click();
          return dialog.innerText();
        },
        // The sweep has to come round to both strikes.
        { timeout: 90_000 },
      )
      .toMatch(/“Width” excludes it\..*Width is 5\.00; the filter asks for at most 1\.00\./s);
    await picture(page, "scanner-why-not");
    await page.keyboard.press("Escape");
  }, 120_000);

  it("names the filter that leaves nothing", async () => {
    await filters().getByRole("textbox", { name: "Width, at least", exact: true }).fill("400");
    await filters().getByRole("textbox", { name: "Width, at most", exact: true }).fill("500");
    await page
      .getByText(/“Width” alone excludes [\d,]+\. Widen or remove it/)
      .first()
      .waitFor();
    await picture(page, "scanner-nothing");
  });

  it("saves filters under a name, renames and removes them", async () => {
    await preset("Save…").click();
    await filters().getByRole("textbox", { name: "Name of the preset" }).fill("wide ones");
    await filters().getByRole("button", { name: "Save", exact: true }).click();
    await preset("wide ones").waitFor();
    await preset("Any vertical").click();
    await preset("wide ones").click();
    expect(await filters().getByRole("textbox", { name: "Width, at least", exact: true }).inputValue()).toBe(
      "400",
    );
    await preset("Save…").click();
    await filters().getByRole("textbox", { name: "Name of the preset" }).fill("widest");
    await filters().getByRole("button", { name: "Rename" }).click();
    await preset("widest").waitFor();
    // A renamed preset is saved under its new name before it is removed under the old one.
    await expect.poll(() => preset("wide ones").count()).toBe(0);
    await preset("Save…").click();
    await filters().getByRole("button", { name: "Remove “widest”" }).click();
    await expect.poll(() => preset("widest").count()).toBe(0);
  });

  it("takes dates of an underlying, and refuses what is no date by its field", async () => {
    await filters().getByRole("button", { name: "Dates…" }).click();
    const dialog = page.getByRole("dialog", { name: "Dates of LBX" });
    const save = dialog.getByRole("button", { name: "Save the dates of LBX" });
    await dialog.getByRole("textbox", { name: "Earnings dates" }).fill("soon");
    await save.click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByRole("textbox", { name: "Earnings dates" }).fill("2026-04-14");
    await dialog.getByRole("textbox", { name: /^Ex-dividend dates/ }).fill("2026-04-20 0.25");
    await save.click();
    await dialog.waitFor({ state: "hidden" });
    await filters().getByRole("button", { name: "Dates…" }).click();
    await dialog.getByText(/earnings 14 Apr 26, ex-dividend 20 Apr 26/).waitFor();
    await picture(page, "scanner-dates");
    await page.keyboard.press("Escape");
  });

  it("shows the smile of an expiry with its curve, its error in words and its forward", async () => {
    await preset("Any vertical").click();
    await page.getByRole("tab", { name: "Smile" }).click();
    await page
      .getByRole("img", { name: /^Volatility smile of LBX .* Fitted to \d+ quotes from \d+ to \d+: off by/ })
      .waitFor();
    expect(await page.getByLabel("What the expiry rests on").innerText()).toMatch(/Forward\s+\d+\.\d\d/);
    expect(await violations(page, ".area-centre")).toEqual([]);
    await picture(page, "scanner-smile");
  }, 60_000);

  it("is usable by everybody: no serious violation among filters and results", async () => {
    await page.getByRole("tab", { name: /^Scanner results/ }).click();
    await results().rows.first().waitFor();
    expect(await violations(page, ".area-left")).toEqual([]);
    expect(await violations(page, ".area-centre")).toEqual([]);
    expect(await violations(page, ".area-right")).toEqual([]);
  }, 60_000);
});
