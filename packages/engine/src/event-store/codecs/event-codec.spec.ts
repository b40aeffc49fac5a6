import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createEventCodec, EventCodecError, type EventRegistry } from "./event-codec.ts";

const PRICED: EventRegistry = {
  Priced: {
    schemaVersion: 3,
    schema: z.strictObject({ priceMicros: z.int(), currency: z.string() }),
    upcasts: {
      1: (data) => ({ price: (data as { cents: number }).cents * 10_000 }),
      2: (data) => ({ priceMicros: (data as { price: number }).price, currency: "USD" }),
    },
  },
};

function decode(payload: string | Uint8Array, schemaVersion = 3): unknown {
  return createEventCodec(PRICED).decode({ type: "Priced", schemaVersion, payload: Buffer.from(payload) })
    .data;
}

describe("an event codec", () => {
  it("brings older versions up to date, one step at a time", () => {
    expect(decode('{"cents":135}', 1)).toEqual({ priceMicros: 1_350_000, currency: "USD" });
    expect(decode('{"price":1350000}', 2)).toEqual({ priceMicros: 1_350_000, currency: "USD" });
    expect(decode('{"priceMicros":1350000,"currency":"EUR"}')).toEqual({
      priceMicros: 1_350_000,
      currency: "EUR",
    });
  });

  it("refuses a newer version and one that never was", () => {
    for (const version of [4, 0, -1, 1.5]) expect(() => decode("{}", version)).toThrow(EventCodecError);
  });

  it("refuses a registry without a way from an older version", () => {
    const { Priced } = PRICED;
    expect(() => createEventCodec({ Priced: { ...Priced!, upcasts: { 1: (data) => data } } })).toThrow(
      RangeError,
    );
  });

  it("refuses an upcast payload that the current schema refuses", () => {
    expect(() => decode('{"euros":1.35}', 1)).toThrow(/priceMicros/);
  });

  it("refuses what is not JSON, not UTF-8, and a minus zero outside of a text", () => {
    const faulty = [
      "",
      "{",
      "nonsense",
      '{"priceMicros":NaN,"currency":"USD"}',
      Buffer.from([0x22, 0xff, 0x22]),
    ];
    for (const payload of faulty) expect(() => decode(payload)).toThrow(EventCodecError);
    for (const zero of ["-0", "-0.0", "-0e5", "-0.00E-2"]) {
      expect(() => decode(`{"priceMicros":${zero},"currency":"USD"}`)).toThrow(/minus zero/);
    }
    expect(decode('{"priceMicros":-1,"currency":"a \\"-0, -0"}')).toEqual({
      priceMicros: -1,
      currency: 'a "-0, -0',
    });
    const codec = createEventCodec({ Seen: { schemaVersion: 1, schema: z.array(z.number()) } });
    const payload = Buffer.from("[-0.5,-0.05e1,10e-0]");
    expect(codec.decode({ type: "Seen", schemaVersion: 1, payload }).data).toEqual([-0.5, -0.5, 10]);
    const stored = codec.encode({ type: "Seen", data: [-0] });
    expect(codec.decode(stored).data).toEqual([0]);
  });

  it("lets a bug in a format be a bug", () => {
    const broken = createEventCodec({
      Broken: {
        schemaVersion: 1,
        schema: z.unknown(),
        binary: {
          encode: () => {
            throw new TypeError("a bug");
          },
          decode: () => null,
        },
      },
    });
    expect(() => broken.encode({ type: "Broken", data: 1 })).toThrow(TypeError);
  });
});
