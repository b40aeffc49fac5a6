import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

/** The registry in Prometheus' text format. */
export function addMetrics(app: FastifyInstance, registry: Registry): void {
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
