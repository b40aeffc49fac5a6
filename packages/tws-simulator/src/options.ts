import type { FaultInput } from "./faults/fault.ts";
import type { Subscription } from "./session/market-data-permissions.ts";
import type { Latency } from "./venue/latency.ts";
import type { Pace } from "./venue/schedule.ts";

/** Where quotes come from. */
export type MarketOptions =
  | {
      /** Invented and seeded: three shares, an index, futures and options on all of them, without an end. */
      readonly kind: "builtin";
      /** A YAML or JSON file of more instruments. */
      readonly instruments?: string;
      /** A trading day `YYYY-MM-DD`; 2026-03-16 when absent. */
      readonly date?: string;
      /** New York time `HH:MM` or `HH:MM:SS`; 10:00 when absent. */
      readonly startTime?: string;
    }
  | {
      /** Replayed from LEAN's minute files. */
      readonly kind: "lean";
      /** The folder with `option/` and `equity/`, or one above it. */
      readonly folder: string;
      /** One symbol, or several with commas between them: `GOOG,TWX`. */
      readonly symbol: string;
      readonly date: string;
      readonly startTime?: string;
    }
  | {
      /** The quotes that a recording has, from its beginning, with its contracts. */
      readonly kind: "recording";
      readonly file: string;
    };

/** An account as a new ledger begins it. */
export interface AccountOptions {
  readonly id: string;
  /** In whole units of USD. */
  readonly cash: number;
  readonly positions?: readonly PositionOptions[];
}

/** What an account holds from the start, in a contract that the market lists on its first day. */
export type PositionOptions = ({ readonly conId: number } | { readonly localSymbol: string }) & {
  /** Negative when short. */
  readonly quantity: number;
  /** Of one contract in whole units of USD, multiplier and commissions included, as the API states it. */
  readonly averageCost: number;
};

/** How to run a simulator. Everything has a default. */
export interface SimulatorOptions {
  /** The built-in one when absent. */
  readonly market?: MarketOptions;
  /**
   * The name of a scenario that comes with the simulator, or a file: its options hold where none are given, and its
   * steps are armed before `faults`.
   */
  readonly scenario?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  readonly seed?: string | number;
  /**
   * `real`, the default, follows the machine's clock. `manual` stands still until `run` moves it: then the same
   * requests between the same runs give the same bytes.
   */
  readonly pace?: Pace;
  /** Market time passes so many times as fast as real time; 0 stands still. 1 when absent. */
  readonly speed?: number;
  /** One account DU1234567 with 100,000 USD when absent. */
  readonly accounts?: readonly AccountOptions[];
  /** Goes on from this file when it exists, and keeps everything in it. */
  readonly ledgerFile?: string;
  /** Records what goes over the connections into this file, which must not exist yet. */
  readonly recordFile?: string;
  /** A YAML or JSON file of bars and ticks of times that the market does not have. */
  readonly historyFile?: string;
  /** False lets clients ask for history as often as they like. */
  readonly historyPacing?: boolean;
  /**
   * What the login may see: all prices live, the default, or those of a quarter of an hour ago, or none; of single
   * symbols as `symbols` says.
   */
  readonly subscriptions?:
    | Subscription
    | { readonly all?: Subscription; readonly symbols?: Readonly<Record<string, Subscription>> };
  readonly linesMax?: number;
  readonly messagesPerSecondMax?: number;
  /** Sockets at one time. */
  readonly connectionsMax?: number;
  readonly serverVersionMax?: number;
  /** The client that hears of all clients' orders, executions and commissions; none when absent. */
  readonly masterClientId?: number;
  readonly latency?: Partial<Latency>;
  /** The chance that a fill of two or more takes a part only; 0.5 when absent. */
  readonly partialFillChance?: number;
  /** The chance in each second of the market that a combo meets interest inside its natural price; 0 when absent. */
  readonly improvementChance?: number;
  /** Armed from the start: each as an object, or in its short form as on a command line. */
  readonly faults?: readonly (FaultInput | string)[];
  /** Where the control port listens, on this machine only; 0 takes a free port. There is none when absent. */
  readonly controlPort?: number;
  /** One line for a person; nothing is printed when absent. */
  readonly log?: (line: string) => void;
}

/** An option has a value that cannot be: the field says which. */
export class SimulatorOptionError extends Error {
  override readonly name = "SimulatorOptionError";
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(`${field}: ${message}`, options);
    this.field = field;
  }
}
