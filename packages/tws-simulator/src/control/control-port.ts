import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod";
import { FaultError } from "../faults/check-fault.ts";
import { FaultFailure } from "../faults/world.ts";
import { SimulatorOptionError } from "../options.ts";
import type { SimulatorControl } from "./control.ts";
import { isKnownPath, routeOf } from "./routes.ts";

const HOST = "127.0.0.1";
const BODY_BYTES_MAX = 64 << 10;
const CONNECTIONS_MAX = 16;
const REQUEST_MS_MAX = 10_000;
/** By name as well: what a browser was led to by another name is refused. */
const HOSTS = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** A request that is not answered as asked. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Lets in what a program on this machine sends. A page in a browser may reach a port of the machine as well: it gives
 * itself away by its origin, by a host that is not this one, or by a body that is not JSON.
 */
function refuseForeign({ headers, method }: IncomingMessage): void {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  if (!HOSTS.has(host)) throw new Refusal(403, "the control port serves this machine only");
  if (headers.origin !== undefined || (headers["sec-fetch-site"] ?? "none") !== "none") {
    throw new Refusal(403, "the control port serves no web pages");
  }
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim();
  if (method === "POST" && type !== "application/json") {
    throw new Refusal(415, "the body's content-type is application/json");
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Refusal(413, `a body has at most ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw error instanceof SyntaxError ? new Refusal(400, "the body is no JSON") : error;
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof z.ZodError) return new Refusal(400, z.prettifyError(error));
  if (error instanceof FaultError || error instanceof SimulatorOptionError) {
    return new Refusal(400, error.message);
  }
  if (error instanceof FaultFailure || error instanceof RangeError) return new Refusal(409, error.message);
  return new Refusal(500, error instanceof Error ? error.message : String(error));
}

async function answer(control: SimulatorControl, request: IncomingMessage): Promise<unknown> {
  refuseForeign(request);
  const { pathname, searchParams } = new URL(request.url ?? "/", `http://${HOST}`);
  const found = routeOf(request.method ?? "", pathname);
  if (found === null) {
    throw isKnownPath(pathname)
      ? new Refusal(405, `${request.method ?? ""} does not go with ${pathname}`)
      : new Refusal(404, `there is nothing at ${pathname}`);
  }
  const asked = { id: found.id, query: Object.fromEntries(searchParams), body: await bodyOf(request) };
  return found.route.answer(control, asked) ?? null;
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
    // What was not read of a refused body is not waited for.
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(body);
}

/** A control port that listens. */
export interface ControlPort {
  readonly port: number;
  close(): Promise<void>;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the control port has no port");
  return address.port;
}

/** Opens the control port, on this machine's loopback only. Rejects with `SimulatorOptionError`. */
export async function openControlPort(control: SimulatorControl, port: number): Promise<ControlPort> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("request", (request, response) => {
    answer(control, request).then(
      (value) => send(response, 200, value),
      (error: unknown) => {
        const { status, message } = refusalOf(error);
        send(response, status, { error: message });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new SimulatorOptionError("controlPort", error.message, { cause: error })),
    );
    server.listen({ port, host: HOST }, resolve);
  });
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
