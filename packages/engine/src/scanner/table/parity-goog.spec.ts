import {
  epochMs,
  inferForward,
  type InferredForward,
  type IsoDate,
  isoDate,
  type ParityPair,
  yearsToExpiry,
} from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { carriedQuotes, type LeanDay, leanDay } from "../../testing/lean-day.ts";

const read = leanDay({ symbol: "GOOG", date: "2015-12-24" });
// oxlint-disable-next-line no-console -- a skipped data set must be seen
if (read.kind === "missing") console.warn(read.message);

const NOON = epochMs(Temporal.Instant.from("2015-12-24T12:00-05:00").epochMilliseconds);
const AGE_MAX_MS = 20 * 60_000;

/** Calls and puts of one expiry at noon; a contract that was not quoted on both sides of late has NaN. */
function pairsOf(day: LeanDay, expiry: IsoDate): readonly ParityPair[] {
  const { bid, ask, bidAt, askAt } = carriedQuotes(day.quotes, day.contracts.length, NOON);
  const none = Number.NaN;
  const pairs = new Map<number, ParityPair>();
  day.contracts.forEach((contract, row) => {
    if (contract.expiry !== expiry) return;
    const fresh = NOON - Math.min(bidAt[row] ?? 0, askAt[row] ?? 0) < AGE_MAX_MS;
    const [low, high] = fresh ? [(bid[row] ?? none) / 1e6, (ask[row] ?? none) / 1e6] : [none, none];
    const strike = contract.strike / 1e6;
    const pair = pairs.get(strike) ?? { strike, callBid: none, callAsk: none, putBid: none, putAsk: none };
    const side = contract.right === "call" ? { callBid: low, callAsk: high } : { putBid: low, putAsk: high };
    pairs.set(strike, { ...pair, ...side });
  });
  return [...pairs.values()];
}

describe.skipIf(read.kind === "missing")("parity on GOOG's chain of 2015-12-24 at noon", () => {
  const day = read.kind === "day" ? read.day : null!;
  const spot = 750.59;

  function inferred(expiry: IsoDate, rate: number | null): InferredForward {
    const years = yearsToExpiry(NOON, expiry);
    const result = inferForward({ pairs: pairsOf(day, expiry), spot, years, rate, style: "american" });
    if (result.kind === "failed") throw new Error(`${expiry}: ${result.reason}`);
    return result;
  }

  it("tells the forwards of eleven expiries within cents, from quotes that are dollars wide", () => {
    const all = new Set(day.contracts.map(({ expiry }) => expiry));
    const expiries = [...all].filter((expiry) => expiry !== day.date);
    expect(expiries).toHaveLength(11);
    for (const expiry of expiries) {
      const { forward, standardError, lowest, highest, pairsUsed, pairsContradicting } = inferred(
        expiry,
        0.0035,
      );
      expect(standardError, expiry).toBeLessThan(yearsToExpiry(NOON, expiry) > 1 ? 0.3 : 0.07);
      expect(forward, expiry).toBeGreaterThan(lowest);
      expect(forward, expiry).toBeLessThan(highest);
      expect(pairsUsed, expiry).toBeGreaterThanOrEqual(15);
      expect(pairsContradicting, expiry).toBeLessThanOrEqual(1);
      // A share without dividends: the forward is near the spot with interest.
      const carried = spot * Math.exp(0.0035 * yearsToExpiry(NOON, expiry));
      expect(Math.abs(forward / carried - 1), expiry).toBeLessThan(0.004);
    }
  });

  it("tells the rate over one and two years to a tenth of a percent, of about one percent", () => {
    for (const expiry of [isoDate("2017-01-20"), isoDate("2018-01-19")]) {
      const { rate, rateStandardError } = inferred(expiry, null);
      expect(rateStandardError, expiry).toBeLessThan(0.001);
      expect(Math.abs(rate - 0.0115), expiry).toBeLessThan(0.002);
    }
  });
});
