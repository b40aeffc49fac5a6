import { SimulatorOptionError } from "../options.ts";
import type { CheckedMarket } from "../checked-options.ts";
import { DataFileError } from "../data-file/index.ts";
import { BuiltinMarket } from "./builtin/builtin-market.ts";
import { HistoryDesk } from "./history/history-desk.ts";
import { HistoryFile } from "./history/history-file.ts";
import { readInstruments } from "./instruments/instruments-file.ts";
import { LeanDataError } from "./lean/lean-files.ts";
import { LeanMarket } from "./lean/lean-market.ts";
import type { ListingBook } from "./listing-book.ts";
import type { MarketSource } from "./market.ts";

function open(market: CheckedMarket, seed: string | number): MarketSource {
  if (market.kind === "builtin") {
    const added = market.instruments === null ? [] : readInstruments(market.instruments);
    return new BuiltinMarket(seed, market.date, added);
  }
  const { folder, symbols, date } = market;
  return new LeanMarket({ folder, symbols, date, seed });
}

/** The market that options describe. Throws `SimulatorOptionError` that names the option for data that is not there or wrong. */
export function openMarket(market: CheckedMarket, seed: string | number): MarketSource {
  try {
    return open(market, seed);
  } catch (error) {
    if (error instanceof LeanDataError) {
      throw new SimulatorOptionError(`market.${error.field}`, error.message, { cause: error });
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
