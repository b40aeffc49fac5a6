import { startSimulator, type SimulatorOptions } from "@legbook/tws-simulator";
import type { Command } from "commander";
import { z } from "zod";
import { SettingsFault } from "../settings.ts";
import { describeFault } from "./faults.ts";

const PORT = "a port is a whole number from 1 to 65535, or 0 for a free one";
const SPEED = "a factor from 0 to 1000";
const CASH = "a positive amount";

const simulateSchema = z
  .strictObject({
    port: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(7497),
    data: z.string().min(1).optional(),
    symbol: z.string().optional(),
    date: z.iso.date("give the date as YYYY-MM-DD").optional(),
    start: z
      .string()
      .regex(/^\d{2}:\d{2}(:\d{2})?$/, "give the New York time as HH:MM")
      .optional(),
    speed: z.coerce.number(SPEED).min(0, SPEED).max(1_000, SPEED).default(1),
    seed: z.string().min(1).default("1"),
    account: z
      .string()
      .regex(/^[A-Z]{1,3}\d{3,12}$/, "an account id looks like DU1234567")
      .default("DU1234567"),
    cash: z.coerce.number(CASH).positive(CASH).default(100_000),
    ledger: z.string().min(1).optional(),
  })
  .superRefine(({ data, symbol, date }, context) => {
    const given = [data, symbol, date].filter((value) => value !== undefined).length;
    if (given !== 0 && given !== 3 && !(given === 1 && date !== undefined)) {
      context.addIssue({
        code: "custom",
        path: ["data"],
        message: "--data, --symbol and --date go together",
      });
    }
  });

export function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description("run the TWS simulator alone, for any TWS API client")
    .option("--port <number>", "port to listen on, 0 for a free one (default: 7497)")
    .option("--data <folder>", "real market data in LEAN's format (default: the built-in seeded market)")
    .option("--symbol <symbol>", "with --data: the underlying")
    .option("--date <yyyy-mm-dd>", "the trading day; needed with --data")
    .option("--start <hh:mm>", "New York time at which the market begins (default: 10:00)")
    .option("--speed <factor>", "how fast market time runs, 0 stands still (default: 1)")
    .option("--seed <text>", "seed of everything that chance decides (default: 1)")
    .option("--account <id>", "the account's id (default: DU1234567)")
    .option("--cash <amount>", "its cash in USD (default: 100000)")
    .option("--ledger <file>", "keep the broker's books in this file and go on from it")
    .action(simulate);
}

/** Runs until SIGINT or SIGTERM. The first line printed names the port. */
async function simulate(options: unknown): Promise<void> {
  try {
    const simulator = await startSimulator(simulatorSettings(options));
    console.log(`TWS simulator listens on 127.0.0.1:${simulator.port}`);
    let ending: Promise<void> | null = null;
    const end = () => void (ending ??= simulator.close().then(() => console.log("Stopped.")));
    // Not once: npm hands Ctrl-C on to a process that the terminal has told already, and the second must not kill it.
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  } catch (error) {
    console.error(describeFault(error));
    process.exitCode = 1;
  }
}

function simulatorSettings(options: unknown): SimulatorOptions {
  const parsed = simulateSchema.safeParse(options);
  if (!parsed.success) {
    throw new SettingsFault(
      parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`),
    );
  }
  const { port, data, symbol, date, start, speed, seed, account, cash, ledger } = parsed.data;
  const startTime = start === undefined ? {} : { startTime: start };
  return {
    port,
    seed,
    speed,
    accounts: [{ id: account, cash }],
    log: (line) => console.log(line),
    ...(ledger === undefined ? {} : { ledgerFile: ledger }),
    market:
      data !== undefined && symbol !== undefined && date !== undefined
        ? { kind: "lean", folder: data, symbol, date, ...startTime }
        : { kind: "builtin", ...(date === undefined ? {} : { date }), ...startTime },
  };
}
