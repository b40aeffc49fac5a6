import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Program } from "../testing/program.ts";
import { RawClient } from "../testing/raw-client.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const run = (...args: readonly string[]): Program => new Program(MAIN, ...args);

describe("the simulate command", () => {
  it("lists the scenarios, with the title of each", async () => {
    const listed = run("--list");
    expect(await listed.exitCode()).toBe(0);
    expect(listed.out).toMatch(
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
    const running = run(...where, "--scenario", "first-order-lost", ...faulty);
    const [, simulated, control] = await running.printed(
      /listens on 127\.0\.0\.1:(\d+)\nControl port: (http:\S+)\/status\n/,
    );
    const faults = (await (await fetch(`${control}/faults`)).json()) as { action: string }[];
    expect(faults.map(({ action }) => action)).toEqual(["reset", "error", "reset"]);
    const client = await RawClient.started(Number(simulated), 1);
    client.send(8, 1, 1);
    await client.until(() => client.of(4).some(([, , , code, text]) => code === "1100" && text === "gone"));
    client.send(80);
    await client.until(() => client.isClosed);
    running.interrupt();
    expect(await running.exitCode()).toBe(0);
    expect(running.error).toBe("");
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
    const refused = run("--port", "0", ...args);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.error).toMatch(words);
    expect(refused.out).toBe("");
  });
});
