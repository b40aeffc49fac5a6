import { setImmediate as nextTurn } from "node:timers/promises";
import { type Simulator, type SimulatorOptions, startSimulator } from "@legbook/tws-simulator";

/** What the benchmark asks of a simulator in a process of its own. */
export type HostRequest =
  /** Moves the schedule on in steps, a turn of the event loop between two, as fast as the machine can. */
  | { readonly kind: "run"; readonly forMs: number; readonly stepMs: number }
  /** Processor time that this process has used, in milliseconds. */
  | { readonly kind: "cpu" }
  | { readonly kind: "close" };

export type HostAnswer =
  | { readonly kind: "started"; readonly port: number }
  | { readonly kind: "done"; readonly wallMs: number }
  | { readonly kind: "cpu"; readonly ms: number }
  | { readonly kind: "closed" };

const [, , options] = process.argv;
if (options === undefined || process.send === undefined) throw new Error("started by the benchmark only");
const tell = (answer: HostAnswer): void => void process.send?.(answer);

async function run(simulator: Simulator, forMs: number, stepMs: number): Promise<void> {
  const began = performance.now();
  for (let passed = 0; passed < forMs; passed += stepMs) {
    simulator.run(stepMs);
    await nextTurn();
  }
  tell({ kind: "done", wallMs: performance.now() - began });
}

async function answer(simulator: Simulator, request: HostRequest): Promise<void> {
  if (request.kind === "run") await run(simulator, request.forMs, request.stepMs);
  else if (request.kind === "cpu") {
    const { user, system } = process.cpuUsage();
    tell({ kind: "cpu", ms: (user + system) / 1000 });
  } else {
    await simulator.close();
    tell({ kind: "closed" });
    process.exit(0);
  }
}

const simulator = await startSimulator(JSON.parse(options) as SimulatorOptions);
process.on("message", (request: HostRequest) => void answer(simulator, request));
tell({ kind: "started", port: simulator.port });
