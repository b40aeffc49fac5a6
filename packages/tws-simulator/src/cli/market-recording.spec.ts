import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { Program } from "../testing/program.ts";
import { RawClient } from "../testing/raw-client.ts";
import { recordedTicks, recordSession, STOCK, tickOf } from "../testing/recorded-session.ts";
import { RecordingFolder } from "../testing/recordings.ts";
import { request } from "../testing/replies.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
afterAll(() => folder.remove());

const run = (...args: readonly string[]): Program => new Program(MAIN, "--port", "0", ...args);

describe("simulate --market-recording", () => {
  it("says what it found, and serves it to clients", async () => {
    const { own } = await recordSession(folder, 2000);
    const running = run("--market-recording", own, "--speed", "0");
    const [said, port] = await running.printed(/^TWS simulator listens on \S+:(\d+)\nMarket .*\n/);
    expect(said).toMatch(/\nMarket of \S+: \d+ changes of 5 contracts from 2026-03-16T14:00:00\.000Z to /);
    const client = await RawClient.started(Number(port), 1);
    request(client, "marketData", { requestId: 1, ...STOCK });
    const ticks = () => client.frames.flatMap((fields) => tickOf(fields)?.value ?? []);
    await client.until(() => ticks().length >= 10);
    const recorded = (await recordedTicks(own)).filter(({ requestId }) => requestId === 1);
    expect(ticks().slice(0, 10)).toEqual(recorded.slice(0, 10).map(({ value }) => value));
    client.close();
    await running.kill("SIGTERM");
    expect(await running.exitCode()).toBe(0);
    expect(running.error).toBe("");
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    [
      "a file that is not there",
      ["--market-recording", "/nowhere/x"],
      /^--market-recording: \/nowhere\/x: cannot be read/,
    ],
    [
      "options of another market",
      ["--market-recording", "x", "--date", "2026-03-16"],
      /^--date: is for another market than --market-recording/,
    ],
    [
      "a playback beside it",
      ["--recording", "x", "--market-recording", "y"],
      /^--market-recording: is for a simulated market, not for a recording/,
    ],
  ])("ends with a sentence that names what is wrong: %s", async (_, args, words) => {
    const refused = run(...args);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.error).toMatch(words);
    expect(refused.out).toBe("");
  });
});
