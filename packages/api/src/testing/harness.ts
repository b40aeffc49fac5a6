import { type DomainEvent, streamName } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import {
  createPastViews,
  createViews,
  type PastViews,
  runProjections,
  type ViewsHost,
} from "@legbook/projections";
import { ACCOUNT, PROLOGUE, SnapshotsInMemory } from "@legbook/projections/testing";
import { type Client, createClient, type ClientOptions } from "graphql-ws";
import { WebSocket } from "ws";
import { createApiServer } from "../create-server.ts";
import type { ApiServer, ApiServerOptions } from "../options.ts";
import { EngineStandIn } from "./engine-stand-in.ts";
import { pastLogOfStore } from "./past-log-of-store.ts";

export interface GraphqlAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

export interface LoggedError {
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A server that listens, over real views that follow a real log. */
export interface Harness {
  readonly server: ApiServer;
  readonly engine: EngineStandIn;
  readonly views: ViewsHost;
  /** What the server logged as errors. */
  readonly errorsLogged: readonly LoggedError[];
  /** Appends to the log and waits until the views show it. */
  append(...events: readonly DomainEvent[]): Promise<void>;
  /** A session's bearer secret. */
  signIn(): Promise<string>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** A WebSocket client that is signed in by its connection_init payload. */
  client(options?: Partial<ClientOptions>): Promise<Client>;
  close(): Promise<void>;
}

/** Starts everything on a free port with a session, a chain and limits in the log. */
export async function startHarness(
  store: EventStore,
  options: Partial<ApiServerOptions> = {},
): Promise<Harness> {
  const engine = new EngineStandIn(store);
  const { views, past, stop } = followLog(store);
  const append = async (...events: readonly DomainEvent[]): Promise<void> => {
    await views.reached(await engine.append(streamName("sample", "all"), ...events));
  };
  await append(...PROLOGUE);
  const errorsLogged: LoggedError[] = [];
  const server = await createApiServer({
    engine,
    store,
    views,
    past,
    whatIfs: { run: () => Promise.reject(new Error("nothing is decided again here")) },
    proofs: { prove: () => Promise.reject(new Error("nothing is proven here")) },
    session: {
      mode: "simulated",
      version: "0.1.0",
      accounts: [ACCOUNT],
      gateway: "127.0.0.1:7497",
      startedAt: engine.gatewayTime,
      linesMax: 90,
      currency: "USD",
    },
    pricing: { rate: 0, dividendYield: 0 },
    port: 0,
    webRoot: null,
    logger: {
      warn: () => undefined,
      error: (details, message) => errorsLogged.push({ details: { ...details }, message }),
    },
    ...options,
  });
  const clients: Client[] = [];
  let secret: Promise<string> | null = null;
  const signIn = (): Promise<string> => (secret ??= exchange(server));
  return {
    server,
    engine,
    views,
    errorsLogged,
    append,
    signIn,
    graphql: async (query, variables = {}) =>
      postGraphql(server, { query, variables }, { authorization: `Bearer ${await signIn()}` }),
    client: async (clientOptions = {}) => {
      const client = createClient({
        url: `${server.url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${await signIn()}` },
        retryAttempts: 0,
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) await client.dispose();
      await server.close();
      await stop();
      await store.close();
    },
  };
}

/** Views that follow the log until they are stopped. */
function followLog(store: EventStore): {
  readonly views: ViewsHost;
  readonly past: PastViews;
  readonly stop: () => Promise<void>;
} {
  const snapshots = new SnapshotsInMemory();
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const views = createViews({
    onListenerError: (error) => {
      throw error;
    },
  });
  const stopping = new AbortController();
  const run = runProjections({
    feed: (after, signal: AbortSignal) =>
      store.subscribeAll({ ...(after === null ? {} : { after }), signal }),
    views,
    snapshots,
    snapshotEveryEvents: 16,
    signal: stopping.signal,
    nextTurn,
    onProgress: () => undefined,
  });
  return {
    views,
    past: createPastViews({ log: pastLogOfStore(store), snapshots, nextTurn }),
    stop: () => {
      stopping.abort();
      return run;
    },
  };
}

/** Exchanges a fresh one-time token for a bearer secret, as a program would. */
export async function exchange(server: ApiServer): Promise<string> {
  const token = new URL(server.issueSignInUrl()).searchParams.get("token");
  const response = await fetch(`${server.url}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const { token: secret } = (await response.json()) as { token: string };
  return secret;
}

/** One operation over HTTP. */
export async function postGraphql(
  server: ApiServer,
  body: unknown,
  headers: Record<string, string>,
): Promise<GraphqlAnswer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Partial<GraphqlAnswer>;
  return { status: response.status, data: answer.data ?? null, errors: answer.errors ?? [] };
}
