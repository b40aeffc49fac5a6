import { describe, expect, it } from "vitest";
import { encodeFrame, FRAME_BYTES_MAX, FrameReader, FramingError, splitFields } from "./frame.ts";

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

  it("of the largest size may arrive a byte at a time", () => {
    const reader = new FrameReader();
    const largest = encodeFrame(["x".repeat(FRAME_BYTES_MAX - 1)]);
    for (let at = 0; at < largest.length - 1; at += 1) reader.push(largest.subarray(at, at + 1));
    expect(reader.next()).toBeNull();
    reader.push(largest.subarray(-1));
    expect(reader.next()?.equals(largest.subarray(4))).toBe(true);
    expect(reader.next()).toBeNull();
  });

  it("keep their bytes when more arrives", () => {
    const reader = new FrameReader();
    const [first, second] = [encodeFrame(["1", "first"]), encodeFrame(["2", "second"])];
    reader.push(first.subarray(0, 6));
    reader.push(Buffer.concat([first.subarray(6), second.subarray(0, 3)]));
    const payload = reader.next();
    reader.push(second.subarray(3));
    for (let round = 0; round < 100; round += 1) reader.push(encodeFrame(["3", "y".repeat(round)]));
    expect(payload === null ? null : splitFields(payload)).toEqual(["1", "first"]);
    expect(readAll(reader)).toHaveLength(101);
  });
});
