import { isServerAddress, parseServerAddress } from "@legbook/engine/eventstoredb";
import { z } from "zod";

/** Ports on which TWS (7496) and IB Gateway (4001) serve live accounts by default. */
export const LIVE_PORTS: readonly number[] = [7496, 4001];

const SEED = "a whole number from 0 to 4294967295";
const RATE = "a rate a year from -0.05 to 0.5";
const PORT = "a port is a whole number from 1 to 65535, or 0 for a free one";
const account = z.string().regex(/^[A-Z]{1,3}\d{3,12}$/, "an account id looks like DU1234567");

const gateway = z
  .string()
  .regex(/^[^:\s]+:\d{1,5}$/, "give HOST:PORT, such as 127.0.0.1:7497")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port: number }) => number >= 1 && number <= 65_535, "the port is 1 to 65535");

/** `paper` allows the paper accounts (ids that begin with D), else the named accounts only. */
const accounts = z
  .string()
  .transform((text) => (text === "paper" ? ["D*"] : text.split(",").map((id) => id.trim())))
  .pipe(z.array(z.union([z.literal("D*"), account])).min(1));

function serverAddressFault(text: string): string | null {
  if (!isServerAddress(text)) return null;
  try {
    parseServerAddress(text);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

const settingsSchema = z
  .strictObject({
    /** Null: the built-in simulated gateway. */
    gateway: gateway.nullable().default(null),
    account: accounts.nullable().default(null),
    live: z.boolean().default(false),
    clientId: z.coerce
      .number("a client id is a number")
      .int("a client id is whole")
      .min(0, "a client id is 0 to 999")
      .max(999, "a client id is 0 to 999")
      .default(17),
    /** The log's file, or `esdb://…` for one on a server. Null: a file a mode in `folder`. */
    log: z
      .string()
      .min(1)
      .superRefine((text, context) => {
        const fault = serverAddressFault(text);
        if (fault !== null) context.addIssue({ code: "custom", message: fault });
      })
      .nullable()
      .default(null),
    /** Where this process keeps its own files, unless they stand beside the log's file. */
    folder: z.string().min(1).default("data"),
    /** Port of the page and the API; 0 takes a free one. */
    port: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(4810),
    /** Folder of real market data (LEAN format) for the simulated gateway. */
    data: z.string().min(1).nullable().default(null),
    symbol: z
      .string()
      .regex(/^[A-Z][A-Z0-9.]{0,11}$/, "a symbol is written in capitals")
      .nullable()
      .default(null),
    date: z.iso.date("give the date as YYYY-MM-DD").nullable().default(null),
    speed: z.coerce
      .number("a factor from 0.1 to 1000")
      .min(0.1, "a factor from 0.1 to 1000")
      .max(1_000, "a factor from 0.1 to 1000")
      .default(1),
    seed: z.coerce.number(SEED).int(SEED).min(0, SEED).max(4_294_967_295, SEED).default(1),
    /** Risk-free rate, continuously compounded; null to take it from each chain's own options. */
    rate: z.coerce.number(RATE).min(-0.05, RATE).max(0.5, RATE).nullable().default(null),
    /** Where the roots of days that are over are noted: a file, and a command that is given each. Null: nowhere. */
    anchorTo: z.string().min(1).nullable().default(null),
    anchorCommand: z.string().min(1).nullable().default(null),
    logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
  })
  .superRefine((settings, context) => {
    const { gateway: target, live, account: allowed, data, symbol, date } = settings;
    const fault = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (target !== null && LIVE_PORTS.includes(target.port) && !live) {
      fault(
        "gateway",
        `port ${target.port} is a live gateway's: it is refused without --live and --account with the accounts that may be traded`,
      );
    }
    if (live && target === null) fault("live", "live trading needs --gateway");
    if (live && (allowed === null || allowed.includes("D*"))) {
      fault("account", "live trading needs --account with the ids of the accounts that may be traded");
    }
    if (target !== null && data !== null)
      fault("data", "market data files are for the simulated gateway: leave out --gateway or --data");
    if (target === null && (data === null) !== (symbol === null && date === null)) {
      fault("data", "--data, --symbol and --date go together");
    }
    if (data !== null && (symbol === null || date === null))
      fault("symbol", "--data needs --symbol and --date");
  });

/** Everything that a run is started with, checked once and frozen. */
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** Settings that cannot be used: every fault, each with its option. */
export class SettingsFault extends Error {
  override readonly name = "SettingsFault";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

/** Checks command line options. Throws `SettingsFault` that names every fault. */
export function parseSettings(options: unknown): Settings {
  const parsed = settingsSchema.safeParse(options);
  if (!parsed.success) {
    throw new SettingsFault(
      parsed.error.issues.map(
        ({ path, message }) =>
          `--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${message}`,
      ),
    );
  }
  return Object.freeze(parsed.data);
}

/** What the engine is connected to, for the band on the screen and the name of the log. */
export function tradingMode(settings: Settings): "simulated" | "paper" | "live" {
  if (settings.gateway === null) return "simulated";
  return settings.live ? "live" : "paper";
}
