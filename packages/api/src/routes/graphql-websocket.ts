import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, GraphQLError } from "graphql";
import {
  type Context,
  handleProtocols,
  makeServer,
  type OperationResult,
  type Server as GraphqlServer,
  type SubscribePayload,
} from "graphql-ws";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { bearerSecret, requestSecret } from "../auth/credentials.ts";
import { originFault, type OriginPolicy } from "../auth/request-origin.ts";
import type { Sessions, SignedIn } from "../auth/sessions.ts";
import { createErrorMask } from "../graphql/errors.ts";
import type { Pipeline } from "../graphql/pipeline.ts";
import type { ApiLimits } from "../limits/limits.ts";
import type { RefusalCounts } from "../limits/refusals.ts";
import type { ApiLogger } from "../options.ts";

const CLOSE_GOING_AWAY = 1001;
const CLOSE_INTERNAL = 1011;
const CLOSE_FORBIDDEN = 4403;
const HEARTBEAT_MS = 12_000;
const INIT_DEADLINE_MS = 3_000;

export interface WebSocketSetup {
  readonly pipeline: Pipeline;
  readonly sessions: Sessions;
  readonly cookieName: () => string;
  readonly originPolicy: () => OriginPolicy;
  readonly limits: ApiLimits;
  readonly refusals: RefusalCounts;
  readonly logger: ApiLogger;
}

interface Connection extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  /** Null until the connection proved who it is. */
  signedIn: SignedIn | null;
  expiry: NodeJS.Timeout | null;
  operations: () => number;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;

/** GraphQL over WebSockets (the protocol graphql-transport-ws) on the path /graphql of an HTTP server. */
export class GraphqlWebSockets {
  readonly #setup: WebSocketSetup;
  readonly #mask: (error: unknown) => GraphQLError;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Set<Connection>();
  readonly #graphql: GraphqlServer<Connection>;

  constructor(setup: WebSocketSetup) {
    this.#setup = setup;
    this.#mask = createErrorMask(setup.logger);
    this.#webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: setup.limits.messageBytesMax,
      perMessageDeflate: false,
      handleProtocols,
    });
    this.#graphql = makeServer<Record<string, unknown>, Connection>({
      connectionInitWaitTimeout: INIT_DEADLINE_MS,
      onConnect: (context) => this.#signIn(context),
      onSubscribe: (context, _id, payload) => this.#prepare(context, payload),
      execute: (args) => rootOf(args).execute(args),
      subscribe: (args) => rootOf(args).subscribe(args),
    });
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Operations under way on all connections. */
  get operations(): number {
    let count = 0;
    for (const connection of this.#connections) count += connection.operations();
    return count;
  }

  attach(server: Server): void {
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Closes the connections of a session that is no more. */
  endSession(session: SignedIn): void {
    for (const { signedIn, socket } of this.#connections) {
      if (signedIn === session) socket.close(CLOSE_FORBIDDEN, "The session has ended. Sign in again.");
    }
  }

  async close(): Promise<void> {
    for (const { socket } of this.#connections) socket.close(CLOSE_GOING_AWAY, "Legbook is stopping.");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#webSockets.close(() => resolve());
    const patience = setTimeout(() => {
      for (const { socket } of this.#connections) socket.terminate();
    }, 1_000);
    await promise;
    clearTimeout(patience);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { limits, originPolicy, sessions, cookieName } = this.#setup;
    const path = (request.url ?? "").split("?", 1)[0];
    if (path !== "/graphql")
      return refuseUpgrade(socket, 404, "Not Found", "WebSockets are served at /graphql.");
    const fault = originFault(request.headers, originPolicy());
    if (fault !== null) {
      this.#setup.refusals.add(fault.code);
      return refuseUpgrade(socket, fault.status, fault.code, fault.message);
    }
    if (this.#connections.size >= limits.connectionsMax) {
      this.#setup.refusals.add("TOO_MANY_CONNECTIONS");
      const message = `${limits.connectionsMax} WebSockets are open already; close one.`;
      return refuseUpgrade(socket, 503, "TOO_MANY_CONNECTIONS", message);
    }
    const secret = requestSecret(request.headers, cookieName());
    const signedIn = secret === null ? null : sessions.find(secret);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, signedIn));
  }

  #open(socket: WebSocket, signedIn: SignedIn | null): void {
    const connection: Connection = { socket, signedIn, expiry: null, operations: () => 0 };
    this.#connections.add(connection);
    const { logger } = this.#setup;
    let receive: ((text: string) => Promise<void>) | null = null;
    const closed = this.#graphql.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (callback) => {
          receive = callback;
        },
      },
      connection,
    );
    socket.on("message", (data: RawData) => {
      // Node's default binary type: one buffer a message.
      if (!Buffer.isBuffer(data)) throw new Error("a WebSocket message is not one buffer");
      receive?.(data.toString("utf8")).catch((error: unknown) => {
        logger.error({ err: error }, "a WebSocket message failed");
        socket.close(CLOSE_INTERNAL, "Internal error");
      });
    });
    // Broken frames and messages beyond the limit: ws closes with the right code itself.
    socket.on("error", (error) => logger.warn({ err: error }, "a WebSocket failed"));
    const heartbeat = startHeartbeat(socket);
    socket.once("close", (code, reason) => {
      clearInterval(heartbeat);
      if (connection.expiry !== null) clearTimeout(connection.expiry);
      this.#connections.delete(connection);
      closed(code, String(reason)).catch((error: unknown) => {
        logger.error({ err: error }, "a WebSocket's operations did not end");
      });
    });
  }

  #signIn(context: ConnectionContext): boolean {
    const connection = context.extra;
    const secret = bearerSecret(context.connectionParams?.["authorization"]);
    const { sessions } = this.#setup;
    connection.signedIn = secret === null ? connection.signedIn : sessions.find(secret);
    if (connection.signedIn === null) {
      this.#setup.refusals.add("NOT_SIGNED_IN");
      return false;
    }
    connection.operations = () => Object.keys(context.subscriptions).length;
    const leftMs = Math.min(connection.signedIn.expiresAt - Date.now(), 2 ** 31 - 1);
    connection.expiry = setTimeout(() => {
      connection.socket.close(CLOSE_FORBIDDEN, "The session has expired. Sign in again.");
    }, leftMs);
    return true;
  }

  async #prepare(
    context: ConnectionContext,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { limits, refusals, pipeline } = this.#setup;
    const { signedIn } = context.extra;
    if (signedIn === null) throw new Error("an operation came before the connection was acknowledged");
    if (Object.keys(context.subscriptions).length > limits.operationsPerConnectionMax) {
      refusals.add("TOO_MANY_OPERATIONS");
      return [tooManyOperations(limits.operationsPerConnectionMax)];
    }
    try {
      return await pipeline.prepare({ user: signedIn.user, transport: "websocket" }, payload);
    } catch (error) {
      return [this.#mask(error)];
    }
  }
}

interface PreparedRoot {
  readonly execute: (args: ExecutionArgs) => OperationResult;
  readonly subscribe: (args: ExecutionArgs) => OperationResult;
}

function rootOf(args: ExecutionArgs): PreparedRoot {
  return args.rootValue as PreparedRoot;
}

function tooManyOperations(limit: number): GraphQLError {
  return new GraphQLError(
    `At most ${limit} operations may be under way on one WebSocket. Complete one, or open another connection.`,
    { extensions: { code: "TOO_MANY_OPERATIONS", limit } },
  );
}

/** Resolves once the bytes left this process: a slow reader holds its own subscriptions back, and nothing piles up. */
function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.send(text, (error) => {
    if (error === undefined || error === null || socket.readyState !== socket.OPEN) resolve();
    else reject(error);
  });
  return promise;
}

/** Ends a connection whose other side no longer answers pings. */
function startHeartbeat(socket: WebSocket): NodeJS.Timeout {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  return setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS);
}

function refuseUpgrade(socket: Duplex, status: number, reason: string, message: string): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: reason } }] });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      "Connection: close",
      "Content-Type: application/json; charset=utf-8",
      "Cache-Control: no-store",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
