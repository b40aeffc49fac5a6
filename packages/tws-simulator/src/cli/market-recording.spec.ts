import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { RawClient } from "../testing/raw-client.ts";
import { recordedTicks, recordSession, STOCK, tickOf } from "../testing/recorded-session.ts";
import { RecordingFolder } from "../testing/recordings.ts";
import { request } from "../testing/replies.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
const kills: (() => void)[] = [];
afterEach(() => {
  for (const kill of kills.splice(0)) kill();
});
afterAll(() => folder.remove());

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  kills.push(() => child.kill("SIGKILL"));
  const said = { out: "", error: "" };
  child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.error += text.toString()));
  return { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
}

describe("simulate --market-recording", () => {
  it("says what it found, and serves it to clients", async () => {
    const { own } = await recordSession(folder, 2000);
    const { child, said, ended } = run("--market-recording", own, "--speed", "0");
    await vi.waitFor(() => expect(said.out).toMatch(/\nMarket .*\n$/), { timeout: 8000, interval: 10 });
    expect(said.out).toMatch(
      /^TWS simulator listens on \S+\nMarket of \S+: \d+ changes of 5 contracts from 2026-03-16T14:00:00\.000Z to /,
    );
    const client = await RawClient.started(Number(/:(\d+)\n/.exec(said.out)?.[1]), 1);
    request(client, "marketData", { requestId: 1, ...STOCK });
    const ticks = () => client.frames.flatMap((fields) => tickOf(fields)?.value ?? []);
    await client.until(() => ticks().length >= 10);
    const recorded = (await recordedTicks(own)).filter(({ requestId }) => requestId === 1);
    expect(ticks().slice(0, 10)).toEqual(recorded.slice(0, 10).map(({ value }) => value));
    client.close();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(said.error).toBe("");
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
    const { said, ended } = run(...args);
    expect(await ended).toBe(1);
    expect(said.error).toMatch(words);
    expect(said.out).toBe("");
  });
});
