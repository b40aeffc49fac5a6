import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventId } from "@legbook/domain";
import { readEventId, writeEventId } from "./event-id-bytes.ts";

const bytes = new Uint8Array(16);

describe("event ids as bytes", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(readEventId(writeEventId(id as EventId, bytes))).toBe(id);
      }),
    );
  });

  it("are refused when any one character is not a UUID's", () => {
    const id = "0151d480-fdb3-7000-8000-0000000008ab";
    const strange = ["g", "A", "-", "/", ":", "`", "@", " ", "é", "\u0131", "\u{1f7e2}", ""];
    for (let index = 0; index < id.length; index += 1) {
      for (const character of strange) {
        const faulty = id.slice(0, index) + character + id.slice(index + 1);
        if (faulty !== id) expect(() => writeEventId(faulty as EventId, bytes)).toThrow(RangeError);
      }
    }
    for (const faulty of ["", `${id}0`, `0${id}`, id.toUpperCase()]) {
      expect(() => writeEventId(faulty as EventId, bytes)).toThrow(RangeError);
    }
    expect(() => readEventId(new Uint8Array(15))).toThrow(RangeError);
  });
});
