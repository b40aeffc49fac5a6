import { z } from "zod";
import type { SimulatorOptions } from "../options.ts";

/** The command line cannot be used: each fault names its option. */
export class CommandLineError extends Error {
  override readonly name = "CommandLineError";

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
  }
}

/** `market-recording`, whose value is `marketRecording`. */
export function optionName(value: string): string {
  return value.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const PORT = "a port is a whole number from 1 to 65535, or 0 for a free one";
const SPEED = "a factor from 0 to 1000";
const CASH = "a positive amount";

const settingsSchema = z
  .strictObject({
    port: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(7497),
    data: z.string().min(1).optional(),
    marketRecording: z.string().min(1).optional(),
    symbol: z.string().optional(),
    date: z.iso.date("give the date as YYYY-MM-DD").optional(),
    start: z
      .string()
      .regex(/^\d{2}:\d{2}(:\d{2})?$/, "give the New York time as HH:MM")
      .optional(),
    speed: z.coerce.number(SPEED).min(0, SPEED).max(1_000, SPEED).optional(),
    seed: z.string().min(1).optional(),
    account: z
      .string()
      .regex(/^[A-Z]{1,3}\d{3,12}$/, "an account id looks like DU1234567")
      .optional(),
    cash: z.coerce.number(CASH).positive(CASH).optional(),
    ledger: z.string().min(1).optional(),
    instruments: z.string().min(1).optional(),
    history: z.string().min(1).optional(),
    subscriptions: z.enum(["all", "delayed", "none"]).optional(),
    record: z.string().min(1).optional(),
    scenario: z.string().min(1).optional(),
    control: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).optional(),
    fault: z.array(z.string()).default([]),
  })
  .superRefine(({ data, symbol, date, start, instruments, marketRecording }, context) => {
    if (marketRecording !== undefined) {
      // The first one says enough.
      const other = Object.entries({ data, symbol, date, start, instruments }).find(
        ([, value]) => value !== undefined,
      );
      const message = "is for another market than --market-recording, which has its own contracts and times";
      if (other !== undefined) context.addIssue({ code: "custom", path: [other[0]], message });
      return;
    }
    if (data !== undefined && instruments !== undefined) {
      const message = "goes with the built-in market, not with --data";
      context.addIssue({ code: "custom", path: ["instruments"], message });
    }
    const given = [data, symbol, date].filter((value) => value !== undefined).length;
    if (given !== 0 && given !== 3 && !(given === 1 && date !== undefined)) {
      context.addIssue({
        code: "custom",
        path: ["data"],
        message: "--data, --symbol and --date go together",
      });
    }
  });

/** What the command line's options say, as `startSimulator` takes it. Throws `CommandLineError` with every fault. */
export function simulatorSettings(options: unknown): SimulatorOptions {
  const parsed = settingsSchema.safeParse(options);
  if (!parsed.success) {
    throw new CommandLineError(
      parsed.error.issues.map(({ path, message }) => `--${optionName(path.join("."))}: ${message}`),
    );
  }
  return {
    port: parsed.data.port,
    faults: parsed.data.fault,
    log: (line) => console.log(line),
    ...given({
      scenario: parsed.data.scenario,
      seed: parsed.data.seed,
      speed: parsed.data.speed,
      controlPort: parsed.data.control,
      ledgerFile: parsed.data.ledger,
      recordFile: parsed.data.record,
      accounts: accountsOf(parsed.data),
      historyFile: parsed.data.history,
      subscriptions: parsed.data.subscriptions,
      market: marketOf(parsed.data),
    }),
  };
}

type Settings = z.infer<typeof settingsSchema>;

/** Only what was said: the rest is the scenario's, or has the library's defaults. */
function given(options: { readonly [Name in keyof SimulatorOptions]: SimulatorOptions[Name] | undefined }) {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as SimulatorOptions;
}

function accountsOf({ account, cash }: Settings): SimulatorOptions["accounts"] {
  if (account === undefined && cash === undefined) return undefined;
  return [{ id: account ?? "DU1234567", cash: cash ?? 100_000 }];
}

function marketOf(settings: Settings): SimulatorOptions["market"] {
  const { data, symbol, date, start, instruments, marketRecording } = settings;
  if (marketRecording !== undefined) return { kind: "recording", file: marketRecording };
  const startTime = start === undefined ? {} : { startTime: start };
  if (data !== undefined && symbol !== undefined && date !== undefined) {
    return { kind: "lean", folder: data, symbol, date, ...startTime };
  }
  if (date === undefined && start === undefined && instruments === undefined) return undefined;
  return {
    kind: "builtin",
    ...(date === undefined ? {} : { date }),
    ...startTime,
    ...(instruments === undefined ? {} : { instruments }),
  };
}
