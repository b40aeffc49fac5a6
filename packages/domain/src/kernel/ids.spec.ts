import { describe, expect, it } from "vitest";
import { eventId, parseOrderRef, streamName } from "./ids.ts";

describe("ids", () => {
  it("takes lower-case UUIDs as event ids", () => {
    const id = "01890a5d-ac96-774b-bcce-b302099a8057";
    expect(eventId(id)).toBe(id);
    for (const bad of [
      id.toUpperCase(),
      `${id}0`,
      ` ${id}`,
      `${id}\n`,
      "01890a5dac96774bbcceb302099a8057",
      "",
    ]) {
      expect(() => eventId(bad), JSON.stringify(bad)).toThrow(RangeError);
    }
  });

  it("joins a stream's category and id", () => {
    expect(streamName("order", "lb-5f")).toBe("order-lb-5f");
    expect(streamName("market", "2015-12-24")).toBe("market-2015-12-24");
    for (const [category, id] of [
      ["", "a"],
      ["Order", "a"],
      ["order-", "a"],
      ["order", ""],
      ["order", "a b"],
      ["order", "a\n"],
    ] as const) {
      expect(() => streamName(category, id), JSON.stringify([category, id])).toThrow(RangeError);
    }
  });

  it("takes order references that the broker's field carries unchanged", () => {
    expect(parseOrderRef("lb-5f3A")).toBe("lb-5f3A");
    expect(parseOrderRef("a".repeat(40))).toBe("a".repeat(40));
    for (const bad of ["", "-a", "a".repeat(41), "a b", "a_b", "a\n", "ä"]) {
      expect(parseOrderRef(bad), JSON.stringify(bad)).toBeNull();
    }
  });
});
