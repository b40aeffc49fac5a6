import { Worker } from "node:worker_threads";
import type { AccountSnapshot } from "./account-snapshot.ts";
import type { SimulatorControl } from "./control/control.ts";
import type { LedgerEntry } from "./ledger/entry.ts";
import { SimulatorOptionError, type SimulatorOptions } from "./options.ts";
import type {
  WorkerAnswers,
  WorkerFault,
  WorkerMessage,
  WorkerQuery,
  WorkerRequest,
} from "./worker-messages.ts";

/** A control in another thread: the same calls, each with a promise of its result. */
export type RemoteControl = {
  readonly [Call in keyof SimulatorControl]: (
    ...args: Parameters<SimulatorControl[Call]>
  ) => Promise<ReturnType<SimulatorControl[Call]>>;
};

/** A simulator in a thread of its own: its work does not delay the caller's event loop. */
export interface SimulatorWorker {
  readonly port: number;
  readonly control: RemoteControl;
  /** As `Simulator.controlPort`. */
  readonly controlPort: number | null;
  /** Rejects for an unknown account. */
  account(id: string): Promise<AccountSnapshot>;
  marketTime(): Promise<number>;
  advanceMarketTime(ms: number): Promise<void>;
  /** Entries after a sequence number; all when absent. */
  ledger(after?: number): Promise<readonly LedgerEntry[]>;
  /** Ends simulator and thread. Repeating it is harmless. */
  close(): Promise<void>;
}

function errorOf({ message, field }: WorkerFault): Error {
  if (field === null) return new Error(message);
  return new SimulatorOptionError(field, message.replace(`${field}: `, ""));
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Questions to the thread and their answers. */
class Conversation {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #ended: Error | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("error", (error) => this.end(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.end(new Error("the simulator's thread has ended")));
  }

  ask<Kind extends WorkerQuery["kind"]>(
    query: Extract<WorkerQuery, { readonly kind: Kind }>,
  ): Promise<WorkerAnswers[Kind]> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const request: WorkerRequest = { id: this.#lastId, query };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve: (value) => resolve(value as WorkerAnswers[Kind]), reject });
      this.#worker.postMessage(request, []);
    });
  }

  settle(message: WorkerMessage): void {
    if (message.kind !== "answer" && message.kind !== "refusal") return;
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === "answer") pending?.resolve(message.value);
    else pending?.reject(errorOf(message.fault));
  }

  end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

/** As `startSimulator`, in a worker thread. Rejects likewise. */
export async function startSimulatorWorker(options: SimulatorOptions): Promise<SimulatorWorker> {
  const { log, ...data } = options;
  const module = import.meta.url.endsWith(".ts") ? "worker.ts" : "worker.js";
  const worker = new Worker(new URL(module, import.meta.url), { workerData: data });
  const conversation = new Conversation(worker);
  // Not `once`: that rejects when the thread dies of an error, which the conversation tells to whoever asks it something.
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const started = await new Promise<Extract<WorkerMessage, { kind: "started" }>>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the simulator's thread ended before it started")));
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "log") log?.(message.line);
      else if (message.kind === "started") resolve(message);
      else if (message.kind === "failed") reject(errorOf(message.fault));
      else conversation.settle(message);
    });
  });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await conversation.ask({ kind: "close" });
    await exited;
  };
  const control = started.calls.map((call) => [
    call,
    (...args: readonly unknown[]) => conversation.ask({ kind: "control", call, args }),
  ]);
  return {
    port: started.port,
    controlPort: started.controlPort,
    control: Object.fromEntries(control) as RemoteControl,
    account: (id) => conversation.ask({ kind: "account", id }),
    marketTime: () => conversation.ask({ kind: "marketTime" }),
    advanceMarketTime: async (ms) => void (await conversation.ask({ kind: "advanceMarketTime", ms })),
    ledger: (after = 0) => conversation.ask({ kind: "ledger", after }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
