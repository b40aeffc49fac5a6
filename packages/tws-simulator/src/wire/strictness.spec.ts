import { describe, expect, it } from "vitest";
import { blankValues } from "../testing/layout-values.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { decodeRequest, encodeReply, encodeRequest } from "./codec.ts";
import { compileEncoder, EncodingError } from "./encoder.ts";
import { decodeFields, FieldError } from "./fields.ts";
import { splitFields } from "./frame.ts";
import { field, type FieldKind, type Layout, list } from "./layout.ts";
import { requestName } from "./message-ids.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "./request-layouts.ts";

const read = (kind: FieldKind, text: string): unknown =>
  decodeFields([field("value", kind)], ["1", text], 193).value;

/** Separated by bars. */
const NO_INTEGERS =
  " 5|5 |\t5|0x10|0b1|0o7|1e5|1E5|1.0|1.|.5|1,000|1_000|--1|+-1|nan|NaN|inf|Infinity|-Infinity|null|true|١|5n|-|+|1\n";
const NO_NUMBERS = " 5|5 |0x10|0b1|1_000|1,5|nan|NaN|inf|-inf|-Infinity|1e|e5|.|-|5f|1.2.3";

describe("a field", () => {
  it.each(["integer", "long", "integerOrUnset"] as const)(
    "of kind %s is decimal digits and nothing else",
    (kind) => {
      for (const text of NO_INTEGERS.split("|"))
        expect(() => read(kind, text)).toThrow(`value is not an integer`);
      expect(["0", "-0", "+7", "-12", "007"].map((text) => read(kind, text))).toEqual([0, 0, 7, -12, 7]);
    },
  );

  it.each(["number", "numberOrUnset", "numberOrInfinity"] as const)(
    "of kind %s is a decimal number",
    (kind) => {
      for (const text of NO_NUMBERS.split("|"))
        expect(() => read(kind, text)).toThrow("value is not a number");
      const texts = ["0", "-0", "+7.5", "-.5", "5.", "1e-7", "1.0E-5", "2E3"];
      expect(texts.map((text) => read(kind, text))).toEqual([0, 0, 7.5, -0.5, 5, 1e-7, 1e-5, 2000]);
    },
  );

  it("is within its type's range", () => {
    expect(read("integer", "-2147483648")).toBe(-2_147_483_648);
    expect(read("integer", "2147483647")).toBe(2_147_483_647);
    expect(read("long", "9007199254740991")).toBe(9_007_199_254_740_991);
    for (const text of ["2147483648", "-2147483649", "99999999999999999999"]) {
      expect(() => read("integer", text)).toThrow("value is out of range");
    }
    for (const text of ["9007199254740993", "9223372036854775808"]) {
      expect(() => read("long", text)).toThrow("value is out of range");
    }
    for (const text of ["1e309", "Infinity"]) expect(() => read("number", text)).toThrow(FieldError);
  });

  it("that is blank is 0, false or unset", () => {
    const kinds = [
      "integer",
      "long",
      "number",
      "flag",
      "integerOrUnset",
      "numberOrUnset",
      "numberOrInfinity",
    ] as const;
    expect(kinds.map((kind) => read(kind, ""))).toEqual([0, 0, 0, false, null, null, null]);
  });

  it("is unset at Java's largest values, however they are written", () => {
    expect(read("integerOrUnset", "2147483647")).toBeNull();
    for (const text of ["1.7976931348623157E308", "1.7976931348623157e+308", "Infinity", "2e308"]) {
      expect(read("numberOrUnset", text)).toBeNull();
    }
    for (const text of ["Infinity", "Infinite"]) expect(read("numberOrInfinity", text)).toBe(Infinity);
  });

  it("is a flag as 0, 1, another integer or a word", () => {
    expect(["0", "1", "2", "-1", "true", "False"].map((text) => read("flag", text))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    for (const text of ["yes", "0x1", " 1", "1.0"]) expect(() => read("flag", text)).toThrow(FieldError);
  });

  it("of text is at most 65,536 characters, and an error shows a part of it", () => {
    expect(read("text", "x".repeat(65_536))).toHaveLength(65_536);
    expect(() => read("text", "x".repeat(65_537))).toThrow("value has 65537 characters");
    expect(() => read("integer", "x".repeat(9999))).toThrow(/^.{0,80}$/);
  });
});

describe("a message's id", () => {
  it("is what clients write, and no other text that is the same number", () => {
    expect(requestName("9")).toBe("contractDetails");
    for (const id of ["09", "0x9", " 9", "9.0", "9e0", "+9", "", "105", "-1", undefined]) {
      expect(requestName(id)).toBeNull();
    }
  });
});

describe("a list", () => {
  const LIST = [list("items", [field("value", "integer")], { itemsMax: 3 })] as const satisfies Layout;
  const readList = (...fields: readonly string[]): unknown => decodeFields(LIST, ["1", ...fields], 193).items;

  it("has as many items as it says, within its bounds and the message's", () => {
    expect(readList("2", "5", "6")).toEqual([{ value: 5 }, { value: 6 }]);
    expect(readList("")).toEqual([]);
    expect(() => readList("-1")).toThrow("items has -1 items");
    expect(() => readList("4", "1", "2", "3", "4")).toThrow("items has 4 items; at most 3");
    expect(() => readList("3", "1", "2")).toThrow("items has 3 items in 2 fields");
    expect(() => readList("1e0", "1")).toThrow("items count is not an integer");
    expect(() => readList()).toThrow("items count is missing");
  });

  it("of more items than its bound is not sent", () => {
    const encode = compileEncoder(1, LIST, 193);
    expect(() => encode({ items: [1, 2, 3, 4].map((value) => ({ value })) })).toThrow(EncodingError);
  });
});

describe("a request that ends early", () => {
  it.each(Object.keys(REQUEST_LAYOUTS) as ServedRequest[])(
    "%s is refused by a missing field's name",
    (name) => {
      const read = (fields: readonly string[], version: number): string => {
        try {
          return JSON.stringify(decodeRequest(name, fields, version));
        } catch (error) {
          return error instanceof FieldError ? error.message : String(error);
        }
      };
      for (const version of SERVED_VERSIONS) {
        const values = blankValues(REQUEST_LAYOUTS[name]) as unknown as RequestValues<ServedRequest>;
        const fields = splitFields(encodeRequest(name, values, version).subarray(4));
        const ends = fields.map((_, index) => index).slice(1);
        const wrong = ends.filter(
          (count) => !/^\w+( count)? is missing \(/.test(read(fields.slice(0, count), version)),
        );
        expect({ version, wrong }).toEqual({ version, wrong: [] });
      }
    },
  );

  it("names a cancel's field that the server version added", () => {
    expect(() => decodeRequest("cancelOrder", ["4", "1", "7"], 169)).toThrow("manualCancelTime is missing");
    expect(decodeRequest("cancelOrder", ["4", "1", "7"], 168).orderId).toBe(7);
  });
});

describe("a reply", () => {
  it.each([
    ["a fraction where an integer belongs", { requestId: 1.5, tickType: 1, size: 1 }],
    ["an integer beyond 32 bits", { requestId: 2 ** 31, tickType: 1, size: 1 }],
    ["what is no number", { requestId: 1, tickType: 1, size: Number.NaN }],
    ["what is infinite", { requestId: 1, tickType: 1, size: Infinity }],
    ["a value too few", { requestId: 1, tickType: 1 }],
  ])("is not sent with %s", (_, values) => {
    expect(() => encodeReply("tickSize", values as never, 193)).toThrow(EncodingError);
  });

  it("loses each NUL in its texts, which would be two fields to the client", () => {
    const frame = encodeReply("managedAccounts", { accounts: "DU1\0,DU2" }, 193);
    expect(splitFields(frame.subarray(4))).toEqual(["15", "1", "DU1,DU2"]);
  });
});
