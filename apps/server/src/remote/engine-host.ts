import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Engine } from "@legbook/engine";
import { type Call, CALLS, decode, encode, type EngineState, frame, PATHS } from "./protocol.ts";

/** Answers other processes of the same log on this machine. */
export interface EngineHost {
  readonly url: string;
  /** Who has it may give commands. */
  readonly token: string;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/** Commands are small; a preset of a scan is the largest. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Serves an engine on the loopback, at a free port. */
export async function serveEngine(engine: Engine, session: EngineState["session"]): Promise<EngineHost> {
  const token = randomBytes(32).toString("base64url");
  const server = createServer((request, response) => {
    answer(engine, session, token, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, { message: error instanceof Error ? error.message : String(error) });
    });
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  engine: Engine,
  session: EngineState["session"],
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? "";
  if (!isAllowed(request, token)) return send(response, 401, { message: "another token" });
  if (path === PATHS.state) {
    const state: EngineState = {
      session,
      now: engine.now(),
      health: engine.health(),
      metrics: engine.metrics(),
    };
    return send(response, 200, state);
  }
  if (Number(request.headers["content-length"] ?? BODY_BYTES_MAX + 1) > BODY_BYTES_MAX) {
    return send(response, 413, { message: `a command has at most ${BODY_BYTES_MAX} bytes` });
  }
  const args = decode(await buffer(request)) as readonly unknown[];
  if (path === PATHS.scan) return scan(engine, args, response);
  const call = CALLS.find((name) => path === PATHS.call + name);
  if (call === undefined) return send(response, 404, { message: `no call ${path}` });
  send(response, 200, await callOf(engine, call)(...args));
}

function callOf(engine: Engine, call: Call): (...args: readonly unknown[]) => unknown {
  return (engine[call] as (...args: readonly unknown[]) => unknown).bind(engine);
}

/** The answer first, then each state, as fast as the other side takes them. */
async function scan(engine: Engine, args: readonly unknown[], response: ServerResponse): Promise<void> {
  const abort = new AbortController();
  response.on("close", () => abort.abort());
  const [criteria, user] = args as Parameters<Engine["scan"]>;
  const answered = await engine.scan(criteria, user, abort.signal);
  response.writeHead(200);
  if (answered.kind === "refused") {
    response.end(frame(answered));
    return;
  }
  const { updates, ...accepted } = answered;
  response.write(frame(accepted));
  for await (const update of updates) {
    if (abort.signal.aborted) break;
    if (!response.write(frame(update))) {
      await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  }
  response.end();
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status).end(encode(value));
}
