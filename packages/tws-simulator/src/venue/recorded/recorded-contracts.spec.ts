import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { blankValues } from "../../testing/layout-values.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { RecordingFolder } from "../../testing/recordings.ts";
import { encodeRequest } from "../../wire/codec.ts";
import { REPLY } from "../../wire/message-ids.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "../../wire/request-layouts.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../builtin/builtin-market.ts";
import { readInstruments } from "../instruments/instruments-file.ts";
import type { Listing } from "../listing.ts";
import { ruleOf } from "../price-increment.ts";
import { RecordedMarket } from "./recorded-market.ts";

const INSTRUMENTS = fileURLToPath(new URL("../../conformance/fixtures/instruments.yaml", import.meta.url));

const folder = new RecordingFolder();
afterAll(() => folder.remove());
let simulator: Simulator | null = null;
let client: RawClient | null = null;
afterEach(async () => {
  client?.close();
  await simulator?.close();
});

/** One of each kind: shares, an index, futures, currencies, a bond; options on shares, AM and PM on an index, on a future. */
function listings(): Listing[] {
  const source = new BuiltinMarket(1, BUILTIN_DATE, readInstruments(INSTRUMENTS));
  const priced = source.book.priced();
  const kinds = [...Map.groupBy(priced, ({ kind }) => kind).values()].map(([first]) => first as Listing);
  const lbx = source.book.bySymbol("LBX")[0] as Listing;
  const lbi = source.book.bySymbol("LBI")[0] as Listing;
  const [future] = source.book.bySymbol("LBE") as [Listing];
  const options = [lbx, lbi, future].flatMap((underlying) => {
    const classes = Map.groupBy(source.chain(underlying, BUILTIN_DATE), ({ tradingClass }) => tradingClass);
    return [...classes.values()].flatMap((series) => [series[0], series.at(-1)] as Listing[]);
  });
  return [...new Set([...kinds, lbx, lbi, future, ...options])];
}

/** A recording of the details of all of them, and of a quote of the share, at one server version. */
async function record(serverVersion: number): Promise<string> {
  const recordFile = folder.newFile();
  simulator = await startSimulator({
    market: { kind: "builtin", instruments: INSTRUMENTS },
    pace: "manual",
    recordFile,
  });
  client = await RawClient.started(simulator.port, 1, `v100..${serverVersion}`);
  const one = client;
  const send = <Name extends ServedRequest>(name: Name, values: Partial<RequestValues<Name>>): void => {
    const all = { ...blankValues(REQUEST_LAYOUTS[name]), ...values } as RequestValues<Name>;
    one.sendBytes(encodeRequest(name, all, serverVersion));
  };
  const all = listings();
  // The last come first: what an option is on may be told after it.
  for (const [index, { conId }] of all.entries())
    send("contractDetails", { requestId: all.length - index, conId });
  send("marketData", { requestId: 1000, conId: all.find(({ symbol }) => symbol === "LBX")?.conId ?? 0 });
  for (const ruleId of new Set(all.map((listing) => ruleOf(listing).id))) send("marketRule", { ruleId });
  send("currentTime", {});
  await one.until(() => one.of(REPLY.currentTime).length > 0);
  expect(one.of(REPLY.error).filter(([, , id]) => id !== "-1")).toEqual([]);
  one.close();
  await simulator.close();
  return recordFile;
}

describe("contracts of a recording", () => {
  it.each([193, 176, 145])("are what they were, at server version %i", async (serverVersion) => {
    const market = await RecordedMarket.open(await record(serverVersion), () => undefined);
    const all = listings();
    expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6);
    for (const expected of all) {
      const { conId, symbol, localSymbol, kind, currency, tradingClass, multiplier } = expected;
      const found = market.book.get(conId) as Listing;
      expect(found).toMatchObject({ conId, symbol, localSymbol, kind, currency, tradingClass, multiplier });
      expect([localSymbol, ruleOf(found)]).toEqual([localSymbol, ruleOf(expected)]);
      if (expected.kind !== "option") continue;
      const { expiry, strike, right, style, settlement, cashSettled, underlyingConId } = expected;
      const terms = { expiry, strike, right, style, settlement, cashSettled, underlyingConId };
      expect(found).toMatchObject({ ...terms, underlyingKind: expected.underlyingKind });
    }
  });

  it("that are settled by opening prices cannot be told from the others before server version 134", async () => {
    const market = await RecordedMarket.open(await record(133), () => undefined);
    const am = listings().find(
      (listing) => listing.kind === "option" && listing.settlement === "am",
    ) as Listing;
    expect(market.book.get(am.conId)).toMatchObject({ settlement: "pm" });
  });
});
