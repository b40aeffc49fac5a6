import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Program } from "../testing/program.ts";
import { RawClient } from "../testing/raw-client.ts";
import { readAll, RecordingFolder } from "../testing/recordings.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = new RecordingFolder();
let simulator: Simulator | null = null;
const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await simulator?.close();
  simulator = null;
});
afterAll(() => folder.remove());

const run = (...args: readonly string[]): Program => new Program(MAIN, "record", ...args);

/** The command between a client and a simulator. */
async function recorded(file: string): Promise<Program> {
  simulator = await startSimulator({ market: { kind: "builtin" }, seed: 1 });
  const program = run("--listen", "0", "--to", `127.0.0.1:${simulator.port}`, file);
  const [, port] = await program.printed(/^Recording to .* 127\.0\.0\.1:(\d+)\n/);
  clients.push(await RawClient.started(Number(port), 1));
  return program;
}

describe("the record command", () => {
  it("records until it is interrupted, and then says what it has", async () => {
    const file = folder.newFile();
    const program = await recorded(file);
    program.interrupt();
    expect(await program.exitCode()).toBe(0);
    expect(program.out).toMatch(/Stopped: 8 frames, \d+ KiB, 1 connections, 0 open\n$/);
    expect(program.error).toBe("");
    const { entries, end } = await readAll(file);
    expect([entries.filter(({ event }) => event === "frame").length, end]).toEqual([8, "closed"]);
  });

  it("is whole to the last entry that was written when it is killed", async () => {
    const file = folder.newFile();
    const program = await recorded(file);
    await vi.waitFor(async () => expect((await readAll(file)).entries.length).toBeGreaterThanOrEqual(10), {
      timeout: 8000,
    });
    await program.kill("SIGKILL");
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
    const refused = run(...args);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.error).toMatch(message);
    expect(refused.error).not.toContain("    at ");
  });
});
