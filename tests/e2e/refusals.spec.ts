import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { eventTypes, REFUSED, signInProgram, upgrade, type Api, type Refused } from "../support/api.ts";
import { chromiumPath, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { legbookStart, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";
import { openBestResult, openUnderlying, scanBullPuts, signInPage, ticketOf } from "../support/screen.ts";

describe.skipIf(chromiumPath === null)("what the screen refuses", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    const log = join(folder.path, "refusals.db");
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

  it.each([
    ["NOPE", /knows no stock NOPE.*Search for the symbol/s],
    ["!!", /A symbol is a letter followed by.*such as GOOG/s],
  ])("names an underlying that does not exist or cannot: %s", async (symbol, words) => {
    await openUnderlying(page, symbol);
    const refusal = page
      .getByRole("region", { name: "Underlying" })
      .getByRole("alert")
      .filter({ hasText: words });
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/chain\.symbol-/);
  });

  /** Sends the ticket with these texts, and returns the error at the field that it is about. */
  async function refusedAt(field: string, quantity: string, price: string): Promise<string> {
    const input = ticketOf(page).getByRole("textbox", { name: field });
    await ticketOf(page).getByRole("textbox", { name: "Quantity" }).fill(quantity);
    await ticketOf(page).getByRole("textbox", { name: "Limit price" }).fill(price);
    await ticketOf(page)
      .getByRole("button", { name: /^Send: / })
      .click();
    await expect.poll(() => input.getAttribute("aria-invalid"), { timeout: 20_000 }).toBe("true");
    return described(input);
  }

  /** The text that assistive technology reads for a field: of every element that describes it. */
  async function described(input: Locator): Promise<string> {
    const ids = ((await input.getAttribute("aria-describedby")) ?? "").split(" ").filter((id) => id !== "");
    return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join(" ");
  }

  describe("on the ticket", () => {
    beforeAll(async () => {
      await scanBullPuts(page);
      await openBestResult(page);
    }, 60_000);

    it.each([
      [
        "beyond the width",
        "6",
        /6\.00 lies outside what a spread [\d.]+ wide can be worth.*Use a price from/s,
      ],
      ["off the tick", "0.515", /0\.515 is not a multiple of 0\.01.*Use 0\.52 or 0\.51/s],
      ["that is no number", "-", /Give the limit as a number, such as 1\.35/],
      ["that is empty", "", /Give the limit as a number, such as 1\.35/],
    ])("a limit %s is refused at its field, with the remedy", async (what, price, words) => {
      expect(await refusedAt("Limit price", "1", price)).toMatch(words);
      await picture(page, `refused-limit-${what.replaceAll(" ", "-")}`);
    });

    it.each([
      ["of zero", "0", /not positive.*Use at least 1/s],
      ["below zero", "-1", /not positive.*Use at least 1/s],
      ["that is not whole", "1.5", /not a whole number.*Use a whole number/s],
      ["that is no number", "many", /whole number, such as 1/],
      ["beyond reason", "1000000000000", /more than any order here may have.*Use at most/s],
    ])("a quantity %s is refused at its field, with the remedy", async (_what, quantity, words) => {
      expect(await refusedAt("Quantity", quantity, "0.50")).toMatch(words);
    });

    it("a sound order can be sent from the same ticket afterwards", async () => {
      await ticketOf(page).getByRole("textbox", { name: "Quantity" }).fill("1");
      await ticketOf(page).getByRole("textbox", { name: "Limit price" }).fill("1.99");
      await ticketOf(page)
        .getByRole("button", { name: /^Send: sell 1 vertical/ })
        .click();
      await ticketOf(page).getByRole("status", { name: "Order sent" }).getByText("Working").first().waitFor();
    });
  });

  it("a sign-in address that was used leads to a page that says so and what to do", async () => {
    const other = await openPage(browser);
    await other.page.goto(legbook.signInUrl);
    const text = await other.page.getByRole("main").innerText();
    expect(text).toMatch(/used already/);
    expect(text).toMatch(/newest link from the terminal/);
    await picture(other.page, "refused-sign-in");
    // The status is the point: nothing else may be wrong with that page.
    const others = other.faults.filter((fault) => !/401/.test(fault));
    expect(others).toEqual([]);
    await other.context.close();
  });
});

const SUBMIT = `mutation ($input: VerticalOrderInput!) { submitOrder(input: $input) { __typename ${REFUSED} } }`;

describe("what the public API refuses", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;
  let api: Api;
  let order: Record<string, unknown>;
  let number = 0;

  beforeAll(async () => {
    legbook = await legbookStart("--log", join(folder.path, "api.db"));
    api = await signInProgram(legbook.signInUrl);
    order = await soundOrder(api);
  }, 60_000);

  afterAll(async () => {
    await legbook?.child.end();
    folder.remove();
  });

  it.each([
    ["an expiry that has passed", { expiry: "2020-01-17" }, "expiry", "order.expiry-expired"],
    ["an expiry that is no date", { expiry: "soon" }, "expiry", "order.expiry-malformed"],
    ["a strike that is not in the chain", { longStrike: "0.37" }, "longStrike", "order.strike-not-in-chain"],
    ["a symbol whose chain is not open", { symbol: "NOPE" }, "symbol", "order.symbol-unknown"],
    ["an account that may not be traded", { account: "U7654321" }, "account", "order.account-not-allowed"],
    ["a quantity of zero", { quantity: 0 }, "quantity", "order.quantity-not-positive"],
    ["a quantity below zero", { quantity: -2 }, "quantity", "order.quantity-not-positive"],
    ["a quantity beyond reason", { quantity: 1e9 }, "quantity", "order.quantity-absurd"],
    ["a price of the other sign", { limitPrice: "0.50" }, "limitPrice", "order.limit-price-sign"],
    ["a price beyond the width", { limitPrice: "-5000" }, "limitPrice", "order.limit-price-outside-width"],
    ["a price off the tick", { limitPrice: "-0.505" }, "limitPrice", "order.limit-price-off-tick"],
    ["a price that is no number", { limitPrice: "NaN" }, "limitPrice", "order.limit-price-malformed"],
    ["a right that is none", { right: "both" }, "right", "order.right-unknown"],
    ["a time in force that is none", { timeInForce: "ever" }, "timeInForce", "order.time-in-force-unknown"],
  ])(
    "%s, naming the field and the remedy; the log gets the refusal alone",
    async (_what, part, field, code) => {
      number += 1;
      const orderRef = `refused-${number}`;
      const input = { ...order, orderRef, ...part };
      const { submitOrder } = await api.query<{ readonly submitOrder: Refused }>(SUBMIT, { input });
      expect(submitOrder).toMatchObject({ __typename: "CommandRefused", field, code });
      expect(submitOrder.message).toMatch(/\w+ .*\.$/);
      expect(submitOrder.remedy).toMatch(/\w+.*\.$/);
      expect(await eventTypes(api, `order-${orderRef}`)).toEqual(["OrderRefused"]);
    },
  );

  it("a WebSocket that another site's page opens", async () => {
    expect((await upgrade(api.origin, { origin: api.origin })).status).toBe(101);
    const refused = await upgrade(api.origin, { origin: "http://127.0.0.1:1" });
    expect(refused.status).toBe(403);
    expect(refused.body).toContain("ORIGIN_NOT_ALLOWED");
  });

  it("a one-time token that was exchanged before", async () => {
    await expect(signInProgram(legbook.signInUrl)).rejects.toThrow(/401 .*TOKEN_NOT_VALID/);
  });
});

/** An order of the built-in market that would be taken, but for what a test changes. */
async function soundOrder(api: Api): Promise<Record<string, unknown>> {
  await vi.waitFor(
    async () => {
      const { connection } = await api.query<Connection>("{ connection { ready reasons } }");
      if (!connection.ready) throw new Error(connection.reasons.join(" "));
    },
    { timeout: 20_000, interval: 100 },
  );
  const { openChain } = await api.query<OpenedChain>(
    `mutation { openChain(input: { symbol: "LBX" }) { ... on ChainOpened { chain { strikes expiries { date } } } } }`,
  );
  const { session } = await api.query<Accounts>("{ session { accounts } }");
  const { strikes, expiries } = openChain.chain;
  const middle = Math.floor(strikes.length / 2);
  return {
    account: session.accounts[0],
    symbol: "LBX",
    expiry: expiries.at(-1)?.date,
    right: "put",
    longStrike: strikes[middle - 1],
    shortStrike: strikes[middle],
    quantity: 1,
    priceKind: "LIMIT",
    limitPrice: "-0.50",
  };
}

interface Connection {
  readonly connection: { readonly ready: boolean; readonly reasons: readonly string[] };
}

interface Accounts {
  readonly session: { readonly accounts: readonly string[] };
}

interface OpenedChain {
  readonly openChain: {
    readonly chain: {
      readonly strikes: readonly string[];
      readonly expiries: readonly { readonly date: string }[];
    };
  };
}
