import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EpochMs,
  TICK_KINDS,
  type TickKind,
  TICKS_PER_BATCH_MAX,
  type TicksRecorded,
} from "@legbook/domain";
import { decodeTicks, encodeTicks } from "./ticks.ts";

const KINDS = Object.values(TICK_KINDS);

const batch: fc.Arbitrary<TicksRecorded> = fc
  .tuple(
    fc.oneof(fc.constant(1_450_969_200_000), fc.maxSafeInteger()),
    fc.array(
      fc.tuple(
        fc.oneof(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom(1, 2, 3)),
        fc.constantFrom(...KINDS),
        fc.oneof(
          fc.integer({ min: -1, max: 1_000_000 }).map((cents) => cents * 10_000),
          fc.maxSafeInteger(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(0, -0, -1, 2 ** 53, -(2 ** 53), Number.MIN_VALUE, Number.MAX_VALUE),
        ),
        fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer()),
      ),
      { minLength: 1, maxLength: TICKS_PER_BATCH_MAX, size: "max" },
    ),
  )
  .map(([baseTime, ticks]) => ({
    baseTime: baseTime as EpochMs,
    conIds: ticks.map(([conId]) => conId),
    kinds: ticks.map(([, kind]) => kind),
    values: ticks.map(([, , value]) => value),
    offsetsMs: ticks.map(([, , , offset]) => offset),
  }));

const ONE: TicksRecorded = {
  baseTime: 1_450_969_200_000 as EpochMs,
  conIds: [211_651_699],
  kinds: [TICK_KINDS.bid],
  values: [745_350_000],
  offsetsMs: [3],
};

/** Quotes of a chain's options as they come: four ticks a change, now and then a model computation. */
function chainQuotes(seed: number): TicksRecorded {
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const columns = {
    conIds: [] as number[],
    kinds: [] as TickKind[],
    values: [] as number[],
    offsetsMs: [] as number[],
  };
  const add = (conId: number, kind: TickKind, value: number): void => {
    columns.conIds.push(conId);
    columns.kinds.push(kind);
    columns.values.push(value);
    columns.offsetsMs.push(Math.floor(columns.offsetsMs.length / 6));
  };
  while (columns.conIds.length < TICKS_PER_BATCH_MAX - 4) {
    const conId = 211_651_699 + next(90) * 1733;
    const bid = 50_000 * next(2000);
    if (next(8) === 0) add(conId, TICK_KINDS.modelVolatility, 0.1 + next(1000) / 3333);
    add(conId, TICK_KINDS.bid, bid);
    add(conId, TICK_KINDS.ask, bid + 10_000 * next(60));
    add(conId, TICK_KINDS.bidSize, next(500));
    add(conId, TICK_KINDS.askSize, next(500));
  }
  return { baseTime: ONE.baseTime, ...columns };
}

describe("ticks as bytes", () => {
  it("come back exactly as they were", () => {
    fc.assert(
      fc.property(batch, (ticks) => {
        expect(decodeTicks(encodeTicks(ticks))).toEqual(ticks);
      }),
      { numRuns: 300 },
    );
  });

  it("keep their stored form", () => {
    expect(Buffer.from(encodeTicks(ONE)).toHex()).toBe(STORED_ONE);
    expect(decodeTicks(Buffer.from(STORED_ONE, "hex"))).toEqual(ONE);
  });

  it("take less than 12 bytes each for the quotes of a chain", () => {
    const sizes = Array.from({ length: 50 }, (_, seed) => {
      const ticks = chainQuotes(seed);
      return encodeTicks(ticks).length / ticks.conIds.length;
    });
    expect(Math.max(...sizes)).toBeLessThan(9);
  });

  it("are refused when they are no batch", () => {
    const faulty: readonly Partial<TicksRecorded>[] = [
      { conIds: [], kinds: [], values: [], offsetsMs: [] },
      { kinds: [] },
      { values: [1, 2] },
      { values: [Number.NaN] },
      { values: [Infinity] },
      { kinds: [0 as TickKind] },
      { kinds: [31 as TickKind] },
      { kinds: [33 as TickKind] },
      { conIds: [1.5] },
      { conIds: [Number.NaN] },
      { offsetsMs: [0.1] },
      { baseTime: 0.5 as EpochMs },
      manyTicks(TICKS_PER_BATCH_MAX + 1),
    ];
    for (const part of faulty) expect(() => encodeTicks({ ...ONE, ...part })).toThrow(RangeError);
    expect(decodeTicks(encodeTicks({ ...ONE, ...manyTicks(TICKS_PER_BATCH_MAX) })).conIds.length).toBe(256);
  });

  it("are refused when bytes are cut off or added anywhere", () => {
    const bytes = encodeTicks(chainQuotes(1));
    for (let end = 0; end < bytes.length; end += 1) {
      expect(() => decodeTicks(bytes.subarray(0, end))).toThrow(RangeError);
    }
    expect(() => decodeTicks(Uint8Array.from([...bytes, 0]))).toThrow(RangeError);
  });

  it("are refused or are a batch, whatever bytes were changed, 100,000 times", () => {
    const originals = [
      encodeTicks(ONE),
      encodeTicks(chainQuotes(2)),
      encodeTicks(chainQuotes(3)).slice(0, 60),
    ];
    let seed = 20_151_224;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed >>> 8) % below;
    };
    let refused = 0;
    for (let run = 0; run < 100_000; run += 1) {
      const bytes = Uint8Array.from(originals[run % originals.length] ?? []);
      for (let change = next(4); change >= 0; change -= 1) bytes[next(bytes.length)] = next(256);
      try {
        const ticks = decodeTicks(next(5) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
        expectBatch(ticks);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10_000);
    expect(refused).toBeLessThan(100_000);
  });
});

/** The log holds batches in this form: a change of it needs a new schema version. */
const STORED_ONE = "0180d687c8ba5401e6b1ecc901610006ce8c09";

function manyTicks(count: number): Partial<TicksRecorded> {
  const column = <Cell>(cell: Cell): Cell[] => Array.from({ length: count }, () => cell);
  return { conIds: column(1), kinds: column(1), values: column(1), offsetsMs: column(1) };
}

/** What decoding lets through can be encoded again and is the same batch: nothing half-read. */
function expectBatch(ticks: TicksRecorded): void {
  const again = decodeTicks(encodeTicks(ticks));
  if (JSON.stringify(again) !== JSON.stringify(ticks))
    throw new Error("a decoded batch is not what it seems");
}
