import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/axe.ts";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, type RunningLegbook, temporaryFolder } from "../support/legbook.ts";
import { openBestResult, scanBullPuts, signInPage, ticketOf } from "../support/screen.ts";
import { table } from "../support/table.ts";

describe.skipIf(chromiumPath === null)("what changed between two moments", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    legbook = await legbookStart("--log", join(folder.path, "changes.db"));
    watched = await openPage(browser, { width: 1600, height: 1000 });
    page = watched.page;
    await signInPage(page, legbook.signInUrl);
    await scanBullPuts(page);
    await openBestResult(page);
  }, 120_000);

  afterAll(async () => {
    await Promise.all([browser?.close(), legbook?.child.end()]);
    folder.remove();
  }, 30_000);

  afterEach(() => expect(watched.faults).toEqual([]));

  const panel = (): Locator => page.getByRole("region", { name: "What changed" });
  const of = (view: string): Locator => panel().getByRole("region", { name: `Changes of ${view}` });
  const counted = async (view: string): Promise<number> => {
    const chip = panel()
      .getByRole("group", { name: "Changes by view" })
      .getByRole("button", { name: new RegExp(`^${view} `) });
    return Number(/[\d,]+$/.exec(await chip.innerText())?.[0].replaceAll(",", ""));
  };
  const past = (): Locator => page.getByRole("region", { name: "The past" });

  it("counts from a mark at now, and follows what happens", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: /^What changed/ }).click();
    await panel().getByRole("button", { name: "the engine's start" }).waitFor();
    await panel().focus();
    await page.keyboard.press("m");
    await page.waitForURL(/\?since=\d+$/);
    await ticketOf(page).getByRole("button", { name: /^Ask / }).click();
    for (let tick = 0; tick < 6; tick += 1)
      await ticketOf(page).getByRole("button", { name: "Lower the limit by one tick" }).click();
    await ticketOf(page)
      .getByRole("button", { name: /^Send: / })
      .click();
    await of("Orders").getByText("Filled", { exact: false }).first().waitFor();
    await of("Positions").getByText("Added", { exact: false }).first().waitFor();
    await of("Executions").getByText("Added").first().waitFor();
    expect(await counted("Orders")).toBe(1);
    expect(await counted("Executions")).toBeGreaterThanOrEqual(2);
    await picture(page, "changes-0-live");
    expect(await violations(page)).toEqual([]);
  });

  it("leads from a change to the event that made it, and to why", async () => {
    await of("Positions")
      .getByRole("button", { name: /^Show then: / })
      .click();
    await past().waitFor();
    await past()
      .getByText(/PositionReported|ExecutionReported/)
      .waitFor();
    await of("Orders")
      .getByRole("button", { name: /^Why\? / })
      .click();
    await page.getByRole("dialog").getByText("OrderRequested").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Reading…").waitFor({ state: "hidden" });
    await picture(page, "changes-1-past");
    expect(await violations(page)).toEqual([]);
  });

  it("is found again by its link: both moments, and the panel", async () => {
    const link = page.url();
    expect(link).toMatch(/\?at=\d+&since=\d+$/);
    const before = await of("Orders").innerText();
    await page.goto(link);
    await past().waitFor();
    await of("Orders").waitFor();
    expect(await of("Orders").innerText()).toBe(before);
  });

  it("counts from the engine's start, an hour before, the marker before, and a place on the line", async () => {
    const lines = (): Promise<number> => counted("Lines");
    const patient = { timeout: 20_000 };
    await panel().getByRole("button", { name: "the marker before" }).click();
    await expect.poll(lines, patient).toBeLessThan(10);
    await panel().getByRole("button", { name: "the engine's start" }).click();
    await expect.poll(lines, patient).toBeGreaterThan(20);
    await panel().getByRole("button", { name: "the marker before" }).click();
    await expect.poll(lines, patient).toBeLessThan(10);
    await panel().getByRole("button", { name: "an hour before" }).click();
    await expect.poll(lines, patient).toBeGreaterThan(20);
    await panel().getByRole("button", { name: "the marker before" }).click();
    await expect.poll(lines, patient).toBeLessThan(10);
    const line = page.getByRole("slider", { name: "Moment of the day" });
    await line.click({ position: { x: 32, y: 76 }, modifiers: ["Shift"] });
    await expect.poll(lines, patient).toBeGreaterThan(20);
    await page.getByText("Reading…").waitFor({ state: "hidden" });
    await picture(page, "changes-2-marked");
    expect(await violations(page)).toEqual([]);
  });

  it("shows ten changes of a view, and more on request", async () => {
    const lines = of("Lines");
    const rows = lines.getByRole("listitem");
    expect(await rows.count()).toBe(10);
    await lines.getByRole("button", { name: /^Show \d+ more of \d+$/ }).click();
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThan(10);
    const names = await rows.allInnerTexts();
    expect(new Set(names).size).toBe(names.length);
  });

  it("has room on a small screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await of("Orders").waitFor();
    await picture(page, "changes-3-phone");
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1600, height: 1000 });
    expect(await table(page, "Scanner results").rows.count()).toBeGreaterThan(0);
  });

  let asked = 0;

  /** As a program of the user's would: asks for orders that are refused, of no contract. */
  async function refusedOrders(count: number): Promise<void> {
    for (let place = 0; place < count; place += 1) {
      asked += 1;
      const input = `{ orderRef: "refused-${asked}", account: "DU1234567", symbol: "LBX", expiry: "2026-04-10", right: "put", longStrike: "93", shortStrike: "98", quantity: 0, priceKind: MID, timeInForce: "day" }`;
      const answer = await page.request.post(`${legbook.origin}/graphql`, {
        data: { query: `mutation { submitOrder(input: ${input}) { __typename } }` },
        headers: { origin: legbook.origin },
      });
      expect(await answer.json()).toEqual({ data: { submitOrder: { __typename: "CommandRefused" } } });
    }
  }

  describe("lists that are longer than a page", () => {
    const rowsOf = async (name: string): Promise<number> =>
      Number(await table(page, name).grid.getAttribute("aria-rowcount")) - 1;
    const whole = async (name: string): Promise<number> => {
      const more = page.getByRole("button", { name: /^Show earlier / });
      for (let presses = 0; presses < 20 && (await more.isVisible()); presses += 1) {
        const before = await rowsOf(name);
        await more.click();
        await expect.poll(() => rowsOf(name), { timeout: 20_000 }).toBeGreaterThan(before);
      }
      expect(await more.count()).toBe(0);
      return rowsOf(name);
    };

    it("has every order of now, page by page", async () => {
      await page.keyboard.press("n");
      await past().waitFor({ state: "hidden" });
      await refusedOrders(130);
      await page.getByRole("tab", { name: /^Orders/ }).click();
      await page.getByText("The newest 100 of 131 orders are shown.").waitFor();
      expect(await whole("Orders")).toBe(131);
      await refusedOrders(3);
      await expect.poll(() => rowsOf("Orders"), { timeout: 20_000 }).toBe(134);
    }, 120_000);

    it("has every order of a moment, whatever came since", async () => {
      await page.keyboard.press(",");
      await past().waitFor();
      await page.getByText(/^The newest 100 of 13[34] orders are shown\.$/).waitFor();
      const then = Number(/of (\d+)/.exec(await page.getByText(/^The newest 100 of/).innerText())?.[1]);
      await refusedOrders(5);
      await page.getByText("Reading…").waitFor({ state: "hidden" });
      await picture(page, "changes-4-orders");
      expect(await violations(page)).toEqual([]);
      expect(await whole("Orders")).toBe(then);
    }, 60_000);

    it("has every event up to a moment", async () => {
      await page.getByRole("tab", { name: /^Events/ }).click();
      await page.getByText("The newest 200 events are shown.").waitFor();
      expect(await whole("Events")).toBeGreaterThan(300);
      const { grid, rows } = table(page, "Events");
      await grid.focus();
      await page.keyboard.press("End");
      await rows.filter({ hasText: "SessionStarted" }).waitFor();
    }, 60_000);
  });
});
