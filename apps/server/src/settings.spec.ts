import { describe, expect, it } from "vitest";
import { parseSettings, SettingsFault, tradingMode } from "./settings.ts";

/** What is said of options, a line for each fault. */
function faultsOf(options: object): readonly string[] {
  try {
    parseSettings(options);
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  return [];
}

describe("settings that cannot be used", () => {
  it.each<readonly [string, object, RegExp]>([
    [
      "TWS's live port without --live",
      { gateway: "127.0.0.1:7496" },
      /^--gateway: port 7496 is a live gateway's: .*--live and --account/,
    ],
    [
      "IB Gateway's live port without --live",
      { gateway: "127.0.0.1:4001" },
      /^--gateway: port 4001 is a live gateway's/,
    ],
    [
      "--live without accounts",
      { gateway: "127.0.0.1:4001", live: true },
      /^--account: live trading needs --account with the ids/,
    ],
    [
      "--live with paper accounts",
      { gateway: "127.0.0.1:4001", live: true, account: "paper" },
      /^--account: live trading needs --account/,
    ],
    [
      "--live without a gateway",
      { live: true, account: "U1234567" },
      /^--live: live trading needs --gateway/,
    ],
    ["an account that is none", { account: "12" }, /^--account: an account id looks like DU1234567/],
    ["a gateway without a port", { gateway: "tws" }, /^--gateway: give HOST:PORT, such as 127\.0\.0\.1:7497/],
    ["a port that is none", { port: "99999" }, /^--port: .*0 for a free one/],
    ["a date without data", { date: "2015-12-24" }, /^--data: --data, --symbol and --date go together/],
    [
      "a server's log without a proper name",
      { log: "esdb://localhost:2113?log=a-b" },
      /^--log: log=NAME is given once/,
    ],
    ["a client id that is none", { clientId: "1000" }, /^--client-id: a client id is 0 to 999/],
  ])("%s: the option is named", (_what, options, words) => {
    expect(faultsOf(options)).toEqual([expect.stringMatching(words)]);
  });

  it("are reported all at once", () => {
    expect(faultsOf({ gateway: "tws", account: "12", speed: "0" })).toEqual([
      expect.stringMatching(/^--gateway: /),
      expect.stringMatching(/^--account: /),
      expect.stringMatching(/^--speed: /),
    ]);
  });
});

describe("settings that can be used", () => {
  it.each<readonly [string, object]>([
    ["simulated", {}],
    ["paper", { gateway: "127.0.0.1:7497", account: "paper" }],
    ["live", { gateway: "127.0.0.1:7496", live: true, account: "U1234567" }],
  ])("trade in mode %s", (mode, options) => {
    expect(tradingMode(parseSettings(options))).toBe(mode);
  });
});
