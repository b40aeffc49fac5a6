import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { startSimulator } from "../simulator.ts";
import { Program } from "../testing/program.ts";
import { RawClient } from "../testing/raw-client.ts";
import { RecordingFolder } from "../testing/recordings.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
afterAll(() => folder.remove());

const run = (...args: readonly string[]): Program => new Program(MAIN, ...args);

describe("simulate --recording", () => {
  it("plays a recording that simulate --record made, and reports at its end", async () => {
    const recordFile = folder.newFile();
    const recorded = run("--port", "0", "--record", recordFile);
    const [, recordedPort] = await recorded.printed(/:(\d+)\n/);
    const before = await RawClient.started(Number(recordedPort), 1);
    before.send(49, 1);
    await before.until(() => before.of(49).length === 1);
    before.close();
    await recorded.kill("SIGTERM");
    expect(await recorded.exitCode()).toBe(0);
    const played = run("--port", "0", "--recording", recordFile, "--speed", "max", "--account", "U77777");
    const [, port] = await played.printed(/^TWS simulator plays a recording on 127\.0\.0\.1:(\d+)\n/);
    const client = await RawClient.started(Number(port), 5);
    client.send(49, 1);
    client.send(17, 1);
    await client.until(() => client.of(4).some(([, , , code]) => code === "321"));
    expect(client.of(49)).toEqual(before.of(49));
    expect(client.of(15)).toEqual([["15", "1", "U77777"]]);
    client.close();
    played.interrupt();
    expect(await played.exitCode()).toBe(0);
    expect(played.error).toBe("");
    const lines = played.out.split("\n");
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
    const refused = run("--port", "0", ...args);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.error).toMatch(message);
  });

  it("names the line of a recording that is damaged", async () => {
    const file = folder.newFile();
    writeFileSync(file, '{"format":"legbook-tws-recording","version":1}\n');
    const refused = run("--port", "0", "--recording", file);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.error).toContain(`--recording: ${file}:1: `);
  });

  it("never records over a file", async () => {
    const simulator = startSimulator({ market: { kind: "builtin" }, recordFile: MAIN });
    await expect(simulator).rejects.toThrow(`recordFile: ${MAIN}: is there already`);
  });
});
