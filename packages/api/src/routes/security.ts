import fastifyCookie from "@fastify/cookie";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { requestSecret } from "../auth/credentials.ts";
import { originFault, type OriginPolicy } from "../auth/request-origin.ts";
import type { Sessions, SignedIn } from "../auth/sessions.ts";
import type { ApiLimits } from "../limits/limits.ts";
import type { RefusalCounts } from "../limits/refusals.ts";
import { PAGE_STYLE_SOURCE } from "./page.ts";
import { notSignedIn } from "./sign-in.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What the request proves itself with, valid or not. */
    secret: string | null;
    /** Who asks; null for nobody that is known. */
    signedIn: SignedIn | null;
  }
}

export interface SecuritySetup {
  readonly sessions: Sessions;
  readonly cookieName: () => string;
  readonly originPolicy: () => OriginPolicy;
  readonly limits: ApiLimits;
  readonly refusals: RefusalCounts;
  readonly metricsPublic: boolean;
}

/** Headers, host and origin checks, request rates, and who asks: before every route. */
export async function addSecurity(app: FastifyInstance, setup: SecuritySetup): Promise<void> {
  const { sessions, cookieName, originPolicy, refusals } = setup;
  app.decorateRequest("secret", null);
  app.decorateRequest("signedIn", null);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const fault = originFault(request.headers, originPolicy());
    if (fault !== null) {
      refusals.add(fault.code);
      return reply
        .code(fault.status)
        .send({ errors: [{ message: fault.message, extensions: { code: fault.code } }] });
    }
    request.secret = requestSecret(request.headers, cookieName());
    request.signedIn = request.secret === null ? null : sessions.find(request.secret);
  });
  await app.register(fastifyHelmet, helmetOptions);
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, {
    max: setup.limits.requestsPerSecondMax,
    timeWindow: 1_000,
    errorResponseBuilder: (_request, { max, ttl }) => ({
      statusCode: 429,
      code: "TOO_MANY_REQUESTS",
      message: `More than ${max} requests; try again in ${Math.ceil(ttl / 1_000)} s.`,
    }),
    onExceeded: () => refusals.add("TOO_MANY_REQUESTS"),
  });
  app.addHook("onRequest", async (request, reply) => {
    if (request.signedIn !== null || isOpenToAll(request, setup)) return;
    refusals.add("NOT_SIGNED_IN");
    return refuse(request, reply);
  });
}

function isOpenToAll({ method, url, query }: FastifyRequest, { metricsPublic }: SecuritySetup): boolean {
  const path = url.split("?", 1)[0];
  if (path === "/health" && method === "GET") return true;
  if (path === "/metrics" && method === "GET") return metricsPublic;
  if (path === "/session" && method === "POST") return true;
  return path === "/" && method === "GET" && "token" in (query as object);
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if ((request.headers.accept ?? "").includes("text/html")) {
    const reason = request.secret === null ? "You are not signed in." : "Your session has ended.";
    return notSignedIn(reply, reason);
  }
  return reply
    .code(401)
    .header("www-authenticate", "Bearer")
    .send({
      errors: [
        {
          message:
            "Not signed in. Open the link that Legbook printed, or exchange its token with POST /session and send the answer's token as a bearer.",
          extensions: { code: "NOT_SIGNED_IN" },
        },
      ],
    });
}

/** Strict: nothing inline but the style of the pages of plain sentences. Plain HTTP on the loopback, so no upgrade to HTTPS. */
const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", PAGE_STYLE_SOURCE],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  referrerPolicy: { policy: "same-origin" as const },
  xFrameOptions: { action: "deny" as const },
};
