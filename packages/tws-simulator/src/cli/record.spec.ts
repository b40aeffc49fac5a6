import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { startSimulator } from "../simulator.ts";
import { RawClient } from "../testing/raw-client.ts";
import { readAll, RecordingFolder } from "../testing/recordings.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => folder.remove());

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "record", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const said = { out: "", error: "" };
  child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.error += text.toString()));
  return { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
}

const until = (fits: () => void): Promise<void> => vi.waitFor(fits, { timeout: 8000, interval: 10 });

describe("the record command", () => {
  it("records until it is interrupted, and then says what it has", async () => {
    const simulator = await startSimulator({ market: { kind: "builtin" }, seed: 1 });
    const file = folder.newFile();
    const { child, said, ended } = run("--listen", "0", "--to", `127.0.0.1:${simulator.port}`, file);
    await until(() => expect(said.out).toMatch(/^Recording to .* 127\.0\.0\.1:\d+\n/));
    const client = await RawClient.started(Number(/:(\d+)\n/.exec(said.out)?.[1]), 1);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    client.close();
    await simulator.close();
    expect(said.out).toMatch(/Stopped: 8 frames, \d+ KiB, 1 connections, 0 open\n$/);
    expect(said.error).toBe("");
    const { entries, end } = await readAll(file);
    expect([entries.filter(({ event }) => event === "frame").length, end]).toEqual([8, "closed"]);
  });

  it("is whole to the last entry that was written when it is killed", async () => {
    const simulator = await startSimulator({ market: { kind: "builtin" }, seed: 1 });
    const file = folder.newFile();
    const { child, said, ended } = run("--listen", "0", "--to", `127.0.0.1:${simulator.port}`, file);
    await until(() => expect(said.out).toContain("\n"));
    const client = await RawClient.started(Number(/:(\d+)\n/.exec(said.out)?.[1]), 1);
    await vi.waitFor(async () => expect((await readAll(file)).entries.length).toBeGreaterThanOrEqual(10));
    child.kill("SIGKILL");
    await ended;
    client.close();
    await simulator.close();
    const { entries, end, said: warnings } = await readAll(file);
    expect(entries.length).toBeGreaterThanOrEqual(10);
    expect(end).toBeNull();
    expect(warnings[0]).toContain("RECORDING CUT");
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["no port to listen on", ["--to", "127.0.0.1:1", "x"], /--listen/],
    ["no port at all", ["--listen", "x", "--to", "127.0.0.1:1", "x"], /^--listen: a port is/],
    ["no address", ["--listen", "0", "--to", "7497", "x"], /^--to: .* HOST:PORT.*; not 7497/],
    ["another machine", ["--listen", "0", "--to", "192.0.2.1:7497", "x"], /^--to: .* only with --remote/],
    [
      "a replacement of another length",
      ["--listen", "0", "--to", "127.0.0.1:1", "--replace", "ab=c", "x"],
      /^--replace: c /,
    ],
    ["a file that is there", ["--listen", "0", "--to", "127.0.0.1:1", MAIN], /main\.ts: is there already/],
  ])("ends with a sentence that names what is wrong: %s", async (_, args, message) => {
    const { said, ended } = run(...args);
    expect(await ended).toBe(1);
    expect(said.error).toMatch(message);
    expect(said.error).not.toContain("    at ");
  });
});
