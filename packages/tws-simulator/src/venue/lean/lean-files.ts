import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";

/** A data file is not there or not what it should be. */
export class LeanDataError extends Error {
  override readonly name = "LeanDataError";
  /** What was asked for that is not there. */
  readonly field: "folder" | "symbol" | "date";

  constructor(field: LeanDataError["field"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** Zips that were written as a stream say no size: their entries are unpacked into buffers of four gigabytes. */
function trimmed(entries: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, bytes]) => [
      name,
      bytes.buffer.byteLength > bytes.length ? bytes.slice() : bytes,
    ]),
  );
}

/** The CSV texts of one zip by entry name. */
export class LeanArchive {
  readonly path: string;
  readonly #entries: Readonly<Record<string, Uint8Array>>;

  /** Throws `LeanDataError` when the file cannot be read as a zip. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#entries = trimmed(unzipSync(readFileSync(path)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LeanDataError("folder", `${path}: no readable zip: ${reason}`, { cause: error });
    }
  }

  names(): string[] {
    return Object.keys(this.#entries);
  }

  /** The text of an entry as bytes, none when there is no entry of this name. */
  bytes(name: string): Uint8Array {
    return this.#entries[name] ?? new Uint8Array();
  }

  /** The rows of an entry, empty when there is none of this name. */
  rows(name: string): string[] {
    const bytes = this.#entries[name];
    if (bytes === undefined) return [];
    return strFromU8(bytes)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }
}

function openIfThere(path: string): LeanArchive | null {
  return existsSync(path) ? new LeanArchive(path) : null;
}

/** One day's files of one underlying. */
export interface LeanDay {
  readonly date: string;
  readonly optionQuotes: LeanArchive;
  readonly optionTrades: LeanArchive | null;
  readonly openInterest: LeanArchive | null;
  readonly equityQuotes: LeanArchive | null;
  readonly equityTrades: LeanArchive | null;
}

function optionFolder(folder: string, symbol: string): string {
  return join(folder, "option", "usa", "minute", symbol.toLowerCase());
}

/** The folder that holds `option/` and `equity/`: the one named, its `Data` or its `lean/Data`. */
export function leanRoot(folder: string): string {
  const candidates = [folder, join(folder, "Data"), join(folder, "lean", "Data")];
  const root = candidates.find((candidate) => existsSync(join(candidate, "option", "usa", "minute")));
  if (root === undefined) throw new LeanDataError("folder", `${folder} has no LEAN data (option/usa/minute)`);
  return root;
}

/** Symbols that the folder has options of, upper case. */
export function leanSymbols(root: string): string[] {
  return readdirSync(join(root, "option", "usa", "minute")).map((name) => name.toUpperCase());
}

/** Dates of a symbol's option quotes, in order; empty for an unknown symbol. */
export function leanDates(root: string, symbol: string): string[] {
  const folder = optionFolder(root, symbol);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const match = /^(\d{4})(\d{2})(\d{2})_quote_american\.zip$/.exec(name);
      return match === null ? [] : [match.slice(1).join("-")];
    })
    .sort();
}

/** Opens a day's files. The option quotes must be there; what else is missing is null. */
export function openLeanDay(root: string, symbol: string, date: string): LeanDay {
  const compact = date.replaceAll("-", "");
  const options = optionFolder(root, symbol);
  const equity = join(root, "equity", "usa", "minute", symbol.toLowerCase());
  return {
    date,
    optionQuotes: new LeanArchive(join(options, `${compact}_quote_american.zip`)),
    optionTrades: openIfThere(join(options, `${compact}_trade_american.zip`)),
    openInterest: openIfThere(join(options, `${compact}_openinterest_american.zip`)),
    equityQuotes: openIfThere(join(equity, `${compact}_quote.zip`)),
    equityTrades: openIfThere(join(equity, `${compact}_trade.zip`)),
  };
}
