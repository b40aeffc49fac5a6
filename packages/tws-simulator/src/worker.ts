import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { SimulatorOptionError, type SimulatorOptions } from "./options.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import type { WorkerFault, WorkerMessage, WorkerQuery, WorkerRequest } from "./worker-messages.ts";

/** The thread's side of `startSimulatorWorker`: runs a simulator and answers the host's questions. */
if (parentPort === null) throw new Error("this module runs in a worker thread only");
const host: MessagePort = parentPort;

function tell(message: WorkerMessage): void {
  host.postMessage(message, []);
}

function fault(error: unknown): WorkerFault {
  const message = error instanceof Error ? error.message : String(error);
  return { message, field: error instanceof SimulatorOptionError ? error.field : null };
}

async function answer(simulator: Simulator, query: WorkerQuery): Promise<unknown> {
  switch (query.kind) {
    case "account":
      return simulator.account(query.id);
    case "marketTime":
      return simulator.marketTime();
    case "advanceMarketTime":
      simulator.advanceMarketTime(query.ms);
      return null;
    case "ledger":
      return [...simulator.ledger].slice(query.after);
    case "control": {
      const call = simulator.control[query.call] as (...args: readonly unknown[]) => unknown;
      return call(...query.args);
    }
    case "close":
      await simulator.close();
      return null;
  }
}

async function serve(simulator: Simulator, { id, query }: WorkerRequest): Promise<void> {
  try {
    tell({ kind: "answer", id, value: await answer(simulator, query) });
  } catch (error) {
    tell({ kind: "refusal", id, fault: fault(error) });
  }
  if (query.kind === "close") host.close();
}

try {
  const options = workerData as SimulatorOptions;
  const simulator = await startSimulator({ ...options, log: (line) => tell({ kind: "log", line }) });
  host.on("message", (request: WorkerRequest) => void serve(simulator, request));
  const { port, controlPort, control } = simulator;
  const calls = Object.keys(control) as (keyof typeof control)[];
  tell({ kind: "started", port, controlPort, calls });
} catch (error) {
  tell({ kind: "failed", fault: fault(error) });
  host.close();
}
