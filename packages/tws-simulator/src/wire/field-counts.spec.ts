import { describe, expect, it } from "vitest";
import { distinctValues } from "../testing/distinct-values.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { encodeReply } from "./codec.ts";
import { splitFields } from "./frame.ts";
import type { ReplyName } from "./message-ids.ts";
import { REPLY_LAYOUTS } from "./reply-layouts.ts";

/**
 * How many fields a message of one contract has, its id included: counted by hand in the official Java client's
 * decoder, each step with the server version that takes it [M].
 */
const COUNTS: readonly (readonly [ReplyName, readonly (readonly [since: number, count: number])[]])[] = [
  ["orderStatus", [[100, 12]]],
  [
    "execution",
    [
      [100, 30],
      [103, 31],
      [178, 32],
    ],
  ],
  [
    "contractDetails",
    [
      [100, 32],
      [110, 33],
      [121, 34],
      [122, 36],
      [126, 37],
      [134, 38],
      [152, 39],
      [163, 40],
      [182, 41],
      [186, 42],
    ],
  ],
  [
    "openOrder",
    [
      ...([
        [100, 105],
        [102, 114],
        [103, 115],
        [106, 118],
        [111, 119],
        [141, 120],
        [142, 126],
        [148, 127],
      ] as const),
      ...([
        [151, 128],
        [158, 129],
        [160, 130],
        [162, 131],
        [170, 136],
        [177, 135],
        [183, 136],
      ] as const),
      ...([
        [184, 137],
        [185, 138],
        [190, 139],
        [193, 141],
      ] as const),
    ],
  ],
];

describe("the number of fields", () => {
  it.each(COUNTS)("of %s at every server version is the official client's", (name, steps) => {
    const single = {
      conditions: [],
      comboLegs: [],
      orderComboLegs: [],
      smartComboRouting: [],
      scalePriceIncrement: 0,
    };
    const absent = {
      hedgeType: "",
      algoStrategy: "",
      hasDeltaNeutral: false,
      securityIds: [],
      ineligibilityReasons: [],
    };
    for (const version of SERVED_VERSIONS) {
      const values = distinctValues(REPLY_LAYOUTS[name], version, { ...single, ...absent });
      const fields = splitFields(encodeReply(name, values as never, version).subarray(4));
      const count = steps.findLast(([since]) => version >= since)?.[1];
      expect({ version, count: fields.length }).toEqual({ version, count });
    }
  });
});
