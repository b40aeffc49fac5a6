import { SimulatorOptionError } from "../options.ts";
import type { CheckedMarket } from "../checked-options.ts";
import { DataFileError } from "../data-file/index.ts";
import { RecordingError } from "../recording/recording-error.ts";
import { BuiltinMarket } from "./builtin/builtin-market.ts";
import { newYorkInstant } from "./calendar.ts";
import { HistoryDesk } from "./history/history-desk.ts";
import { HistoryFile } from "./history/history-file.ts";
import { readInstruments } from "./instruments/instruments-file.ts";
import { LeanDataError } from "./lean/lean-files.ts";
import { LeanMarket } from "./lean/lean-market.ts";
import type { ListingBook } from "./listing-book.ts";
import type { MarketSource } from "./market.ts";
import { RecordedMarket } from "./recorded/recorded-market.ts";

/** A market and the moment at which it begins. */
export interface OpenMarket {
  readonly source: MarketSource;
  readonly start: number;
}

type GivenMarket = Exclude<CheckedMarket, { readonly kind: "recording" }>;

function givenMarket(market: GivenMarket, seed: string | number): MarketSource {
  if (market.kind === "builtin") {
    const added = market.instruments === null ? [] : readInstruments(market.instruments);
    return new BuiltinMarket(seed, market.date, added);
  }
  const { folder, symbols, date } = market;
  return new LeanMarket({ folder, symbols, date, seed });
}

async function open(
  market: CheckedMarket,
  seed: string | number,
  log: (line: string) => void,
): Promise<OpenMarket> {
  if (market.kind === "recording") {
    const source = await RecordedMarket.open(market.file, log);
    return { source, start: source.start };
  }
  const start = newYorkInstant(market.date, market.startTimeMs);
  return { source: givenMarket(market, seed), start };
}

/**
 * The market that options describe. Rejects with `SimulatorOptionError` that names the option for data that is not
 * there or wrong. `log` is told what else a person should know of it.
 */
export async function openMarket(
  market: CheckedMarket,
  seed: string | number,
  log: (line: string) => void,
): Promise<OpenMarket> {
  try {
    return await open(market, seed, log);
  } catch (error) {
    if (error instanceof LeanDataError) {
      throw new SimulatorOptionError(`market.${error.field}`, error.message, { cause: error });
    }
    if (error instanceof RecordingError) {
      throw new SimulatorOptionError("market.file", error.message, { cause: error });
    }
    if (error instanceof DataFileError) {
      throw new SimulatorOptionError("market.instruments", error.message, { cause: error });
    }
    throw error;
  }
}

/** What history there is besides the market's own. Throws `SimulatorOptionError` for a file that is wrong. */
export function openHistory(path: string | null, isPaced: boolean, book: ListingBook): HistoryDesk {
  try {
    return new HistoryDesk({ file: path === null ? null : new HistoryFile(path, book), isPaced });
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    throw new SimulatorOptionError("historyFile", error.message, { cause: error });
  }
}
