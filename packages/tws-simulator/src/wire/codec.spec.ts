import { describe, expect, it } from "vitest";
import { sampleValues } from "../testing/layout-values.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { compileEncoder } from "./encoder.ts";
import { UNSET_DOUBLE_TEXT } from "./field-text.ts";
import { decodeFields } from "./fields.ts";
import { splitFields } from "./frame.ts";
import type { Element, Layout, UntypedValues } from "./layout.ts";
import { REPLY_LAYOUTS } from "./reply-layouts.ts";
import { REQUEST_LAYOUTS } from "./request-layouts.ts";
import { negotiateVersion, SERVER_VERSION_MAX } from "./server-version.ts";

const LAYOUTS: readonly (readonly [string, Layout])[] = [
  ...Object.entries(REQUEST_LAYOUTS).map(([name, layout]) => [`request ${name}`, layout] as const),
  ...Object.entries(REPLY_LAYOUTS).map(([name, layout]) => [`reply ${name}`, layout] as const),
];
const fieldsOf = (frame: Buffer): string[] => splitFields(frame.subarray(4));

/** The groups and lists of a layout, those within others after them. */
function partsOf(layout: Layout): readonly Element[] {
  return layout.flatMap((element) => {
    if (element.element === "group") return [element, ...partsOf(element.fields)];
    return element.element === "list" ? [element, ...partsOf(element.items)] : [];
  });
}

/** Those of them that the values have something in. */
function presentParts(layout: Layout, values: UntypedValues): readonly Element[] {
  return layout.flatMap((element) => {
    if (element.element !== "group" && element.element !== "list") return [];
    const within = element.element === "group" ? element.fields : element.items;
    const items = [values[element.name] ?? []].flat() as readonly UntypedValues[];
    return items.length === 0 ? [] : [element, ...items.flatMap((item) => presentParts(within, item))];
  });
}

describe("message layouts", () => {
  it.each(LAYOUTS)(
    "%s comes back from the wire as it was at every server version, each of its parts",
    (_, layout) => {
      const unmet = new Set(partsOf(layout));
      for (const version of SERVED_VERSIONS) {
        for (let seed = 0; seed < 4; seed += 1) {
          const values = sampleValues(layout, version, 1000 * version + seed);
          for (const part of presentParts(layout, values)) unmet.delete(part);
          const fields = fieldsOf(compileEncoder(1, layout, version)(values));
          expect(decodeFields(layout, fields, version, true)).toEqual(values);
        }
      }
      expect([...unmet]).toEqual([]);
    },
  );

  it("write an unset double as Java's largest and read it, infinity and a blank as unset", () => {
    const { commissionReport } = REPLY_LAYOUTS;
    const values = {
      execId: "e",
      commission: 1,
      currency: "USD",
      realisedProfit: null,
      yield: null,
      yieldRedemptionDate: "",
    };
    const fields = fieldsOf(compileEncoder(59, commissionReport, 193)(values));
    expect(fields[5]).toBe(UNSET_DOUBLE_TEXT);
    for (const text of ["1.7976931348623157e+308", "Infinity", ""]) {
      const read = decodeFields(commissionReport, fields.with(5, text), 193);
      expect(read.realisedProfit).toBeNull();
    }
  });

  it("give a readable error for a missing and a malformed field", () => {
    const { cancelMarketData } = REQUEST_LAYOUTS;
    expect(() => decodeFields(cancelMarketData, ["2", "1"], 193)).toThrow("requestId is missing");
    expect(() => decodeFields(cancelMarketData, ["2", "1", "x"], 193)).toThrow(
      'requestId is not an integer: "x"',
    );
  });
});

describe("the version that is spoken", () => {
  it.each([
    [100, 193, 193],
    [157, 178, 178],
    [100, 177, 177],
    [100, 200, 193],
    [100, 188, 186],
    [186, 189, 186],
    [187, 189, null],
    [194, 200, null],
    [38, 76, null],
  ])("is for a client of %i to %i: %s", (min, max, expected) => {
    expect(negotiateVersion(min, max, SERVER_VERSION_MAX)).toBe(expected);
  });
});
