import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RawClient } from "../testing/raw-client.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const said = { out: "", error: "" };
  child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.error += text.toString()));
  return { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
}

describe("the simulate command", () => {
  it("lists the scenarios, with the title of each", async () => {
    const { said, ended } = run("--list");
    expect(await ended).toBe(0);
    expect(said.out).toMatch(
      /^first-order-lost +The connection is reset while the first order is on its way$/m,
    );
  });

  it("runs one, with faults beside it and a control port, until it is interrupted", async () => {
    const where = ["--port", "0", "--control", "0", "--speed", "0"];
    const faulty = [
      "--fault",
      'error code=1100 message="gone" on ids',
      "--fault",
      "reset on request:familyCodes",
    ];
    const { child, said, ended } = run(...where, "--scenario", "first-order-lost", ...faulty);
    const port = /listens on 127\.0\.0\.1:(\d+)\nControl port: (http:\S+)\/status\n/;
    await vi.waitFor(() => expect(said.out).toMatch(port), { timeout: 8000, interval: 10 });
    const [, simulated, control] = port.exec(said.out) ?? [];
    const faults = (await (await fetch(`${control}/faults`)).json()) as { action: string }[];
    expect(faults.map(({ action }) => action)).toEqual(["reset", "error", "reset"]);
    const client = await RawClient.started(Number(simulated), 1);
    client.send(8, 1, 1);
    await client.until(() => client.of(4).some(([, , , code, text]) => code === "1100" && text === "gone"));
    client.send(80);
    await client.until(() => client.isClosed);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(said.error).toBe("");
  });

  it.each([
    [
      "a scenario that is not there",
      ["--scenario", "fair-weather"],
      /^--scenario: there is no scenario fair-weather/,
    ],
    ["a fault that is none", ["--fault", "reset", "--fault", "fly"], /^--fault: do: there is no action fly/],
    ["a control port that is none", ["--control", "x"], /^--control: a port is a whole number/],
  ])("names the option of %s", async (_what, args, words) => {
    const { said, ended } = run("--port", "0", ...args);
    expect(await ended).toBe(1);
    expect(said.error).toMatch(words);
    expect(said.out).toBe("");
  });
});
