import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strToU8, zipSync } from "fflate";

/** A folder of LEAN's minute files with what a spec gives: texts by zip and entry. The caller removes it. */
export function leanFolder(zips: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const folder = mkdtempSync(join(tmpdir(), "lean-"));
  for (const [path, entries] of Object.entries(zips)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)]))),
    );
  }
  return folder;
}

/** The files of a share and one call at 100.00 on 2026-03-16. */
export function leanShare(
  symbol: string,
  rows: { readonly option: string; readonly share?: string; readonly trades?: string },
): Record<string, Record<string, string>> {
  const name = `20260316_${symbol}_minute`;
  return {
    [`option/usa/minute/${symbol}/20260316_quote_american.zip`]: {
      [`${name}_quote_american_call_1000000_20260417.csv`]: rows.option,
    },
    [`equity/usa/minute/${symbol}/20260316_quote.zip`]: { [`${name}_quote.csv`]: rows.share ?? "" },
    [`equity/usa/minute/${symbol}/20260316_trade.zip`]: { [`${name}_trade.csv`]: rows.trades ?? "" },
  };
}
