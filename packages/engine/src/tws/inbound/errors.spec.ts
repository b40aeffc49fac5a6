import { describe, expect, it } from "vitest";
import type { GatewayMessage } from "../../ports/broker-gateway.ts";
import { describeErrorCode, ERROR_CODES, FARM_CODES, LINK_CODES } from "../error-codes.ts";
import { reportNotice } from "./errors.ts";

function reported(code: number, message: string, requestId: number | null): GatewayMessage[] {
  const messages: GatewayMessage[] = [];
  reportNotice((reported) => messages.push(reported), code, message, requestId);
  return messages;
}

describe("the gateway's error channel", () => {
  it("names the farm and how it is", () =>
    expect(reported(2103, "Market data farm connection is broken:usopt", -1)).toEqual([
      { kind: "farmStatus", farm: "usopt", farmKind: "marketData", status: "broken", code: 2103 },
    ]));

  it.each([
    ["Market data farm connection is OK:usfarm.nj", "usfarm.nj"],
    ["HMDS data farm connection is inactive but should be available upon demand.ushmds", "ushmds"],
    ["Sec-def data farm connection is OK:secdefil", "secdefil"],
    ["no name here", "no name here"],
  ])("finds the farm's name in %j", (message, farm) =>
    expect(reported(2104, message, -1)).toMatchObject([{ farm }]),
  );

  it.each([
    [1100, "lost"],
    [2110, "lost"],
    [1101, "restoredDataLost"],
    [1102, "restoredDataKept"],
  ])("reads %i as the broker's link being %s", (code, status) =>
    expect(reported(code, "text", -1)).toEqual([{ kind: "brokerLink", status, code }]),
  );

  it("passes an error on with the request that it names", () =>
    expect(reported(200, "No security definition", 4)).toEqual([
      { kind: "error", code: 200, message: "No security definition", requestId: 4 },
    ]));

  it("passes a notice on that names no request", () =>
    expect(reported(2119, "connecting:usfarm", -1)).toEqual([
      { kind: "error", code: 2119, message: "connecting:usfarm", requestId: null },
    ]));

  it("has every farm and link code in its table as such", () => {
    for (const code of Object.keys(FARM_CODES)) expect(describeErrorCode(Number(code)).kind).toBe("farm");
    for (const code of Object.keys(LINK_CODES)) expect(describeErrorCode(Number(code)).kind).toBe("link");
    const special = Object.entries(ERROR_CODES).filter(([, { kind }]) => kind === "farm" || kind === "link");
    expect(special).toHaveLength(Object.keys(FARM_CODES).length + Object.keys(LINK_CODES).length);
  });

  it("takes no unlisted code for the end of a request", () =>
    expect(describeErrorCode(99_999)).toMatchObject({ kind: "unlisted", ends: false }));
});
