import { describe, expect, it } from "vitest";
import { parseGatewayTime } from "./gateway-time.ts";

const iso = (written: string, zone = "America/New_York") => {
  const { at, unknownZone } = parseGatewayTime(written, zone);
  return [new Date(at).toISOString(), unknownZone];
};

describe("times as gateways write them", () => {
  it.each([
    ["20151224 10:00:00 America/New_York", "2015-12-24T15:00:00.000Z"],
    ["20151224 10:00:00 US/Eastern", "2015-12-24T15:00:00.000Z"],
    ["20150724 10:00:00 US/Central", "2015-07-24T15:00:00.000Z"],
    ["20151224-15:00:00", "2015-12-24T15:00:00.000Z"],
    ["20151224  10:00:00", "2015-12-24T15:00:00.000Z"],
    ["20151101 01:30:00 America/New_York", "2015-11-01T05:30:00.000Z"],
  ])("reads %s", (written, expected) => expect(iso(written)).toEqual([expected, null]));

  it("reads a time without a zone in the zone of the gateway's login", () =>
    expect(iso("20151224  10:00:00", "Europe/Berlin")).toEqual(["2015-12-24T09:00:00.000Z", null]));

  it("names a zone that it does not know and reads the time in the assumed one", () =>
    expect(iso("20151224 10:00:00 Mars/Base")).toEqual(["2015-12-24T15:00:00.000Z", "Mars/Base"]));

  it.each(["", "2015-12-24 10:00:00", "20151324 10:00:00", "20151224 25:00:00", "20151224"])(
    "refuses %j",
    (written) => expect(() => parseGatewayTime(written, "America/New_York")).toThrow(),
  );

  it("does not accept an assumed zone that does not exist", () =>
    expect(() => parseGatewayTime("20151224  10:00:00", "Mars/Base")).toThrow(RangeError));
});
