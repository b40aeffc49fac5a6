import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { page } from "./page.ts";

const YEAR_SECONDS = 31_536_000;

/** Called for `/?token=...` before anything is served. */
export type TokenExchange = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * The built application: its files, and its first page for every other address of its own. Without a build each
 * address says how to make one.
 */
export async function addWebApp(
  app: FastifyInstance,
  webRoot: string | null,
  signInsPerMinuteMax: number,
  exchange: TokenExchange,
): Promise<void> {
  const root = webRoot === null ? null : resolve(webRoot);
  const built = root !== null && existsSync(join(root, "index.html"));
  if (built) {
    await app.register(fastifyStatic, {
      root,
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Names under assets/ contain a hash of what is in them.
        if (path.startsWith(join(root, "assets"))) {
          reply.header("cache-control", `private, max-age=${YEAR_SECONDS}, immutable`);
        }
      },
    });
  }
  const index = (reply: FastifyReply): FastifyReply =>
    built ? reply.sendFile("index.html") : notBuilt(reply);
  const exchanges = app.createRateLimit({ max: signInsPerMinuteMax, timeWindow: 60_000 });
  app.get("/", async (request, reply) => {
    if (!("token" in (request.query as object))) return index(reply);
    const rate = await exchanges(request);
    if (!rate.isAllowed && rate.isExceeded) {
      const message = `More than ${signInsPerMinuteMax} attempts to sign in; try again in a minute.`;
      return reply.code(429).send({ errors: [{ message, extensions: { code: "TOO_MANY_REQUESTS" } }] });
    }
    return exchange(request, reply);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage = (request.headers.accept ?? "").includes("text/html");
    if (request.method === "GET" && wantsPage) return index(reply);
    return reply.code(404).send({
      errors: [{ message: `There is nothing at ${request.url}.`, extensions: { code: "NOT_FOUND" } }],
    });
  });
}

function notBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type("text/html; charset=utf-8")
    .send(
      page("The web application is not built", [
        "The engine and its API are running, but the page's files are not there.",
        "Stop Legbook and start it with npm start, which builds the page first; or run node apps/web/scripts/build.ts and reload.",
      ]),
    );
}
