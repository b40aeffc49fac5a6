import { onTestFinished } from "vitest";
import type { SimulatorOptions } from "../options.ts";
import { type Simulator, startSimulator } from "../simulator.ts";

/** A simulator that ends with the test that starts it, whatever happens in that; its connections end with it. */
export async function simulatorOfTest(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}
