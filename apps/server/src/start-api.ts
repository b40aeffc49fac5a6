import { fileURLToPath } from "node:url";
import { type ApiServer, createApiServer } from "@legbook/api";
import { type Engine, type EventStore, isAccountAllowed } from "@legbook/engine";
import type { Logger } from "pino";
import { eventProofs } from "./event-proofs.ts";
import type { EngineState } from "./remote/protocol.ts";
import { whatIfs } from "./what-ifs.ts";
import type { RunningViews } from "./start-views.ts";

export interface StartApiOptions {
  readonly engine: Engine;
  readonly store: EventStore;
  readonly running: Pick<RunningViews, "views" | "past">;
  /** Of the engine, wherever it runs. */
  readonly session: EngineState["session"];
  readonly port: number;
  readonly logger: Logger;
}

/** Serves the page and the API on the loopback. */
export function startApi(options: StartApiOptions): Promise<ApiServer> {
  const { engine, store, running, session, port, logger } = options;
  const { views, past } = running;
  const { accountsAllowed, rate, ...shown } = session;
  return createApiServer({
    engine,
    store,
    views,
    past,
    session: {
      ...shown,
      currency: "USD",
      get accounts() {
        return views.connection.accounts.filter((account) => isAccountAllowed(accountsAllowed, account));
      },
    },
    pricing: { rate, dividendYield: 0 },
    host: "127.0.0.1",
    port,
    proofs: eventProofs(store),
    whatIfs: whatIfs(store),
    webRoot: fileURLToPath(new URL("../../web/dist", import.meta.url)),
    logger,
  });
}
