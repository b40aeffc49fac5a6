import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Shelf } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { canonical, foldDigests, type FoldDigests, unraised } from "./fold-digests.ts";

/** What each fold made of committed events when its version was raised last. */
const FILE = join(import.meta.dirname, "fold-digests.json");
const WRITE = process.env["LEGBOOK_GOLDEN"] === "write";
const HOW = "LEGBOOK_GOLDEN=write node node_modules/vitest/vitest.mjs run tests/snapshots/fold-versions";

describe("versions of folds", () => {
  it("are raised whenever a fold, or what its state looks like, changes", async () => {
    const now = await foldDigests();
    const before = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as FoldDigests) : null;
    // A snapshot of the old fold would be read as one of the new: nothing is written over that.
    expect(before === null ? [] : unraised(before, now)).toEqual([]);
    if (WRITE) writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
    else expect(before, `where versions were raised, or there are other events: ${HOW}`).toEqual(now);
  });

  const source = { "day.jsonl.gz": "1" };
  const made = (version: number, state: string, sources = source): FoldDigests => ({
    sources,
    folds: { orders: { version, states: { "day.jsonl.gz": state } } },
  });

  it("say which view leads to other states", () => {
    expect(unraised(made(3, "a"), made(3, "a"))).toEqual([]);
    expect(unraised(made(3, "a"), made(3, "b"))).toEqual([
      "orders leads to other states with day.jsonl.gz: raise its version, which is 3",
    ]);
    expect(unraised(made(3, "a"), made(4, "b"))).toEqual([]);
    expect(unraised(made(3, "a"), made(2, "a"))).toEqual(["orders has version 2, but had 3"]);
  });

  it("need not be raised for other events", () => {
    expect(unraised(made(3, "a"), made(3, "b", { "day.jsonl.gz": "2" }))).toEqual([]);
  });

  it("are of states as text, in which nothing is lost but the order of properties and of a shelf", () => {
    const [one, other] = [new Shelf<string, number>(), new Shelf<string, number>()];
    for (const key of ["a", "b"]) one.set(key, 1);
    for (const key of ["b", "a"]) other.set(key, 1);
    expect(canonical({ one, rest: [undefined, null, -0, "1"] })).toBe(
      canonical({ rest: [undefined, null, -0, "1"], one: other }),
    );
    const texts = [
      {},
      [],
      new Map(),
      new Set(),
      new Map([[1, 2]]),
      new Map([["1", 2]]),
      { 1: 2 },
      0,
      -0,
      "0",
      null,
    ];
    expect(new Set([...texts, undefined, Number.NaN].map(canonical)).size).toBe(texts.length + 2);
    expect(() => canonical({ at: new Date(0) })).toThrow(/holds what it must not: \[object Date\]/);
  });
});
