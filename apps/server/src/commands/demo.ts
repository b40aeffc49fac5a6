import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { pino } from "pino";
import { signIn } from "../demo/graphql-client.ts";
import { StepFailed, tradeOneSpread, type StepResult } from "../demo/workflow.ts";
import { parseSettings, SettingsFault } from "../settings.ts";
import { BUILTIN_SYMBOL } from "../simulator-options.ts";
import { startServer, type RunningServer } from "../start-server.ts";
import { describeFault } from "./faults.ts";
import { addSettingsOptions } from "./settings-options.ts";

export function addDemoCommand(program: Command): void {
  addSettingsOptions(
    program
      .command("demo")
      .description(
        "trade one spread through the public API, without a page; in simulation only, unless --gateway is given",
      ),
  ).action(demo);
}

/** Prints a line a step; the last line is JSON that a program can read. Its log is thrown away unless --log names it. */
async function demo(options: Readonly<Record<string, unknown>>): Promise<void> {
  const steps: StepResult[] = [];
  const folder = options["log"] === undefined ? mkdtempSync(join(tmpdir(), "legbook-demo-")) : null;
  let server: RunningServer | null = null;
  try {
    const settings = parseSettings({
      port: 0,
      ...options,
      ...(folder === null ? {} : { log: join(folder, "demo.db") }),
    });
    if (settings.live) throw new SettingsFault(["--live: the demonstration never trades a live account"]);
    const logger = pino({ level: settings.logLevel }, pino.destination(2));
    const began = performance.now();
    server = await startServer({ settings, logger, onFatal: (error) => console.error(describeFault(error)) });
    show(steps, { name: "start", ms: Math.round(performance.now() - began) }, `gateway ${server.gateway}`);
    const client = await signIn(server.signInUrl);
    const symbol = settings.symbol ?? BUILTIN_SYMBOL;
    await tradeOneSpread(client, { symbol, onStep: (step, detail) => show(steps, step, detail) });
    await client.close();
    await endServer();
    console.log(JSON.stringify({ ok: true, steps }));
  } catch (error) {
    console.error(describeFault(error));
    process.exitCode = 1;
    await endServer();
    const failed = error instanceof StepFailed ? error.step : "start";
    console.log(JSON.stringify({ ok: false, failed, steps }));
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }

  async function endServer(): Promise<void> {
    const running = server;
    server = null;
    await running?.stop("the demonstration ended");
  }
}

function show(steps: StepResult[], step: StepResult, detail: string): void {
  steps.push(step);
  console.log(`${step.name.padEnd(16)} ${String(step.ms).padStart(6)} ms  ${detail}`);
}
