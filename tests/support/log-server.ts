import { startChild, type Child } from "./child-process.ts";

const MAIN = "packages/engine/src/event-store/eventstoredb/stand-in/main.ts";
const START_DEADLINE_MS = 20_000;

/** A process that speaks EventStoreDB's protocol, its events in a file: it can be killed and started again. */
export interface LogServer {
  /** `esdb://127.0.0.1:PORT?tls=false`. */
  readonly address: string;
  kill(): Promise<void>;
  /** At the same address. */
  start(): Promise<void>;
}

export async function startLogServer(file: string): Promise<LogServer> {
  let child: Child | null = null;
  let port = "0";
  const start = async (): Promise<void> => {
    child = startChild(process.execPath, [MAIN, port, file]);
    [, port = "0"] = await child.printed(/^esdb:\/\/127\.0\.0\.1:(\d+)/m, START_DEADLINE_MS);
  };
  await start();
  return {
    get address() {
      return `esdb://127.0.0.1:${port}?tls=false`;
    },
    kill: async () => {
      await child?.end();
    },
    start,
  };
}
