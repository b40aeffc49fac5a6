import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { startSimulator } from "../simulator.ts";
import { RawClient } from "../testing/raw-client.ts";
import { RecordingFolder } from "../testing/recordings.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
const kills: (() => void)[] = [];
afterEach(() => {
  for (const kill of kills.splice(0)) kill();
});
afterAll(() => folder.remove());

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  kills.push(() => child.kill("SIGKILL"));
  const said = { out: "", error: "" };
  child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.error += text.toString()));
  return { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
}

const until = (fits: () => void): Promise<void> => vi.waitFor(fits, { timeout: 8000, interval: 10 });

describe("simulate --recording", () => {
  it("plays a recording that simulate --record made, and reports at its end", async () => {
    const recordFile = folder.newFile();
    const recorded = run("--port", "0", "--record", recordFile);
    await until(() => expect(recorded.said.out).toMatch(/:\d+\n/));
    const before = await RawClient.started(Number(/:(\d+)\n/.exec(recorded.said.out)?.[1]), 1);
    before.send(49, 1);
    await before.until(() => before.of(49).length === 1);
    before.close();
    recorded.child.kill("SIGTERM");
    expect(await recorded.ended).toBe(0);
    const { child, said, ended } = run(
      "--port",
      "0",
      "--recording",
      recordFile,
      "--speed",
      "max",
      "--account",
      "U77777",
    );
    await until(() => expect(said.out).toMatch(/^TWS simulator plays a recording on 127\.0\.0\.1:\d+\n/));
    const client = await RawClient.started(Number(/:(\d+)\n/.exec(said.out)?.[1]), 5);
    client.send(49, 1);
    client.send(17, 1);
    await client.until(() => client.of(4).some(([, , , code]) => code === "321"));
    expect(client.of(49)).toEqual(before.of(49));
    expect(client.of(15)).toEqual([["15", "1", "U77777"]]);
    client.close();
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(said.error).toBe("");
    const lines = said.out.split("\n");
    expect(lines[1]).toMatch(/^NOT IN THE RECORDING: managedAccounts/);
    expect(lines[2]).toBe(
      "Played 1 of 1 connections: 2 requests matched, 0 repeated, 1 not in the recording; 0 requests and 0 replies left over.",
    );
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["a file that is not there", ["--recording", "/nowhere/x"], /^--recording: \/nowhere\/x: cannot be read/],
    ["a speed that is none", ["--recording", "x", "--speed", "fast"], /^--speed: a factor .* or max/],
    ["an option of a market", ["--recording", "x", "--seed", "2"], /^--seed: is for a simulated market/],
  ])("ends with a sentence that names what is wrong: %s", async (_, args, message) => {
    const { said, ended } = run("--port", "0", ...args);
    expect(await ended).toBe(1);
    expect(said.error).toMatch(message);
  });

  it("names the line of a recording that is damaged", async () => {
    const file = folder.newFile();
    writeFileSync(file, '{"format":"legbook-tws-recording","version":1}\n');
    const { said, ended } = run("--port", "0", "--recording", file);
    expect(await ended).toBe(1);
    expect(said.error).toContain(`--recording: ${file}:1: `);
  });

  it("never records over a file", async () => {
    const simulator = startSimulator({ market: { kind: "builtin" }, recordFile: MAIN });
    await expect(simulator).rejects.toThrow(`recordFile: ${MAIN}: is there already`);
  });
});
