import type { Command } from "commander";
import { findScenario, scenarioNames } from "../scenario/scenario-files.ts";
import { startSimulator } from "../simulator.ts";
import { describeError } from "./describe-error.ts";
import { playRecording } from "./play-recording.ts";
import { simulatorSettings } from "./settings.ts";

/** Makes `command` one that runs a simulator, with all its options. */
export function buildSimulateCommand(command: Command): Command {
  return command
    .description("run the TWS simulator alone, for any TWS API client")
    .option("--port <number>", "port to listen on, 0 for a free one (default: 7497)")
    .option("--data <folder>", "real market data in LEAN's format (default: the built-in seeded market)")
    .option("--symbol <symbol>", "with --data: the underlying")
    .option("--date <yyyy-mm-dd>", "the trading day; needed with --data")
    .option("--market-recording <file>", "the quotes of a recording as the market, from its beginning")
    .option("--instruments <file>", "a YAML file of instruments to add to the built-in market")
    .option("--history <file>", "a YAML file of bars and ticks of other times")
    .option("--subscriptions <kind>", "market data of the login: all, delayed or none (default: all)")
    .option("--start <hh:mm>", "New York time at which the market begins (default: 10:00)")
    .option("--speed <factor>", "how fast market time runs, 0 stands still (default: 1)")
    .option("--seed <text>", "seed of everything that chance decides (default: 1)")
    .option("--account <id>", "the account's id (default: DU1234567)")
    .option("--cash <amount>", "its cash in USD (default: 100000)")
    .option("--ledger <file>", "keep the broker's books in this file and go on from it")
    .option("--scenario <name>", "a bad night by its name, or a file of your own")
    .option("--list", "list the scenarios and end")
    .option(
      "--fault <text>",
      "what goes wrong and when, such as 'reset on placeOrder nth 2'; may be repeated",
      add,
    )
    .option("--record <file>", "record what goes over the connections into this file")
    .option(
      "--recording <file>",
      "play this recording back; --speed may be max, --account its accounts' names",
    )
    .option("--control <port>", "serve a control port on this machine: HTTP and JSON, 0 for a free port")
    .action(simulate);
}

function add(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function listScenarios(): void {
  const names = scenarioNames();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) console.log(`${name.padEnd(width)}  ${findScenario(name).title}`);
}

/** Prints lines, but not before the one that names the port: what a start has to say comes after it. */
class PrintedLines {
  #held: string[] | null = [];

  readonly print = (line: string): void => {
    if (this.#held === null) console.log(line);
    else this.#held.push(line);
  };

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const line of held) console.log(line);
  }
}

/** Runs until SIGINT or SIGTERM. The first line printed names the port. */
async function simulate({ list, ...options }: { readonly list?: boolean }): Promise<void> {
  const lines = new PrintedLines();
  try {
    if (list === true) {
      listScenarios();
      return;
    }
    if ("recording" in options) {
      await playRecording(options);
      return;
    }
    const simulator = await startSimulator({ ...simulatorSettings(options), log: lines.print });
    let ending: Promise<void> | null = null;
    const end = () => void (ending ??= simulator.close().then(() => console.log("Stopped.")));
    // Before a line says that it is ready. Not once: npm hands Ctrl-C on to a process that the terminal has told
    // already, and the second must not kill it.
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
    console.log(`TWS simulator listens on 127.0.0.1:${simulator.port}`);
    if (simulator.controlPort !== null) {
      console.log(`Control port: http://127.0.0.1:${simulator.controlPort}/status`);
    }
    lines.release();
  } catch (error) {
    lines.release();
    console.error(describeError(error) ?? error);
    process.exitCode = 1;
  }
}
