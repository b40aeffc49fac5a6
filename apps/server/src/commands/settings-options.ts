import type { Command } from "commander";

/** The options that every command which runs the engine has. Their values are checked in `settings.ts`. */
export function addSettingsOptions(command: Command): Command {
  return command
    .option("--gateway <host:port>", "a running TWS or IB Gateway (default: the built-in simulated gateway)")
    .option("--account <ids>", "accounts that may be traded: `paper`, or ids separated by commas")
    .option("--live", "allow a live gateway; needs --gateway and --account with ids")
    .option("--client-id <number>", "client id at the gateway (default: 17)")
    .option("--log <file|address>", "the log's file, or esdb://HOST:PORT?log=NAME (default: one a mode)")
    .option("--folder <folder>", "where this process keeps its own files (default: ./data)")
    .option("--port <number>", "port of the page and the API, 0 for a free one (default: 4810)")
    .option("--data <folder>", "real market data in LEAN's format for the simulated gateway")
    .option("--symbol <symbol>", "with --data: the underlying")
    .option("--date <yyyy-mm-dd>", "with --data: the trading day")
    .option("--speed <factor>", "how fast the simulated market's time runs (default: 1)")
    .option("--seed <number>", "seed of the simulated market (default: 1)")
    .option("--rate <number>", "risk-free rate a year (default: as each chain's options tell it)")
    .option("--anchor-to <file>", "note the root of each day that is over in this file")
    .option("--anchor-command <command>", "hand it to this command of the shell, on its standard input")
    .option("--log-level <level>", "debug, info, warn, error or silent (default: warn)");
}
