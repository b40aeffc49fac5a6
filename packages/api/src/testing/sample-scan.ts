import { epochMs, isoDate, micros } from "@legbook/domain";
import { SCAN_FIELD_NAMES, type ScanField, type ScanRow, type ScanUpdate } from "@legbook/engine/ports";
import { PUT_740, PUT_745, TEN_O_CLOCK, units } from "@legbook/projections/testing";

/** Values of no meaning but that they differ from field to field and row to row. */
function valuesOf(seed: number): Record<ScanField, number | null> {
  return Object.fromEntries(
    SCAN_FIELD_NAMES.map((name, index) => [name, (seed * 37 + index * 11) % 1_000]),
  ) as Record<ScanField, number | null>;
}

/** The bull put 740/745 of January 2016 as result number `index`, which its id and prices tell. */
export function sampleRow(index: number, seed = index): ScanRow {
  const bid = units(-1.6 - (seed % 40) / 100);
  const ask = micros(bid + units(0.4));
  const leg = { expiry: isoDate("2016-01-15"), right: "put", ratio: 1, quoteAgeMs: 400, flags: [] } as const;
  return {
    id: `vertical:+${index}-${index + 1}`,
    strategy: "vertical",
    side: "credit",
    symbol: "GOOG",
    currency: "USD",
    expiry: leg.expiry,
    backExpiry: null,
    legs: [
      {
        ...leg,
        conId: PUT_745.conId,
        action: "sell",
        strike: PUT_745.strike,
        bid: units(8.4),
        ask: units(8.6),
        volatility: 0.24,
        delta: -0.42,
        greeksSource: "model",
      },
      {
        ...leg,
        conId: PUT_740.conId,
        action: "buy",
        strike: PUT_740.strike,
        bid: units(7),
        ask: units(7.2),
        volatility: 0.25,
        delta: -0.38,
        greeksSource: "computed",
      },
    ],
    words: `GOOG 15 Jan 2016 745/740 put credit ${index}`,
    bid,
    mid: micros((bid + ask) / 2),
    ask,
    maxGain: micros(ask * -100),
    maxLoss: micros((units(5) + ask) * 100),
    breakevens: [micros(units(745) + ask)],
    values: valuesOf(seed),
    score: 10_000 - seed,
    provenance: {
      quoteAgeMs: 400,
      dataType: "live",
      greeksSource: "computed",
      distribution: "smile",
      anchoredAt: TEN_O_CLOCK,
    },
  };
}

/** A result with these rows `afterMs` after ten o'clock. */
export function sampleUpdate(rows: readonly ScanRow[], afterMs = 0): ScanUpdate {
  const share = { contracts: 40, within1s: 0.5, within5s: 0.9, within30s: 1 };
  return {
    scanId: "scan-1",
    at: epochMs(TEN_O_CLOCK + afterMs),
    rows,
    matched: rows.length,
    evaluated: 20_000,
    excluded: { width: 2_000, netPrice: 10_000 - rows.length },
    excludedMost: { filter: "netPrice", count: 10_000 - rows.length },
    unusable: { stale: 8_000 },
    arbitrageCount: 0,
    arbitrages: [],
    notices: [],
    missing: null,
    waitingFor: null,
    expiries: { open: 1, wanted: 1, leftOut: 0 },
    freshness: { relevant: share, all: { ...share, within1s: 0.1 } },
  };
}
