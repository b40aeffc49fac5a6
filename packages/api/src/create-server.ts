import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { sessionCookieName } from "./auth/credentials.ts";
import { originPolicy } from "./auth/request-origin.ts";
import { Sessions } from "./auth/sessions.ts";
import { createPipeline } from "./graphql/pipeline.ts";
import { type ApiLimits, defaultApiLimits } from "./limits/limits.ts";
import { RefusalCounts } from "./limits/refusals.ts";
import { createMetrics } from "./metrics/registry.ts";
import { engineClock } from "./models/clock.ts";
import { createModels } from "./models/models.ts";
import type { ApiLogger, ApiServer, ApiServerOptions } from "./options.ts";
import { createPastChains } from "./past/past-chain.ts";
import { createViewpoints } from "./past/viewpoint.ts";
import { addErrors } from "./routes/errors.ts";
import { addGraphqlHttp } from "./routes/graphql-http.ts";
import { GraphqlWebSockets } from "./routes/graphql-websocket.ts";
import { addHealth } from "./routes/health.ts";
import { addMetrics } from "./routes/metrics.ts";
import { addSecurity } from "./routes/security.ts";
import { addSignIn, exchangeInBrowser } from "./routes/sign-in.ts";
import { addWebApp } from "./routes/web-app.ts";

const LOOPBACK = "127.0.0.1";
const DAY_MS = 86_400_000;

/**
 * Starts the API: GraphQL over HTTP and WebSockets, sign-in, health, metrics and the web application, on one port.
 * Rejects when the port is taken, and with `RangeError` for an address beyond the loopback that was not asked for
 * explicitly.
 */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const host = options.host ?? LOOPBACK;
  if (host !== LOOPBACK && options.allowOtherHosts !== true) {
    throw new RangeError(`the API listens on ${LOOPBACK} only: ${host} needs allowOtherHosts`);
  }
  const limits = { ...defaultApiLimits, ...options.limits };
  const refusals = new RefusalCounts();
  const parts = createParts(options, limits, refusals);
  const app = Fastify({
    exposeHeadRoutes: false,
    bodyLimit: limits.requestBytesMax,
    forceCloseConnections: true,
  });
  await addRoutes(app, options, parts, { limits, refusals });
  parts.webSockets.attach(app.server);
  await app.listen({ host, port: options.port });
  const { port } = app.server.address() as AddressInfo;
  parts.listenOn(port);
  const url = `http://${host}:${port}`;
  const issueSignInUrl = (token?: string): string =>
    `${url}/?token=${parts.sessions.issueSignInToken(token)}`;
  return {
    url,
    port,
    signInUrl: issueSignInUrl(options.auth?.signInToken),
    issueSignInUrl: () => issueSignInUrl(),
    observer: parts.metrics.observer,
    close: async () => {
      await parts.webSockets.close();
      await app.close();
      parts.metrics.registry.clear();
    },
  };
}

type Parts = ReturnType<typeof createParts>;

/** What the routes share. The port, on which cookie name and origins depend, is known after listening. */
function createParts(options: ApiServerOptions, limits: ApiLimits, refusals: RefusalCounts) {
  const { engine, store, views, past, proofs, whatIfs, session, pricing, logger, auth = {} } = options;
  const models = createModels(views, engineClock(engine), session);
  let port = 0;
  let policy = originPolicy(port, { hosts: [], origins: [] });
  const sessions = new Sessions({
    user: auth.user ?? "trader",
    sessionTtlMs: auth.sessionTtlMs ?? DAY_MS,
    sessionsMax: limits.sessionsMax,
    now: () => Date.now(),
    onEnded: (ended) => webSockets.endSession(ended),
  });
  const pipeline = createPipeline({
    shared: {
      engine,
      store,
      views,
      session,
      pricing,
      limits,
      models,
      viewpoint: createViewpoints({ engine, views, models, past, session }),
      pastChains: createPastChains(pricing),
      proofs,
      whatIfs,
      onFault: (error) => logFault(logger, error),
    },
    limits,
    refusals,
    logger,
  });
  const access = {
    sessions,
    cookieName: () => sessionCookieName(port),
    originPolicy: () => policy,
    limits,
    refusals,
  };
  const webSockets = new GraphqlWebSockets({ ...access, pipeline, logger });
  const metrics = createMetrics(engine, () => ({
    connections: webSockets.connections,
    operations: webSockets.operations,
    refusalsByCode: refusals.byCode,
    rebuiltShares: new Map([...views.rebuilding].map(([view, { share }]) => [view, share])),
  }));
  return {
    sessions,
    pipeline,
    access,
    webSockets,
    metrics,
    listenOn: (listening: number) => {
      port = listening;
      policy = originPolicy(port, { hosts: auth.hostsAllowed ?? [], origins: auth.originsAllowed ?? [] });
    },
  };
}

async function addRoutes(
  app: FastifyInstance,
  { engine, views, webRoot, logger, metricsPublic = false }: ApiServerOptions,
  { access, sessions, pipeline, metrics }: Parts,
  { limits, refusals }: { readonly limits: ApiLimits; readonly refusals: RefusalCounts },
): Promise<void> {
  const signIn = { ...access, signInsPerMinuteMax: limits.signInsPerMinuteMax, sessions, refusals };
  // JSON only: a form of another site can send plain text without asking.
  app.removeContentTypeParser("text/plain");
  addErrors(app, logger, refusals);
  await addSecurity(app, { ...access, metricsPublic });
  addHealth(app, engine, views);
  addMetrics(app, metrics.registry);
  addSignIn(app, signIn);
  addGraphqlHttp(app, pipeline, limits);
  await addWebApp(app, webRoot, signIn.signInsPerMinuteMax, (request, reply) =>
    exchangeInBrowser(signIn, request, reply),
  );
}

function logFault(logger: ApiLogger, error: unknown): void {
  logger.error({ errorId: randomUUID(), err: error }, "something failed in the background");
}
