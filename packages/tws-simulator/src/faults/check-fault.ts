import { SimulatorOptionError, type SimulatorOptions } from "../options.ts";
import type { Fault, FaultInput } from "./fault.ts";
import { faultSchema } from "./fault-schema.ts";
import { FaultTextError, parseFaultText } from "./fault-text.ts";
import { ACTIONS } from "./registry.ts";

/** What is wrong with a fault that a caller gave, and where in it. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly path: readonly PropertyKey[];

  constructor(path: readonly PropertyKey[], message: string, options?: ErrorOptions) {
    super(path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`, options);
    this.path = path;
  }
}

/** Checks a fault in either form. Throws `FaultError` for the first thing that is wrong with it. */
export function checkFault(input: FaultInput | string): Fault {
  let values: unknown = input;
  if (typeof input === "string") {
    try {
      values = parseFaultText(input);
    } catch (error) {
      if (!(error instanceof FaultTextError)) throw error;
      throw new FaultError([], error.message, { cause: error });
    }
  }
  const result = faultSchema.safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") throw new FaultError([...issue.path, ...issue.keys], "is unknown");
  const name = typeof values === "object" && values !== null && "do" in values ? String(values.do) : "";
  const isUnknown = issue?.path[0] === "do" && ACTIONS.every((action) => action.name !== name);
  throw new FaultError(
    issue?.path ?? [],
    isUnknown ? `there is no action ${name}` : (issue?.message ?? "is wrong"),
  );
}

/** Checks the option of this name. Throws `SimulatorOptionError`. */
export function checkFaults(faults: SimulatorOptions["faults"] = []): readonly Fault[] {
  return faults.map((input, index) => {
    try {
      return checkFault(input);
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      throw new SimulatorOptionError(`faults[${index}]`, error.message, { cause: error });
    }
  });
}
