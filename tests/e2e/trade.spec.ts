import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, npmStart, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";
import { filterBullPuts } from "../support/screen.ts";
import { inStages } from "../support/stages.ts";
import { table } from "../support/table.ts";

const STOP_DEADLINE_MS = 15_000;
const PROFIT_DEADLINE_MS = 60_000;
const RULES = 11;
const PROFIT = /^[+−]?\d+\.\d\d$/;

describe.skipIf(chromiumPath === null)(
  "one spread trade on the screen, from npm start to the second start",
  () => {
    const folder = temporaryFolder();
    const log = join(folder.path, "trade.db");
    let legbook: RunningLegbook;
    let browser: Browser;
    let watched: WatchedPage;
    let page: Page;

    beforeAll(async () => {
      // One after the other: when one does not start, the other is known and ended.
      browser = await launchBrowser();
      legbook = await npmStart("--log", log);
      watched = await openPage(browser);
      page = watched.page;
    }, 60_000);

    afterAll(async () => {
      await Promise.all([browser?.close(), legbook?.child.end()]);
      folder.remove();
    });

    inStages(() => picture(page, "00-failed"));

    afterEach(() => expect(watched.faults).toEqual([]));

    const ticket = () => page.getByRole("region", { name: "Ticket" });
    const accountTab = (name: string) =>
      page.getByRole("tablist", { name: "Account" }).getByRole("tab", { name });
    const limit = () => ticket().getByRole("textbox", { name: "Limit price" });

    const figures = () => ticket().getByLabel("Figures of the spread").innerText();

    async function comboQuote(word: string): Promise<number> {
      const name =
        (await ticket()
          .getByRole("button", { name: new RegExp(`^${word} `) })
          .innerText()) ?? "";
      return Number(name.replace(word, "").replace("−", "-").trim());
    }

    /** The one order with this status, once it is shown. */
    async function orderWith(status: string): Promise<Locator> {
      const row = table(page, "Orders").rows.filter({
        has: page.getByRole("gridcell", { name: new RegExp(`(^|\\W)${status}$`) }),
      });
      await row.waitFor();
      return row;
    }

    it("signs in with the printed address once, and shows the gateway ready", async () => {
      await page.goto(legbook.signInUrl);
      await page.getByRole("status", { name: "Gateway" }).getByText("Ready").waitFor();
      expect(page.url()).toBe(`${legbook.origin}/`);
      expect(await page.getByRole("status", { name: "Account and mode" }).innerText()).toMatch(/SIMULATED/);
      await picture(page, "01-ready");
    });

    it("opens the chain of the underlying that is typed", async () => {
      await page.getByRole("textbox", { name: "Underlying symbol" }).fill("LBX");
      await page.getByRole("textbox", { name: "Underlying symbol" }).press("Enter");
      await page.getByRole("group", { name: "LBX quote" }).waitFor();
      await page.getByRole("tab", { name: /^Option chain/ }).click();
      await expect
        .poll(() => table(page, "Option chain").grid.getByRole("row").count(), { timeout: 20_000 })
        .toBeGreaterThan(10);
      await picture(page, "02-chain");
    });

    it("scans for verticals with a preset and a range, and says how many match", async () => {
      await page.getByRole("tab", { name: /^Scanner results/ }).click();
      await filterBullPuts(page);
      expect(await page.getByRole("status", { name: "Matches" }).innerText()).toMatch(
        /^[1-9][\d,]* of [\d,]+ match$/,
      );
      await picture(page, "03-scan");
    });

    it("opens a result into the ticket: legs in words, payoff, greeks and the combo's own quote", async () => {
      await table(page, "Scanner results").rows.first().dblclick();
      await ticket()
        .getByRole("heading", { name: /^Bull put LBX/ })
        .waitFor();
      const legs = ticket().getByRole("table", { name: "Legs" });
      await legs.getByRole("rowheader", { name: /^Sell 1 LBX \d+ \w+ \d+ put$/ }).waitFor();
      await legs.getByRole("rowheader", { name: /^Buy 1 LBX \d+ \w+ \d+ put$/ }).waitFor();
      const chart = ticket().getByRole("img", { name: /gains at most [\d.]+ USD, loses at most [\d.]+ USD/ });
      expect((await chart.boundingBox())?.height).toBeGreaterThan(100);
      const greeks = await ticket().getByRole("region", { name: "Greeks" }).innerText();
      for (const name of ["Delta", "Gamma", "Vega", "Theta"]) {
        expect(greeks).toMatch(new RegExp(`${name}\\s+[+−]\\d+\\.\\d+`));
      }
      const [bid, mid, ask] = await Promise.all(["Bid", "Mid", "Ask"].map(comboQuote));
      expect(bid! < mid! && mid! < ask! && ask! < 0, `${bid} ${mid} ${ask}`).toBe(true);
      await picture(page, "04-ticket");
    });

    it("takes the ask as the limit and gives way by the tick", async () => {
      await ticket().getByRole("button", { name: /^Ask / }).click();
      const taken = Number(await limit().inputValue());
      for (let tick = 0; tick < 3; tick += 1) {
        await ticket().getByRole("button", { name: "Lower the limit by one tick" }).click();
      }
      expect(Number(await limit().inputValue())).toBeCloseTo(taken - 0.03, 6);
    });

    it("previews the margin before and after, and the verdict of every risk rule", async () => {
      await ticket().getByRole("button", { name: "Preview" }).click();
      const result = ticket().getByRole("region", { name: "Preview result" });
      await result.getByText(`✓ all ${RULES} rules pass`).waitFor();
      const verdicts = result.getByRole("list", { name: "Risk rules" }).getByRole("listitem");
      expect(await verdicts.filter({ hasText: "✓ Passes" }).count()).toBe(RULES);
      const margin = result.getByRole("table", { name: "Margin before and after" });
      const initial = margin
        .getByRole("row")
        .filter({ has: page.getByRole("rowheader", { name: "Initial" }) });
      expect(await initial.getByRole("cell").allInnerTexts()).toEqual([
        "0.00",
        expect.stringMatching(/^[1-9][\d,]*\.\d\d$/),
        expect.stringMatching(/^\+[1-9][\d,]*\.\d\d$/),
      ]);
      expect(await figures()).toMatch(/Return on margin\s+\d+\.\d%/);
      await picture(page, "05-preview");
    });

    it("sends exactly what the button says, and shows the order filled", async () => {
      const price = await limit().inputValue();
      await ticket()
        .getByRole("button", { name: `Send: sell 1 vertical at ${price} credit, limit` })
        .click();
      await accountTab("Orders").click();
      const filled = await orderWith("Filled");
      const orders = table(page, "Orders");
      expect(await orders.cell(filled, "Filled")).toBe("1/1");
      expect(await orders.cell(filled, "Limit")).toContain(price);
      await expect.poll(() => orders.cell(filled, "Comm."), { timeout: 10_000 }).toMatch(/^\d+\.\d\d$/);
      await picture(page, "06-filled");
    });

    it(
      "shows the position, and its profit as quotes move",
      async () => {
        await accountTab("Positions").click();
        const positions = table(page, "Positions");
        const held = positions.rows.first();
        await held.getByText(/LBX \d+ (Apr|May)/).waitFor();
        expect(await positions.cell(held, "Qty")).toBe("+1");
        const first = await positions.cell(held, "P&L open");
        expect(first).toMatch(PROFIT);
        await picture(page, "07-position");
        await expect
          .poll(() => positions.cell(held, "P&L open"), { timeout: PROFIT_DEADLINE_MS })
          .not.toBe(first);
        expect(await positions.cell(held, "P&L open")).toMatch(PROFIT);
        await page.getByRole("button", { name: /^Legs of / }).click();
        await expect.poll(() => positions.rows.count()).toBe(3);
        await picture(page, "08-profit-moved");
      },
      PROFIT_DEADLINE_MS + 30_000,
    );

    it("keeps an order far from the market working, and cancels it", async () => {
      await ticket().getByRole("button", { name: "New order with these legs" }).click();
      await ticket().getByRole("textbox", { name: "Quantity" }).fill("2");
      await limit().fill("1.99");
      // The margin of the preview was another order's: until this one's, it is by our own rules.
      expect(await figures()).toMatch(/Return on margin\s+\d+\.\d%/);
      await ticket().getByRole("button", { name: "Send: sell 2 verticals at 1.99 credit, limit" }).click();
      await accountTab("Orders").click();
      const working = await orderWith("Working");
      expect(await table(page, "Orders").cell(working, "Filled")).toBe("0/2");
      await picture(page, "09-working");
      await working.getByRole("button", { name: /^Cancel order / }).click();
      const cancelled = await orderWith("Cancelled");
      expect(await table(page, "Orders").cell(cancelled, "Filled")).toBe("0/2");
      await picture(page, "10-cancelled");
    });

    it("tells every event behind an order", async () => {
      const filled = await orderWith("Filled");
      await filled.getByRole("button", { name: /^Why\? / }).click();
      const story = page.getByRole("dialog");
      await story.getByText("OrderRequested").first().waitFor();
      await story.getByText("ExecutionReported").first().waitFor();
      await picture(page, "11-why");
      await page.keyboard.press("Escape");
      await story.waitFor({ state: "hidden" });
    });

    it("shows each account panel with what it is for", async () => {
      for (const name of ["Executions", "Risk", "Lines", "Events", "P&L"]) {
        await accountTab(name).click();
        await page.getByRole("tabpanel", { name: new RegExp(`^${name}`) }).waitFor();
        await picture(page, `12-${name.replace(/\W/g, "")}`);
      }
    });

    it("fits a large screen, a small one and a phone", async () => {
      await accountTab("Positions").click();
      for (const [width, height] of [
        [1920, 1080],
        [900, 800],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        await table(page, "Positions").rows.first().waitFor();
        await page.getByRole("button", { name: "Kill switch" }).waitFor();
        await picture(page, `13-${width}x${height}`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    it("says that it is disconnected once the engine is stopped by Ctrl-C, which ends cleanly", async () => {
      await ticket()
        .getByRole("button", { name: /^Send: sell 1 vertical at [\d.]+ credit, limit$/ })
        .waitFor();
      watched.expectOutage();
      legbook.child.signal("SIGINT");
      await page.getByRole("alert", { name: "Engine disconnected" }).waitFor();
      expect(
        await ticket()
          .getByRole("button", { name: /^Send: / })
          .isDisabled(),
      ).toBe(true);
      await picture(page, "14-disconnected");
      // Not its exit code: a shell between npm and the engine ends by the signal that the terminal gave it too.
      await legbook.child.ends(STOP_DEADLINE_MS);
      expect(legbook.child.stdout).toMatch(/Stopped\.\s*$/);
      expect(legbook.child.stderr).toBe("");
    });

    it("goes on from the same log at the second start: orders and positions are there", async () => {
      await watched.context.close();
      legbook = await legbookStart("--log", log);
      watched = await openPage(browser);
      page = watched.page;
      await page.goto(legbook.signInUrl);
      await page.getByRole("status", { name: "Gateway" }).getByText("Ready").waitFor();
      const positions = table(page, "Positions");
      await expect.poll(() => positions.rows.count(), { timeout: 20_000 }).toBe(1);
      const held = positions.rows.first();
      expect(await positions.cell(held, "Qty")).toBe("+1");
      await expect.poll(() => positions.cell(held, "P&L open"), { timeout: 20_000 }).toMatch(PROFIT);
      await accountTab("Orders").click();
      await orderWith("Filled");
      await orderWith("Cancelled");
      expect(await table(page, "Orders").rows.count()).toBe(2);
      await picture(page, "15-second-start");
      watched.expectOutage();
      legbook.child.signal("SIGINT");
      expect(await legbook.child.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
      expect(legbook.child.stdout).toMatch(/Stopped\.\s*$/);
    }, 60_000);
  },
);
