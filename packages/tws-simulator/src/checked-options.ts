import {
  type AccountOptions,
  type MarketOptions,
  SimulatorOptionError,
  type SimulatorOptions,
} from "./options.ts";
import type { Subscription, SubscriptionRules } from "./session/market-data-permissions.ts";
import { MESSAGES_PER_SECOND_MAX } from "./session/pacing.ts";
import { BUILTIN_DATE } from "./venue/builtin/builtin-market.ts";
import { isTradingDay, newYorkInstant, parseDate, parseTimeOfDay, sessionOf } from "./venue/calendar.ts";
import { DEFAULT_LATENCY, type Latency } from "./venue/latency.ts";
import type { Pace } from "./venue/schedule.ts";
import { isServedVersion, SERVER_VERSION_MAX } from "./wire/server-version.ts";

const START_TIME = "10:00";
const LINES_MAX = 100;
const CONNECTIONS_MAX = 64;
const SPEED_MAX = 10_000;
const LATENCY_MAX_MS = 60_000;

/** Where a market begins. */
export interface CheckedStart {
  readonly date: string;
  readonly startTimeMs: number;
}

export type CheckedMarket =
  | ({ readonly kind: "builtin"; readonly instruments: string | null } & CheckedStart)
  | ({ readonly kind: "lean"; readonly folder: string; readonly symbols: readonly string[] } & CheckedStart)
  /** It begins where the recording does. */
  | { readonly kind: "recording"; readonly file: string };

export interface CheckedAccount {
  readonly id: string;
  readonly cash: number;
  readonly positions: readonly {
    /** An id, or an exchange's name of the contract. */
    readonly contract: number | string;
    readonly quantity: number;
    readonly averageCost: number;
  }[];
}

/** Options with their defaults, all checked but for what only the data's files can tell. */
export interface CheckedOptions {
  readonly market: CheckedMarket;
  readonly port: number;
  readonly host: string;
  readonly seed: string | number;
  readonly speed: number;
  readonly pace: Pace;
  readonly accounts: readonly CheckedAccount[];
  readonly ledgerFile: string | null;
  readonly recordFile: string | null;
  readonly historyFile: string | null;
  readonly historyPacing: boolean;
  readonly subscriptions: SubscriptionRules;
  readonly linesMax: number;
  readonly messagesPerSecondMax: number;
  readonly connectionsMax: number;
  readonly serverVersionMax: number;
  readonly masterClientId: number | null;
  readonly latency: Latency;
  readonly partialFillChance: number;
  readonly controlPort: number | null;
  readonly improvementChance: number;
  readonly log: (line: string) => void;
}

function numberIn(field: string, value: number, min: number, max: number, whole: boolean): number {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new SimulatorOptionError(
    field,
    `${value} is not ${whole ? "an integer" : "a number"} from ${min} to ${max}`,
  );
}

function checkStart(market: { readonly date?: string; readonly startTime?: string }): CheckedStart {
  const text = market.date ?? BUILTIN_DATE;
  const date = parseDate(text);
  if (date === null) throw new SimulatorOptionError("market.date", `${text} is no date (YYYY-MM-DD)`);
  if (!isTradingDay(date)) throw new SimulatorOptionError("market.date", `${date} is no trading day`);
  const startTime = market.startTime ?? START_TIME;
  const startTimeMs = parseTimeOfDay(startTime);
  if (startTimeMs === null) {
    throw new SimulatorOptionError("market.startTime", `${startTime} is no time (HH:MM or HH:MM:SS)`);
  }
  const { open, close } = sessionOf(date);
  const start = newYorkInstant(date, startTimeMs);
  if (start < open || start >= close) {
    throw new SimulatorOptionError("market.startTime", `${startTime} is not within the session of ${date}`);
  }
  return { date, startTimeMs };
}

function checkMarket(market: MarketOptions): CheckedMarket {
  if (market.kind === "recording") return { kind: "recording", file: market.file };
  const start = checkStart(market);
  if (market.kind === "builtin") {
    return { kind: "builtin", instruments: market.instruments ?? null, ...start };
  }
  const symbols = market.symbol.split(",").map((symbol) => symbol.trim());
  if (symbols.includes("")) throw new SimulatorOptionError("market.symbol", "is empty");
  return { kind: "lean", folder: market.folder, symbols, ...start };
}

function checkPositions(field: string, positions: AccountOptions["positions"]): CheckedAccount["positions"] {
  const checked = (positions ?? []).map((position, index) => {
    const contract = "conId" in position ? position.conId : position.localSymbol;
    const { quantity, averageCost } = position;
    numberIn(`${field}[${index}].quantity`, quantity, -1_000_000_000, 1_000_000_000, false);
    if (quantity === 0) throw new SimulatorOptionError(`${field}[${index}].quantity`, "is 0");
    numberIn(`${field}[${index}].averageCost`, averageCost, -1_000_000_000, 1_000_000_000, false);
    return { contract, quantity, averageCost };
  });
  for (const [index, { contract }] of checked.entries()) {
    if (checked.findIndex((other) => other.contract === contract) !== index) {
      throw new SimulatorOptionError(`${field}[${index}]`, `${contract} is there twice`);
    }
  }
  return checked;
}

function checkAccounts(accounts: SimulatorOptions["accounts"]): CheckedOptions["accounts"] {
  const given: readonly AccountOptions[] = accounts ?? [{ id: "DU1234567", cash: 100_000 }];
  if (given.length === 0) throw new SimulatorOptionError("accounts", "there must be one");
  return given.map(({ id, cash, positions }, index) => {
    if (!/^[A-Z0-9]{3,20}$/.test(id) || given.findIndex((other) => other.id === id) !== index) {
      throw new SimulatorOptionError(`accounts[${index}].id`, `${id} is no account id, or is there twice`);
    }
    numberIn(`accounts[${index}].cash`, cash, 0, 1_000_000_000, false);
    return { id, cash, positions: checkPositions(`accounts[${index}].positions`, positions) };
  });
}

function checkLatency(latency: Partial<Latency>): Latency {
  const all = { ...DEFAULT_LATENCY, ...latency };
  for (const [name, ms] of Object.entries(all)) numberIn(`latency.${name}`, ms, 0, LATENCY_MAX_MS, false);
  return all;
}

function checkSubscription(field: string, value: Subscription): Subscription {
  if (value === "all" || value === "delayed" || value === "none") return value;
  throw new SimulatorOptionError(field, `${String(value)} is none of all, delayed, none`);
}

function checkSubscriptions(given: NonNullable<SimulatorOptions["subscriptions"]>): SubscriptionRules {
  if (typeof given === "string") return { all: checkSubscription("subscriptions", given), symbols: {} };
  const symbols = given.symbols ?? {};
  for (const [symbol, one] of Object.entries(symbols))
    checkSubscription(`subscriptions.symbols.${symbol}`, one);
  return { all: checkSubscription("subscriptions.all", given.all ?? "all"), symbols };
}

function checkPace(pace: Pace): Pace {
  if (pace === "real" || pace === "manual") return pace;
  throw new SimulatorOptionError("pace", `${String(pace)} is neither real nor manual`);
}

/** Throws `SimulatorOptionError` for the first option that cannot be. */
export function checkOptions(options: SimulatorOptions): CheckedOptions {
  const serverVersionMax = options.serverVersionMax ?? SERVER_VERSION_MAX;
  if (!isServedVersion(serverVersionMax)) {
    throw new SimulatorOptionError(
      "serverVersionMax",
      `${serverVersionMax} is none of 100 to 186, 190 to 193`,
    );
  }
  return {
    market: checkMarket(options.market ?? { kind: "builtin" }),
    port: numberIn("port", options.port ?? 0, 0, 65_535, true),
    host: options.host ?? "127.0.0.1",
    seed: options.seed ?? 1,
    speed: numberIn("speed", options.speed ?? 1, 0, SPEED_MAX, false),
    pace: checkPace(options.pace ?? "real"),
    accounts: checkAccounts(options.accounts),
    ledgerFile: options.ledgerFile ?? null,
    recordFile: options.recordFile ?? null,
    historyFile: options.historyFile ?? null,
    historyPacing: options.historyPacing ?? true,
    subscriptions: checkSubscriptions(options.subscriptions ?? "all"),
    linesMax: numberIn("linesMax", options.linesMax ?? LINES_MAX, 1, 100_000, true),
    messagesPerSecondMax: numberIn(
      "messagesPerSecondMax",
      options.messagesPerSecondMax ?? MESSAGES_PER_SECOND_MAX,
      1,
      1_000_000,
      true,
    ),
    connectionsMax: numberIn("connectionsMax", options.connectionsMax ?? CONNECTIONS_MAX, 1, 10_000, true),
    serverVersionMax,
    masterClientId:
      options.masterClientId === undefined
        ? null
        : numberIn("masterClientId", options.masterClientId, 0, 2 ** 31 - 1, true),
    latency: checkLatency(options.latency ?? {}),
    partialFillChance: numberIn("partialFillChance", options.partialFillChance ?? 0.5, 0, 1, false),
    controlPort:
      options.controlPort === undefined
        ? null
        : numberIn("controlPort", options.controlPort, 0, 65_535, true),
    improvementChance: numberIn("improvementChance", options.improvementChance ?? 0, 0, 1, false),
    log: options.log ?? ((): void => undefined),
  };
}
