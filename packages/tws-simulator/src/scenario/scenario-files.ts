import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkOptions } from "../checked-options.ts";
import { DataFileError, readDataFile } from "../data-file/index.ts";
import { SimulatorOptionError, type SimulatorOptions } from "../options.ts";
import { type Scenario, scenarioSchema } from "./scenario.ts";

/** Beside `src/`, and beside the folder of a built package. */
const FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../scenarios/" : "../scenarios/", import.meta.url),
);
const ENDING = ".yaml";

/** Names of the scenarios that come with the simulator, in order. */
export function scenarioNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => basename(file, ENDING))
    .sort();
}

/** `latency.fillMs`, `accounts[0].id` */
function pathOf(field: string): readonly (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter((key) => key !== "")
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** Reads and checks a scenario's file. Throws `DataFileError` with file, line and field of what is wrong. */
export function readScenarioFile(file: string): Scenario {
  const data = readDataFile(file, scenarioSchema);
  const scenario = data.value;
  try {
    checkOptions({ market: { kind: "builtin" }, ...scenario.options });
  } catch (error) {
    if (!(error instanceof SimulatorOptionError)) throw error;
    const message = error.message.replace(`${error.field}: `, "");
    throw data.fault(["options", ...pathOf(error.field)], message);
  }
  return scenario;
}

/** One of the scenarios that come with the simulator, by its name, or a file. Throws `SimulatorOptionError`. */
export function findScenario(nameOrFile: string): Scenario {
  const isFile = nameOrFile.endsWith(ENDING) || nameOrFile.includes("/");
  if (!isFile && !scenarioNames().includes(nameOrFile)) {
    throw new SimulatorOptionError("scenario", `there is no scenario ${nameOrFile}`);
  }
  try {
    return readScenarioFile(isFile ? nameOrFile : join(FOLDER, `${nameOrFile}${ENDING}`));
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    throw new SimulatorOptionError("scenario", error.message, { cause: error });
  }
}

/** The options with a scenario's own under them. Throws `SimulatorOptionError` when it names one that cannot be. */
export function withScenario(options: SimulatorOptions): {
  readonly options: SimulatorOptions;
  readonly scenario: Scenario | null;
} {
  if (options.scenario === undefined) return { options, scenario: null };
  const scenario = findScenario(options.scenario);
  return { options: { ...scenario.options, ...options }, scenario };
}
