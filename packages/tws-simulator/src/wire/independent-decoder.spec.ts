import { Decoder } from "@stoqey/ib/dist/core/io/decoder.js";
import { describe, expect, it } from "vitest";
import { type Reading, sinceOf } from "../testing/client-readings/reading.ts";
import { READINGS } from "../testing/client-readings/readings.ts";
import { readFields, readFrame } from "../testing/decoder-reading.ts";
import { type Choices, distinctValues } from "../testing/distinct-values.ts";
import { blankValues } from "../testing/layout-values.ts";
import { EACH_CONDITION } from "../testing/order-conditions.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { encodeReply } from "./codec.ts";
import { splitFields } from "./frame.ts";
import type { Layout, UntypedValues } from "./layout.ts";
import type { ReplyName } from "./message-ids.ts";
import { REPLY_LAYOUTS } from "./reply-layouts.ts";

const MODEL = "the model code";
const PROFILE = "the profile of an adviser";

/** What the client reads as more than text, or as one of a few words. */
const COMMON: Choices = {
  right: "C",
  multiplier: "100",
  expiry: "20260320",
  maturity: "20300101",
  yieldRedemptionDate: "20300101",
  advancedReject: "",
  hasGaps: "1",
  modelCode: MODEL,
  faProfile: PROFILE,
};

const EVERY_PART: Choices = {
  secType: "BAG",
  orderType: "PEG BENCH",
  hasDeltaNeutral: true,
  conditions: EACH_CONDITION,
};

const NO_PART: Choices = {
  secType: "OPT",
  orderType: "LMT",
  hasDeltaNeutral: false,
  conditions: [],
  deltaNeutralOrderType: "",
  hedgeType: "",
  algoStrategy: "",
  scalePriceIncrement: 0,
  comboLegs: [],
  orderComboLegs: [],
  smartComboRouting: [],
};

/** Each reply with the choices that decide about its parts. */
const CASES: readonly (readonly [ReplyName, string, Choices])[] = [
  ...(Object.keys(REPLY_LAYOUTS) as ReplyName[]).map(
    (name) => [name, "distinct values", EVERY_PART] as const,
  ),
  ["openOrder", "no part that can be absent", NO_PART],
  ["completedOrder", "no part that can be absent", NO_PART],
  ["contractDetails", "a fund", { secType: "FUND" }],
  ["tickPrice", "automatic execution", { attributes: 1 }],
  ...[1, 2, 3, 4].map((tickType) => ["tickByTick", `type ${tickType}`, { tickType }] as const),
];

/**
 * A field that the client does not expect where the official one does, and the server versions at which: it asks an
 * openOrder's own version (34) instead of the server's whether the model code is there, and takes a completedOrder,
 * which has no version of its own, for one of the newest servers.
 */
function overlooked(name: ReplyName, version: number): string | null {
  if (name === "openOrder" && version >= 103 && version < 145) return MODEL;
  return name === "completedOrder" && version < 177 ? PROFILE : null;
}

/** The first server that may be asked for it. */
const FIRST_VERSION: { readonly [Name in ReplyName]?: number } = { completedOrder: 150 };

function isAsked(name: ReplyName, version: number): boolean {
  return version >= (FIRST_VERSION[name] ?? 0);
}

const encoded = (name: ReplyName, values: UntypedValues, version: number): Buffer =>
  encodeReply(name, values as never, version);

describe("@stoqey/ib's decoder", () => {
  it.each(CASES)("reads %s with %s as it was sent, at every server version", (name, _, choices) => {
    const layout: Layout = REPLY_LAYOUTS[name];
    for (const version of SERVED_VERSIONS.filter((served) => isAsked(name, served))) {
      const values = distinctValues(layout, version, { ...COMMON, ...choices });
      const without = overlooked(name, version);
      const fields = splitFields(encoded(name, values, version).subarray(4));
      const reading = readFields(
        Decoder,
        fields.filter((text) => text !== without),
        version,
      );
      const expected = values["modelCode"] === without ? { ...values, modelCode: undefined } : values;
      expect({ version, ...reading }).toEqual({
        version,
        events: (READINGS[name] as Reading<ReplyName>)(expected as never, sinceOf(version)),
        faults: [],
      });
    }
  });

  it.each(["openOrder", "completedOrder"] as const)("misreads %s where it overlooks a field", (name) => {
    for (const version of SERVED_VERSIONS.filter((served) => isAsked(name, served))) {
      const values = distinctValues(REPLY_LAYOUTS[name], version, { ...COMMON, ...NO_PART });
      const { faults } = readFrame(Decoder, encoded(name, values, version), version);
      const isMisread = overlooked(name, version) !== null;
      expect({ version, isMisread: faults.length > 0 }).toEqual({ version, isMisread });
    }
  });

  it("reads an openOrder in which all is unset or blank", () => {
    for (const version of SERVED_VERSIONS.filter((served) => served >= 145)) {
      const values = blankValues(REPLY_LAYOUTS.openOrder);
      const expected = READINGS.openOrder(values as never, sinceOf(version));
      const reading = readFrame(Decoder, encoded("openOrder", values, version), version);
      expect({ version, ...reading }).toEqual({ version, events: expected, faults: [] });
    }
  });

  it("loses the size of a bid inside tickPrice and hears the ask's", () => {
    const sizes = [1, 2].map((tickType) => {
      const values = { requestId: 7, tickType, price: 1.5, size: 30, attributes: 0 };
      return readFrame(Decoder, encoded("tickPrice", values, 193), 193).events.slice(1);
    });
    expect(sizes).toEqual([[], [["tickSize", 7, 3, 30]]]);
  });

  it("undoes the escapes that people's text beyond ASCII has from version 153 on", () => {
    const message = "Zürich \u{1f4c8}";
    for (const version of [152, 153, 193]) {
      const frame = encoded("error", { requestId: 1, code: 200, message, advancedReject: "" }, version);
      expect(frame.includes("Z\\u00fcrich \\ud83d\\udcc8")).toBe(version >= 153);
      expect(readFrame(Decoder, frame, version).events[0]?.[1]).toBe(message);
    }
  });
});
