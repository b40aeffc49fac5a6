import { SimulatorOptionError } from "../options.ts";
import type { CheckedMarket } from "../checked-options.ts";
import { DataFileError } from "../data-file/index.ts";
import { BuiltinMarket } from "./builtin/builtin-market.ts";
import { readInstruments } from "./instruments/instruments-file.ts";
import { LeanDataError } from "./lean/lean-files.ts";
import { LeanMarket } from "./lean/lean-market.ts";
import type { MarketSource } from "./market.ts";

function open(market: CheckedMarket, seed: string | number): MarketSource {
  if (market.kind === "builtin") {
    const added = market.instruments === null ? [] : readInstruments(market.instruments);
    return new BuiltinMarket(seed, market.date, added);
  }
  const { folder, symbol, date } = market;
  return new LeanMarket({ folder, symbol, date, seed });
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
