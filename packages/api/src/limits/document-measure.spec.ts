import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { measureDocument } from "./document-measure.ts";

function measure(text: string) {
  return measureDocument(parse(text), { pageSizeMax: 500 });
}

describe("the measure of a document", () => {
  it("counts levels of fields through fragments", () => {
    expect(measure("{ a { b { c } } }").depth).toBe(3);
    expect(measure("{ a { ...F } } fragment F on T { b { ... on U { c } } }").depth).toBe(3);
  });

  it("is that of the largest operation", () => {
    expect(measure("query A { a } query B { a { b } }").depth).toBe(2);
  });

  it("counts aliases where their fragment is spread", () => {
    expect(measure("{ a { ...F } b { ...F } } fragment F on T { x: c y: c }").aliases).toBe(4);
  });

  it("counts a page's fields once a row, and the most rows for a page of variable size", () => {
    expect(measure("{ orders(first: 10) { nodes { a b } } }").complexity).toBe(1 + 10 * 3);
    expect(measure("query Q($n: Int) { orders(first: $n) { nodes { a b } } }").complexity).toBe(1 + 500 * 3);
  });

  it("is quick for a document that doubles itself at every level", () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `fragment F${level} on T { a { ...F${level + 1} } b { ...F${level + 1} } }`,
    );
    const { complexity } = measure(`{ ...F0 } ${levels.join(" ")} fragment F60 on T { c }`);
    expect(complexity).toBeGreaterThan(2 ** 60);
  });

  it("is endless for a fragment that spreads itself", () => {
    expect(measure("{ a { ...F } } fragment F on T { b { ...F } }").depth).toBe(Infinity);
  });
});
