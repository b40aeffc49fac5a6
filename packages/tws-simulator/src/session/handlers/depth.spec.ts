import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../options.ts";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { settle } from "../../testing/faulty-simulator.ts";
import { leanFolder, leanShare } from "../../testing/lean-folder.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../../venue/builtin/builtin-market.ts";
import { sessionOf } from "../../venue/calendar.ts";
import { depthBook } from "../../venue/depth/book.ts";
import { moneyToUnits } from "../../venue/money.ts";
import { hashText } from "../../venue/random.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";

const LBX = { symbol: "LBX", secType: "STK", exchange: "ARCA", currency: "USD" };
const CALL = { ...LBX, secType: "OPT", exchange: "CBOE", expiry: "20260327", strike: 100, right: "C" };
const SMART = { ...LBX, exchange: "SMART", isSmartDepth: true };
const NOT_SUPPORTED =
  "10092 Deep market data is not supported for this combination of security type/exchange";

let simulator: Simulator;
let clients: RawClient[] = [];

async function start(options: SimulatorOptions = {}): Promise<RawClient> {
  simulator = await startSimulator({ pace: "manual", messagesPerSecondMax: 1_000_000, ...options });
  return connected(1);
}

async function connected(clientId: number): Promise<RawClient> {
  const client = await RawClient.started(simulator.port, clientId);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await simulator.close();
});

async function ask(client: RawClient, requestId: number, values: Partial<RequestValues<"marketDepth">>) {
  request(client, "marketDepth", { requestId, rows: 5, ...values });
  await settle(client);
}

/** Lets time pass, everything being heard after each step. */
async function pass(client: RawClient, ms: number, stepMs = 50, each: () => void = () => undefined) {
  for (let passed = 0; passed < ms; passed += stepMs) {
    simulator.run(stepMs);
    await settle(client);
    each();
  }
}

interface Row {
  readonly price: number;
  readonly size: number;
  readonly maker: string;
}

/** A book that is kept as lists are: what is inserted moves what is behind it on, what is removed lets it move up. */
class KeptBook {
  readonly sides: [asks: Row[], bids: Row[]] = [[], []];
  readonly operations = new Set<number>();
  /** How often the best bid was not below the best ask. */
  crossed = 0;
  readonly #client: RawClient;
  readonly #requestId: number;
  #read = 0;

  constructor(client: RawClient, requestId: number) {
    this.#client = client;
    this.#requestId = requestId;
  }

  /** Applies what has come since. */
  read(): void {
    const { frames } = this.#client;
    for (; this.#read < frames.length; this.#read += 1) {
      const [id, , requestId, ...fields] = frames[this.#read] as string[];
      if (requestId !== String(this.#requestId)) continue;
      if (id === "12") this.#apply(fields[0], "", fields.slice(1));
      if (id === "13") this.#apply(fields[0], fields[1] ?? "", fields.slice(2));
      // The market depth data has been reset.
      if (id === "4" && fields[0] === "317") this.sides.forEach((side) => void side.splice(0));
    }
  }

  #apply(position = "", maker: string, [operation, side, price, size]: string[]): void {
    const rows = this.sides[Number(side) as 0 | 1];
    const row = { price: Number(price), size: Number(size), maker };
    const at = Number(position);
    this.operations.add(Number(operation));
    expect(at).toBeLessThan(rows.length + (operation === "0" ? 1 : 0));
    if (operation === "0") rows.splice(at, 0, row);
    else if (operation === "1") rows[at] = row;
    else rows.splice(at, 1);
    const [asks, bids] = this.sides;
    if ((bids[0]?.price ?? 0) >= (asks[0]?.price ?? Infinity)) this.crossed += 1;
  }
}

/** What the venue says of a book, by itself. */
function venueBooks(makers: readonly string[], rowsMax: number, named: (source: BuiltinMarket) => number) {
  const source = new BuiltinMarket(1, BUILTIN_DATE);
  const listing = source.book.get(named(source));
  if (listing === undefined) throw new Error("no such listing");
  const seed = hashText(source.description);
  return (at: number): [Row[], Row[]] => {
    const book = depthBook({ seed, listing, makers, rowsMax }, source.quote(listing.conId, at), at);
    const rows = (side: (typeof book)["asks"]): Row[] =>
      side.map(({ price, size, maker }) => ({ price: moneyToUnits(price), size, maker }));
    return [rows(book.asks), rows(book.bids)];
  };
}

const stockId = (source: BuiltinMarket): number => source.book.bySymbol("LBX")[0]?.conId ?? 0;
const callId = (source: BuiltinMarket): number =>
  source.book.options(stockId(source)).find(({ expiry, strike, right }) => {
    return expiry === "2026-03-27" && strike === 1_000_000 && right === "call";
  })?.conId ?? 0;
const SHARE_EXCHANGES = "AMEX NYSE CBOE PHLX ISE ARCA ISLAND NASDAQ BATS IEX".split(" ");

describe("a subscription to a book", () => {
  it.each([
    ["of a share at an exchange", LBX, [], stockId],
    ["of a share at all exchanges", SMART, SHARE_EXCHANGES, stockId],
    ["of an option at an exchange", CALL, [], callId],
  ] as const)("%s keeps the client's book the same as the venue's", async (_, asked, makers, named) => {
    const client = await start();
    const bookAt = venueBooks(makers, 7, named);
    const kept = new KeptBook(client, 1);
    await ask(client, 1, { ...asked, rows: 7 });
    kept.read();
    const now = () => simulator.marketTime();
    expect(kept.sides).toEqual(bookAt(now()));
    const books = new Set<string>();
    await pass(client, 120_000, 250, () => {
      kept.read();
      expect(kept.sides).toEqual(bookAt(now()));
      books.add(JSON.stringify(kept.sides));
    });
    expect(books.size).toBeGreaterThan(50);
    expect(kept.crossed).toBe(0);
  });

  it("has the quote's prices and sizes in its best rows whenever ticks have told them", async () => {
    const client = await start();
    request(client, "marketData", { requestId: 2, ...LBX });
    await ask(client, 1, LBX);
    const kept = new KeptBook(client, 1);
    let compared = 0;
    await pass(client, 20_000, 50, () => {
      kept.read();
      const price = (type: number) =>
        repliesOf(client, "tickPrice").findLast(
          ({ tickType, requestId }) => tickType === type && requestId === 2,
        )?.price;
      const size = (type: number) =>
        repliesOf(client, "tickSize").findLast(
          ({ tickType, requestId }) => tickType === type && requestId === 2,
        )?.size;
      const [[ask], [bid]] = kept.sides;
      expect([bid?.price, bid?.size, ask?.price, ask?.size]).toEqual([price(1), size(0), price(2), size(3)]);
      compared += 1;
    });
    expect(compared).toBe(400);
  });

  it("keeps an empty side empty, and removes and adds its rows as it goes and comes", async () => {
    const client = await start();
    // A far option, whose sides are missing for half a minute at times.
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    const from = sessionOf(BUILTIN_DATE).open + 30 * 60_000;
    const moments = Array.from({ length: 20 }, (_, half) => from + half * 30_000 + 5000);
    const gappy = source.book
      .options(stockId(source))
      .find(
        ({ conId }) =>
          source.quote(conId, from).bid !== null &&
          moments.some((at) => source.quote(conId, at).bid === null) &&
          moments.every((at) => source.quote(conId, at).ask !== null),
      );
    const kept = new KeptBook(client, 1);
    await ask(client, 1, { conId: gappy?.conId ?? 0, exchange: "CBOE" });
    kept.read();
    expect(kept.sides[1].length).toBeGreaterThan(0);
    const lengths = new Set<number>();
    await pass(client, 600_000, 5000, () => {
      kept.read();
      lengths.add(kept.sides[1].length);
      const { bid } = source.quote(gappy?.conId ?? 0, simulator.marketTime());
      expect(kept.sides[1].length > 0).toBe(bid !== null);
    });
    expect(lengths).toContain(0);
    expect(kept.operations).toEqual(new Set([0, 1, 2]));
  });

  it("is told by market makers at NASDAQ, and names exchanges when it is smart", async () => {
    const client = await start();
    await ask(client, 1, { ...LBX, exchange: "ISLAND", rows: 20 });
    await ask(client, 1, {});
    await ask(client, 2, { ...SMART, rows: 20 });
    const rows = repliesOf(client, "marketDepthByMaker");
    const named = (id: number) => rows.filter(({ requestId }) => requestId === id);
    expect(new Set(named(1).map(({ marketMaker }) => marketMaker))).toContain("NSDQ");
    expect(named(1).every(({ isSmartDepth }) => !isSmartDepth)).toBe(true);
    expect(
      named(2).every(
        ({ isSmartDepth, marketMaker }) => isSmartDepth && SHARE_EXCHANGES.includes(marketMaker),
      ),
    ).toBe(true);
    expect(named(2)).toHaveLength(40);
    expect(repliesOf(client, "marketDepth")).toEqual([]);
    expect(errorsOf(client, 1)).toEqual([expect.stringMatching(/^322 .*Duplicate ticker id/)]);
  });

  it("has no more rows than there are", async () => {
    const client = await start();
    await ask(client, 1, { ...CALL, rows: 1000 });
    const rows = repliesOf(client, "marketDepth");
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.length).toBeLessThanOrEqual(10);
  });

  it("ends with its cancel, which has to say whether it was smart", async () => {
    const client = await start();
    await ask(client, 1, SMART);
    request(client, "cancelMarketDepth", { requestId: 1 });
    const told = () => repliesOf(client, "marketDepthByMaker").length;
    await settle(client);
    const before = told();
    await pass(client, 10_000, 1000);
    expect(told()).toBeGreaterThan(before);
    request(client, "cancelMarketDepth", { requestId: 1, isSmartDepth: true });
    request(client, "cancelMarketDepth", { requestId: 1, isSmartDepth: true });
    await settle(client);
    const after = told();
    await pass(client, 10_000, 1000);
    expect(told()).toBe(after);
    const missing = "310 Can't find the subscribed market depth with tickerId:1";
    expect(errorsOf(client, 1)).toEqual([missing, missing]);
  });
});

describe("a book that nobody may have", () => {
  it.each([
    ["on a route, unless it is smart", { ...LBX, exchange: "SMART" }, NOT_SUPPORTED],
    ["of an index", { symbol: "LBI", secType: "IND", currency: "USD" }, NOT_SUPPORTED],
    ["of a combo", { ...LBX, secType: "BAG" }, NOT_SUPPORTED],
    ["of nothing that there is", { ...LBX, symbol: "NOPE" }, /^200 /],
    ["without rows", { ...LBX, rows: 0 }, /^321 .*number of rows: 0$/],
    ["with less than none", { ...LBX, rows: -1 }, /^321 .*number of rows: -1$/],
  ])("%s", async (_, values, error) => {
    const client = await start();
    await ask(client, 1, values);
    expect(errorsOf(client, 1)).toEqual([typeof error === "string" ? error : expect.stringMatching(error)]);
    await pass(client, 1000, 500);
    expect([...client.of(12), ...client.of(13)]).toEqual([]);
  });

  it.each(["delayed", "none"] as const)("without a subscription (%s)", async (subscription) => {
    const client = await start({ subscriptions: { all: subscription } });
    request(client, "marketDataType", { type: 3 });
    await ask(client, 1, LBX);
    expect(errorsOf(client, 1)).toEqual(["354 Requested market data is not subscribed."]);
  });

  it("as a fourth one at the same time, of all clients; the same one again is none", async () => {
    const client = await start();
    const other = await connected(2);
    const shares = ["LBX", "LBY"];
    for (const [index, symbol] of shares.entries()) await ask(client, 1 + index, { ...LBX, symbol });
    await ask(other, 1, CALL);
    await ask(other, 2, { ...CALL, right: "P" });
    await ask(other, 3, LBX);
    expect(errorsOf(other, 2)).toEqual(["309 Max number (3) of market depth requests has been reached"]);
    expect([...errorsOf(client, 2), ...errorsOf(other, 3)]).toEqual([]);
    // One that is cancelled makes room; one that another client still has does not.
    request(client, "cancelMarketDepth", { requestId: 1 });
    await settle(client);
    await ask(other, 4, { ...CALL, right: "P" });
    expect(errorsOf(other, 4)).toHaveLength(1);
    client.close();
    await expect
      .poll(() => [...simulator.ledger].some(({ type }) => type === "ClientDisconnected"))
      .toBe(true);
    await ask(other, 5, { ...CALL, right: "P" });
    expect(errorsOf(other, 5)).toEqual([]);
  });

  it("as a sixty-first one of one client, even of the same contract", async () => {
    const client = await start();
    for (let requestId = 1; requestId <= 61; requestId += 1) {
      request(client, "marketDepth", { requestId, rows: 1, ...LBX });
    }
    await settle(client);
    expect(errorsOf(client, 60)).toEqual([]);
    expect(errorsOf(client, 61)).toEqual([expect.stringMatching(/^309 /)]);
  });

  it("is one of more where there are more lines", async () => {
    const client = await start({ linesMax: 450 });
    const strikes = [95, 100, 105, 110, 115];
    for (const [index, strike] of strikes.entries()) await ask(client, index, { ...CALL, strike });
    expect(errorsOf(client, 3)).toEqual([]);
    expect(errorsOf(client, 4)).toEqual(["309 Max number (4) of market depth requests has been reached"]);
  });
});

describe("a book of a market that is not open", () => {
  it("is emptied with the close, after every state that a replay's files had", async () => {
    const quotes = [
      "57480000,1000000,1000000,1000000,1000000,3,1000500,1000500,1000500,1000500,4",
      "57540000,1000100,1000100,1000100,1000100,5,1000400,1000400,1000400,1000400,6",
    ];
    const folder = leanFolder(leanShare("aaa", { option: `${quotes.join("\n")}\n` }));
    try {
      const market = {
        kind: "lean",
        folder,
        symbol: "AAA",
        date: BUILTIN_DATE,
        startTime: "15:58:30",
      } as const;
      const client = await start({ market });
      const kept = new KeptBook(client, 1);
      await ask(client, 1, { ...CALL, symbol: "AAA", expiry: "20260417" });
      const best = new Set<string>();
      await pass(client, 89_000, 500, () => {
        kept.read();
        const [[ask], [bid]] = kept.sides;
        best.add(`${bid?.price} ${bid?.size} ${ask?.price} ${ask?.size}`);
      });
      expect([...best]).toEqual(["100 3 100.05 4", "100.01 5 100.04 6"]);
      await pass(client, 2000, 500);
      kept.read();
      expect(kept.sides).toEqual([[], []]);
      expect(kept.operations).toContain(2);
      const rows = client.of(12).length;
      await ask(client, 2, { ...CALL, symbol: "AAA", expiry: "20260417" });
      await pass(client, 1000, 500);
      expect(client.of(12)).toHaveLength(rows);
      expect(errorsOf(client, 2)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("faults of books", () => {
  it("reset them: 317, and everything again as new rows", async () => {
    const client = await start();
    const kept = new KeptBook(client, 1);
    await ask(client, 1, LBX);
    kept.read();
    simulator.control.inject("depth-reset");
    await settle(client);
    kept.read();
    expect(kept.sides).toEqual([[], []]);
    expect(errorsOf(client, 1)).toEqual([expect.stringMatching(/^317 Market depth data has been RESET/)]);
    await pass(client, 50);
    kept.read();
    expect(kept.sides).toEqual(venueBooks([], 5, stockId)(simulator.marketTime()));
  });

  it("halt them: 316, and they have ended", async () => {
    const client = await start();
    await ask(client, 1, LBX);
    simulator.control.inject("depth-reset how=halted");
    await settle(client);
    const rows = client.of(12).length;
    await pass(client, 5000, 500);
    expect(client.of(12)).toHaveLength(rows);
    expect(errorsOf(client, 1)).toEqual([expect.stringMatching(/^316 Market depth data has been HALTED/)]);
  });

  it.each([
    ["farm-down farm=usfarm for 20s", []],
    ["frozen-quotes for 20s", []],
    ["competing-session for 20s", [expect.stringMatching(/^10197 /)]],
  ])("hold them as quotes are held, and let them go on as they are then: %s", async (fault, errors) => {
    const client = await start();
    const kept = new KeptBook(client, 1);
    await ask(client, 1, LBX);
    simulator.control.inject(fault);
    await settle(client);
    const rows = client.of(12).length;
    await pass(client, 15_000, 1000);
    expect(client.of(12)).toHaveLength(rows);
    await pass(client, 10_000, 1000);
    kept.read();
    expect(kept.sides).toEqual(venueBooks([], 5, stockId)(simulator.marketTime()));
    expect(errorsOf(client, 1)).toEqual(errors);
  });

  it("lose them with the connection to the servers, when its data is lost", async () => {
    const client = await start();
    await ask(client, 1, LBX);
    simulator.control.inject("connectivity-lost data=lost for 5s");
    await pass(client, 6000, 1000);
    const rows = client.of(12).length;
    await pass(client, 10_000, 1000);
    expect(client.of(12)).toHaveLength(rows);
    await ask(client, 1, LBX);
    expect(client.of(12).length).toBeGreaterThan(rows);
    expect(errorsOf(client, 1)).toEqual([]);
  });
});

describe("lists that go with it", () => {
  it("name the exchanges that have books, of which kind, and which name market makers", async () => {
    const client = await start();
    request(client, "marketDepthExchanges", {});
    await settle(client);
    const exchanges = repliesOf(client, "marketDepthExchanges")[0]?.exchanges ?? [];
    const named = exchanges.map(
      ({ secType, exchange, serviceDataType }) => `${secType} ${exchange} ${serviceDataType}`,
    );
    expect(named).toContain("STK ARCA Deep");
    expect(named).toContain("STK ISLAND Deep2");
    expect(named).toContain("OPT CBOE Deep");
    expect(named).toContain("FUT CME Deep");
    expect(named.some((text) => text.includes("SMART") || text.startsWith("IND"))).toBe(false);
    // Whatever is named has a book.
    for (const { exchange } of exchanges.filter(({ secType }) => secType === "STK")) {
      await ask(client, 1, { ...LBX, exchange });
      request(client, "cancelMarketDepth", { requestId: 1 });
    }
    await settle(client);
    expect(errorsOf(client, 1)).toEqual([]);
  });

  it("give each exchange of a line's parameters a letter of its own", async () => {
    const client = await start();
    for (const [index, contract] of [
      { ...LBX, exchange: "SMART" },
      { ...CALL, exchange: "SMART" },
    ].entries()) {
      request(client, "marketData", { requestId: 1 + index, ...contract });
    }
    await settle(client);
    const codes = repliesOf(client, "tickRequestParameters").map(({ bboExchange }) => bboExchange);
    expect(new Set(codes).size).toBe(2);
    for (const [index, bboExchange] of [...codes, "nonsense", ""].entries()) {
      request(client, "smartComponents", { requestId: 10 + index, bboExchange });
    }
    await settle(client);
    const [shares, options] = repliesOf(client, "smartComponents");
    expect(shares?.components.map(({ exchange }) => exchange)).toEqual(SHARE_EXCHANGES);
    expect(shares?.components).toContainEqual({ bitNumber: 5, exchange: "ARCA", exchangeLetter: "P" });
    expect(options?.components).toContainEqual({ bitNumber: 1, exchange: "CBOE", exchangeLetter: "C" });
    for (const map of [shares, options]) {
      const letters = map?.components.map(({ exchangeLetter }) => exchangeLetter) ?? [];
      expect(new Set(letters).size).toBe(letters.length);
      expect(letters.every((letter) => /^[A-Za-z]$/.test(letter))).toBe(true);
    }
    expect(errorsOf(client, 12)[0]).toMatch(/^321 .*"nonsense"/);
    expect(errorsOf(client, 13)[0]).toMatch(/^321 /);
  });

  it("have no tiers of soft dollars", async () => {
    const client = await start();
    request(client, "softDollarTiers", { requestId: 5 });
    await settle(client);
    expect(repliesOf(client, "softDollarTiers")).toEqual([{ requestId: 5, tiers: [] }]);
  });
});
