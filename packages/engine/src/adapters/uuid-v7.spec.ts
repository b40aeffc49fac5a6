import { epochMs, eventId } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { createUuidV7Ids } from "./uuid-v7.ts";

function idsAt(times: number[]) {
  return createUuidV7Ids({ now: () => epochMs(times.shift() ?? 0) });
}

describe("event ids", () => {
  it("carry the machine's time in their first 48 bits, and the version and variant of a UUIDv7", () => {
    const id = idsAt([Date.parse("2015-12-24T15:00:00Z")]).next();
    expect(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse("2015-12-24T15:00:00Z"));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventId(id)).toBe(id);
  });

  it("sort in the order in which they were made, also within a millisecond and when the clock is set back", () => {
    const ids = createUuidV7Ids({
      now: (() => {
        let calls = 0;
        return () => epochMs(1_000_000 - Math.floor(calls++ / 5_000));
      })(),
    });
    const made = Array.from({ length: 20_000 }, () => ids.next());
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it("follow the clock again once it has caught up", () => {
    const ids = idsAt([5_000, 4_000, 6_000]);
    const [, behind, after] = [ids.next(), ids.next(), ids.next()];
    const time = (id: string) => parseInt(id.replaceAll("-", "").slice(0, 12), 16);
    expect([time(behind), time(after)]).toEqual([5_000, 6_000]);
  });
});
