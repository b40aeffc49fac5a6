import type { SimulatorOptions } from "@legbook/tws-simulator";
import type { Settings } from "./settings.ts";

/** The underlying of the built-in market that the demonstration trades. */
export const BUILTIN_SYMBOL = "LBX";

/** How the built-in gateway is run: its market by the settings, its books in a file beside the log. */
export function simulatorOptions(settings: Settings, ledgerFile: string): SimulatorOptions {
  const { data, symbol, date, seed, speed } = settings;
  return {
    port: 0,
    seed,
    speed,
    ledgerFile,
    market:
      data === null || symbol === null || date === null
        ? { kind: "builtin" }
        : { kind: "lean", folder: data, symbol, date },
  };
}
