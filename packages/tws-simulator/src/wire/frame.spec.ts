import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader, FramingError, splitFields } from "./frame.ts";

function readAll(reader: FrameReader): string[][] {
  const frames: string[][] = [];
  for (let frame = reader.next(); frame !== null; frame = reader.next()) frames.push(splitFields(frame));
  return frames;
}

describe("frames", () => {
  const messages = [
    ["1", "11", ""],
    ["71", "2", "0", ""],
    ["3", "Grüße"],
    ["49", "1"],
  ];
  const stream = Buffer.concat(messages.map((fields) => encodeFrame(fields)));

  it("carry their length as a big-endian int32 and end each field with NUL", () => {
    expect([...encodeFrame(["49", "1"])]).toEqual([0, 0, 0, 5, 0x34, 0x39, 0, 0x31, 0]);
  });

  it("are found however the stream was cut on its way", () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const reader = new FrameReader();
      const frames: string[][] = [];
      for (let at = 0; at < stream.length; at += size) {
        reader.push(stream.subarray(at, at + size));
        frames.push(...readAll(reader));
      }
      expect(frames).toEqual(messages);
    }
  });

  it.each([0x41_50_49_00, -1, 1025])("refuse the impossible length %i", (length) => {
    const reader = new FrameReader(1024);
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    reader.push(head);
    expect(() => reader.next()).toThrow(FramingError);
  });

  it("do not let a field smuggle in another one", () => {
    expect(() => encodeFrame(["4", "a\0b"])).toThrow(RangeError);
  });
});
