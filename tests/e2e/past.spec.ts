import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/axe.ts";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, type RunningLegbook, temporaryFolder } from "../support/legbook.ts";
import { openBestResult, scanBullPuts, signInPage, ticketOf } from "../support/screen.ts";
import { table } from "../support/table.ts";

describe.skipIf(chromiumPath === null)("the screen at a moment of the past", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  /** Right after the order was decided. */
  let link = "";

  beforeAll(async () => {
    browser = await launchBrowser();
    legbook = await legbookStart("--log", join(folder.path, "past.db"));
    watched = await openPage(browser, { width: 1600, height: 1000 });
    page = watched.page;
    await signInPage(page, legbook.signInUrl);
    await scanBullPuts(page);
    await openBestResult(page);
    await ticketOf(page).getByRole("button", { name: /^Ask / }).click();
    // So far into the market that it fills although the quotes move on.
    for (let tick = 0; tick < 6; tick += 1)
      await ticketOf(page).getByRole("button", { name: "Lower the limit by one tick" }).click();
    await ticketOf(page)
      .getByRole("button", { name: /^Send: / })
      .click();
    await table(page, "Positions").rows.filter({ hasText: /LBX/ }).first().waitFor();
  }, 120_000);

  afterAll(async () => {
    await Promise.all([browser?.close(), legbook?.child.end()]);
    folder.remove();
  }, 30_000);

  afterEach(() => expect(watched.faults).toEqual([]));

  const past = (): Locator => page.getByRole("region", { name: "The past" });
  const timeline = (): Locator => page.getByRole("region", { name: "Timeline" });
  const orders = async (): Promise<Locator> => {
    await page.getByRole("tab", { name: /^Orders/ }).click();
    return page.getByRole("tabpanel", { name: /^Orders/ });
  };
  const marker = (name: RegExp): Locator => timeline().getByRole("button", { name });

  it("has a line of the day with what happened on it", async () => {
    await page.getByRole("button", { name: "History" }).click();
    await marker(/order sent/).waitFor();
    await marker(/fill/).waitFor();
    await picture(page, "past-0-live");
    expect(await violations(page)).toEqual([]);
  });

  it("shows the whole screen as it was, and says so", async () => {
    await marker(/order sent/).click();
    await past().getByText("THE PAST").waitFor();
    await past().getByText("OrderPlacementIntended").waitFor();
    link = page.url();
    expect(link).toMatch(/\?at=\S+$/);
    await table(page, "Scanner results").rows.first().waitFor();
    await (await orders()).getByText("Intent recorded").waitFor();
    await page.getByRole("tab", { name: /^Positions/ }).click();
    await page.getByText("No position is open.").waitFor();
    await page.getByText("Reading…").waitFor({ state: "hidden" });
    await picture(page, "past-1-order");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Shift+D");
    await picture(page, "past-1-light");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Shift+D");
  });

  it("keeps still: no clock runs and no figure moves", async () => {
    const clock = page.getByRole("group", { name: "New York clock" });
    const before = await clock.innerText();
    const rows = await table(page, "Scanner results").rows.allInnerTexts();
    await page.waitForTimeout(2_500);
    expect(await clock.innerText()).toBe(before);
    expect(await table(page, "Scanner results").rows.allInnerTexts()).toEqual(rows);
  });

  it("cannot trade, and gives the reason", async () => {
    const ticket = ticketOf(page);
    await ticket.getByText("Nothing can be sent: the screen shows the past.").waitFor();
    expect(await ticket.getByRole("button", { name: /^Send: / }).isDisabled()).toBe(true);
    const cancel = (await orders()).getByRole("button", { name: /^Cancel order/ });
    expect(await cancel.isDisabled()).toBe(true);
    expect(await cancel.getAttribute("title")).toContain("the screen shows the past");
    await page.getByRole("tab", { name: /^Risk/ }).click();
    expect(await page.getByRole("button", { name: "Edit limits" }).isDisabled()).toBe(true);
  });

  it("steps along the log by keys, and back by the browser's own button", async () => {
    await page.keyboard.press(".");
    await past().getByText("OrderPlacementIntended").waitFor({ state: "hidden" });
    await page.goBack();
    await past().getByText("OrderPlacementIntended").waitFor();
    await page.keyboard.press("]");
    await past().getByText("ExecutionReported").waitFor();
    await picture(page, "past-2-fill");
    const slider = timeline().getByRole("slider", { name: "Moment of the day" });
    await slider.focus();
    await page.keyboard.press("Home");
    await past().getByText("ExecutionReported").waitFor({ state: "hidden" });
    await page.getByText("No option chain of this underlying was open then.").waitFor();
    await picture(page, "past-3-before-anything");
    expect(await violations(page)).toEqual([]);
  });

  it("says why, by the events of then", async () => {
    await page.goto(link);
    await past().getByText("OrderPlacementIntended").waitFor();
    await (await orders()).getByRole("button", { name: /^Why\? / }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("OrderRequested").waitFor();
    await dialog
      .getByRole("region", { name: "The decision" })
      .getByRole("rowheader", { name: "Buying power" })
      .waitFor();
    await dialog.getByText(/The oldest quote was .* old\./).waitFor();
    expect(await dialog.getByText("ExecutionReported").count()).toBe(0);
    await picture(page, "past-4-why");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("tells which orders another limit would have blocked, and by which rule", async () => {
    await page.getByRole("tab", { name: /^Risk/ }).click();
    await page.getByRole("button", { name: "What if…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "One order's value, at most" }).fill("10");
    await dialog.getByRole("button", { name: "Ask with 1 change" }).click();
    await dialog
      .getByRole("status")
      .getByText(/1 that passed would have been blocked/)
      .waitFor();
    const order = dialog.getByRole("table", { name: "Orders decided otherwise" });
    await order.getByText("Order value").waitFor();
    await picture(page, "past-7-what-if");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("tells what other filters would have kept out of the recorded scan, and which trade with it", async () => {
    await page.getByRole("button", { name: "What if…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByRole("combobox", { name: "Add a filter of the recorded scans" })
      .selectOption("netPrice");
    await dialog.getByRole("textbox", { name: "Net price, at most" }).fill("0.05");
    await dialog.getByRole("button", { name: "Ask with 1 change" }).click();
    const scan = dialog.getByRole("region", { name: "A scan of LBX" }).last();
    await scan.getByText("Net price: at most 0.05 instead of any").waitFor();
    const looks = scan.getByRole("table", { name: "Looks of the scan" });
    await looks
      .getByText(/^Net price \d+/)
      .first()
      .waitFor();
    expect(await looks.getByText(/Not reproducible/).count()).toBe(0);
    const orders = scan.getByRole("table", { name: "Orders for what it had found" });
    await orders
      .getByText(/not found/)
      .first()
      .waitFor();
    await picture(page, "past-9-what-if-scans");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("says why there is no trade, as of the moment", async () => {
    await (await orders()).getByRole("button", { name: "Why no trade in LBX?" }).click();
    const dialog = page.getByRole("dialog", { name: "Why no trade in LBX?" });
    await dialog.getByText(/As of the moment that is shown/).waitFor();
    await dialog.getByText(/Looked back to/).waitFor();
    await picture(page, "past-8-no-trade");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("proves that an event is as it was recorded", async () => {
    await page.getByRole("tab", { name: /^Events/ }).click();
    const row = table(page, "Events").rows.filter({ hasText: "OrderPlacementIntended" }).first();
    await row.dblclick();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: /OrderPlacementIntended/ }).click();
    await dialog.getByRole("button", { name: "Prove that it is unchanged" }).click();
    await dialog.getByText(/Every link of the log up to here holds/).waitFor();
    expect(await dialog.getByRole("group", { name: "Proof" }).innerText()).toMatch(/[0-9a-f]{64}/);
    await picture(page, "past-6-proof");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("is found again by its link, also on a small screen and a large one", async () => {
    await page.goto(link);
    await past().getByText("OrderPlacementIntended").waitFor();
    await table(page, "Scanner results").rows.first().waitFor();
    for (const [width, height] of [
      [920, 700],
      [2560, 1300],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await past().getByText("THE PAST").waitFor();
      await picture(page, `past-5-${width}`);
      expect(await violations(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 1600, height: 1000 });
  });

  it("says what is wrong with a link that leads nowhere, and stays at now", async () => {
    await page.goto(`${legbook.origin}/?at=0000000009999999`);
    const alert = page.getByRole("alert", { name: "Moment not reached" });
    await alert.getByText("AS_OF_NOT_IN_LOG").waitFor();
    expect(await past().count()).toBe(0);
    await alert.getByRole("button", { name: "All right" }).click();
  });

  it("leads back to now before the kill switch, and with one key", async () => {
    await page.goto(link);
    await past().waitFor();
    await page.keyboard.press("Shift+K");
    await page.getByRole("dialog", { name: "Engage the kill switch" }).waitFor();
    expect(await past().count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.goBack();
    await past().waitFor();
    await page.keyboard.press("n");
    await past().waitFor({ state: "hidden" });
    expect(new URL(page.url()).search).toBe("");
    await (await orders()).getByText("Filled").first().waitFor();
  });
});
