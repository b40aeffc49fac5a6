import { readFileSync, truncateSync, statSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { SimulatorOptionError } from "../../options.ts";
import { startSimulator } from "../../simulator.ts";
import { RecordingFolder, writeRecording, type WrittenEntry } from "../../testing/recordings.ts";
import { blankValues } from "../../testing/layout-values.ts";
import { encodeRequest } from "../../wire/codec.ts";
import { splitFields } from "../../wire/frame.ts";
import { REQUEST_LAYOUTS, type RequestValues } from "../../wire/request-layouts.ts";

const MONDAY = "2026-03-16T14:00:00.000Z";
const SUNDAY = "2026-03-15T14:00:00.000Z";
const STOCK = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };

const folder = new RecordingFolder();
afterAll(() => folder.remove());

const frame = (from: "client" | "server", ...fields: readonly string[]): WrittenEntry => ({
  event: "frame",
  from,
  fields,
});

function subscription(contract: Partial<RequestValues<"marketData">>): WrittenEntry {
  const values = { ...blankValues(REQUEST_LAYOUTS.marketData), requestId: 7, ...contract };
  const bytes = encodeRequest("marketData", values as RequestValues<"marketData">, 193);
  return frame("client", ...splitFields(bytes.subarray(4)));
}

const greeting = (version = "193", time = "20260316 10:00:00 EST"): readonly WrittenEntry[] => [
  { event: "opened" },
  { event: "frame", from: "client", text: "v100..193" },
  frame("server", version, time),
];
const bid = (...more: readonly string[]): WrittenEntry =>
  frame("server", "1", "6", "7", "1", "101.5", "300", "1", ...more);

/** A line of 7, and what comes for it. */
function session(
  contract: Partial<RequestValues<"marketData">>,
  ...answers: readonly WrittenEntry[]
): readonly WrittenEntry[] {
  return [...greeting(), subscription(contract), ...answers];
}

async function refusal(file: string): Promise<unknown> {
  const started = startSimulator({ market: { kind: "recording", file }, pace: "manual" });
  const closed = started.then(async (simulator) => simulator.close());
  await expect(closed).rejects.toThrow(SimulatorOptionError);
  return started.then(
    () => null,
    (error: SimulatorOptionError) => ({
      field: error.field,
      message: error.message.replace(file, "FILE"),
    }),
  );
}

async function refusalOf(
  entries: readonly WrittenEntry[],
  begin = MONDAY,
  clock: "machine" | "market" = "market",
) {
  const file = folder.newFile();
  writeRecording(file, begin, clock, entries);
  return refusal(file);
}

const said = (message: string): unknown => ({ field: "market.file", message: `market.file: FILE${message}` });

describe("a recording that is written by hand as the format says", () => {
  it("is a market, with a word about its missing end", async () => {
    const file = folder.newFile();
    writeRecording(file, MONDAY, "market", session(STOCK, bid()));
    const lines: string[] = [];
    const simulator = await startSimulator({
      market: { kind: "recording", file },
      log: (text) => lines.push(text),
    });
    await simulator.close();
    expect(lines[0]).toMatch(/^RECORDING CUT: .* it has no end line; 5 entries are there$/);
    expect(lines[1]).toMatch(/^Market of .*: 1 changes of 1 contracts from 2026-03-16T14:00:00.000Z to /);
  });
});

describe("a recording that cannot be a market stops the start, and says where and why", () => {
  it("when it is not there, or none", async () => {
    expect(await refusal("/nowhere/x.jsonl")).toMatchObject({
      field: "market.file",
      message: expect.stringMatching(/^market\.file: FILE: cannot be read/),
    });
    const file = folder.newFile();
    writeFileSync(file, "a,b,c\n");
    expect(await refusal(file)).toMatchObject({
      message: expect.stringMatching(/^market\.file: FILE:1: no JSON/),
    });
  });

  it("when it is cut off in a line", async () => {
    const file = folder.newFile();
    writeRecording(file, MONDAY, "market", session(STOCK, bid()));
    truncateSync(file, statSync(file).size - 20);
    expect(await refusal(file)).toEqual(said(":6: is cut off in this line"));
  });

  it("when a line was changed", async () => {
    const file = folder.newFile();
    writeRecording(file, MONDAY, "market", session(STOCK, bid()));
    writeFileSync(file, readFileSync(file, "utf8").replace('"event":"opened"', '"event":"begun"'));
    expect(await refusal(file)).toMatchObject({
      message: expect.stringMatching(/^market\.file: FILE:2: event: /),
    });
  });

  it.each<readonly [string, readonly WrittenEntry[], string]>([
    ["no connection", [], ": has no market data: no subscription in it got a quote"],
    ["no subscription", greeting(), ": has no market data: no subscription in it got a quote"],
    [
      "a subscription without a quote",
      session(STOCK, frame("server", "4", "2", "7", "354", "not subscribed", "")),
      ": has no market data: no subscription in it got a quote",
    ],
    [
      "combos only",
      session({ ...STOCK, secType: "BAG" }, bid()),
      ": has no market data: no subscription in it got a quote",
    ],
  ])("when there is no market data in it: %s", async (_, entries, message) => {
    expect(await refusalOf(entries)).toEqual(said(message));
  });

  it.each<readonly [string, Partial<RequestValues<"marketData">>, string]>([
    [
      "an id without details",
      { conId: 265_598, exchange: "SMART" },
      "secType: no details of it are recorded, and the request does not say its secType, symbol, currency",
    ],
    [
      "an option without a day",
      { ...STOCK, secType: "OPT", strike: 100, right: "C", expiry: "202603" },
      "expiry: 202603 is no day",
    ],
    [
      "an option without a strike",
      { ...STOCK, secType: "OPT", right: "C", expiry: "20260327" },
      "strike: no details of it are recorded, and the request does not say its strike",
    ],
    [
      "an option on a future",
      { ...STOCK, secType: "FOP", strike: 100, right: "C", expiry: "20260327" },
      "conId: a contract of type FOP needs its details, which are not recorded",
    ],
    [
      "a type that the venue has not",
      { ...STOCK, secType: "CFD" },
      "secType: the venue has no contracts of type CFD",
    ],
  ])("when a contract cannot be known: %s", async (_, contract, message) => {
    expect(await refusalOf(session(contract, bid()))).toEqual(
      said(`:5: marketData 7 of connection 1: ${message}`),
    );
  });

  it.each<readonly [string, readonly WrittenEntry[], string]>([
    [
      "a price that is no number",
      session(STOCK, frame("server", "1", "6", "7", "1", "cheap", "300", "1")),
      ':6: tickPrice: price is not a number: "cheap"',
    ],
    [
      "a price that is no money",
      session(STOCK, frame("server", "1", "6", "7", "1", "1.7976931348623157E308", "300", "1")),
      ":6: tickPrice: price is no amount of money: 1.7976931348623157e+308",
    ],
    [
      "a message that is too short",
      session(STOCK, frame("server", "1", "6", "7", "1")),
      ":6: tickPrice: price is missing (message of 4 fields)",
    ],
    ["a message that is too long", session(STOCK, bid("more")), ":6: tickPrice: 1 fields too many"],
    [
      "a time that is none",
      session(STOCK, frame("server", "46", "6", "7", "45", "yesterday")),
      ':6: tickString: value is no time: "yesterday"',
    ],
    [
      "a quote that nobody asked for",
      [...greeting(), bid()],
      ":5: tickPrice: requestId: connection 1 never asked for market data as 7",
    ],
    [
      "a request that is none",
      [...greeting(), frame("client", "1", "11", "seven")],
      ':5: marketData: requestId is not an integer: "seven"',
    ],
    [
      "a server that speaks protocol buffers",
      [...greeting("203"), bid()],
      ':4: greeting: server version "203" is none that can be read (100 to 186, 190 to 193)',
    ],
    [
      "a server that sends no frames",
      session(STOCK, bid(), { event: "bytes", from: "server", kind: "garbage", base64: "AAAA" }),
      ":7: from here on the server sends what is no frames",
    ],
    [
      "a market's time that goes back",
      session(STOCK, bid(), { ...bid(), at: "2026-03-16T13:59:59.000Z" }),
      ":7: at: is before that of the entry before",
    ],
  ])("when it has nonsense in it: %s", async (_, entries, message) => {
    expect(await refusalOf(entries)).toEqual(said(message));
  });

  it("when two of its contracts may be meant", async () => {
    const mexican = { ...STOCK, conId: 2, currency: "MXN" };
    const entries = [
      ...session({ ...STOCK, conId: 1 }, bid()),
      subscription({ ...mexican, requestId: 8 }),
      frame("server", "1", "6", "8", "1", "1900", "300", "1"),
      subscription({ ...STOCK, currency: "", requestId: 9 }),
      frame("server", "1", "6", "9", "1", "101.5", "300", "1"),
    ];
    expect(await refusalOf(entries)).toEqual(
      said(":9: marketData 9 of connection 1: symbol: LBX may be 2 contracts of the recording"),
    );
  });

  it("when none of it lies within a session of the exchange", async () => {
    const times = "2026-03-15T14:00:00.000Z to 2026-03-15T14:00:00.000Z";
    expect(await refusalOf(session(STOCK, bid()), SUNDAY)).toEqual(
      said(`: at: no quote within a session of the exchange, from ${times}`),
    );
  });

  it("but not when only the recorder's clock is on a Sunday", async () => {
    const file = folder.newFile();
    writeRecording(file, SUNDAY, "machine", session(STOCK, bid()));
    const simulator = await startSimulator({ market: { kind: "recording", file }, pace: "manual" });
    expect(simulator.marketTime()).toBe(Date.parse(MONDAY));
    await simulator.close();
  });
});
