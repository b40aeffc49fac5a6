import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greeting } from "../testing/raw-client.ts";
import { encodeFrame } from "../wire/frame.ts";
import { type CutPart, StreamCutter } from "./stream-cutter.ts";

/** The bytes that parts stand for. */
function joined(parts: readonly CutPart[]): Buffer {
  return Buffer.concat(
    parts.flatMap(({ event, payload }) => {
      if (event === "bytes") return [payload];
      const length = Buffer.alloc(4);
      length.writeInt32BE(payload.length);
      return [length, payload];
    }),
  );
}

function cut(from: "client" | "server", bytes: Buffer, pieces: readonly number[]): CutPart[] {
  const cutter = new StreamCutter(from);
  const parts: CutPart[] = [];
  let at = 0;
  for (const length of pieces) {
    parts.push(...cutter.push(bytes.subarray(at, at + length)));
    at += length;
  }
  parts.push(...cutter.push(bytes.subarray(at)), ...cutter.end());
  return parts;
}

const side = fc.constantFrom("client" as const, "server" as const);
const pieces = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
const frame = fc
  .array(fc.string({ maxLength: 12 }))
  .map((fields) => encodeFrame(fields.map((text) => text.replaceAll("\0", ""))));
const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const stream = fc
  .tuple(fc.boolean(), fc.array(fc.oneof({ weight: 8, arbitrary: frame }, { weight: 1, arbitrary: noise })))
  .map(([isGreeted, parts]) => Buffer.concat([...(isGreeted ? [greeting("v100..193")] : []), ...parts]));

describe("a direction that is cut", () => {
  it("is the same bytes again, whatever they are and however they came", () => {
    fc.assert(
      fc.property(side, stream, pieces, (from, bytes, lengths) => {
        expect(joined(cut(from, bytes, lengths)).equals(bytes)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("has the same frames however they came", () => {
    fc.assert(
      fc.property(side, stream, pieces, (from, bytes, lengths) => {
        const frames = (parts: readonly CutPart[]) => parts.filter(({ event }) => event === "frame");
        expect(frames(cut(from, bytes, lengths))).toEqual(frames(cut(from, bytes, [])));
      }),
      { numRuns: 1000 },
    );
  });
});
