import type { Engine } from "@legbook/engine/ports";
import type { Views } from "@legbook/projections";
import type { FastifyInstance } from "fastify";

/**
 * 200 while orders can be sent and the views follow the log, else 503 with the reasons as sentences. Views that are
 * rebuilt are listed with how far they are: they are refused to their readers, nothing waits for them. For anyone.
 */
export function addHealth(
  app: FastifyInstance,
  engine: Pick<Engine, "health">,
  views: Pick<Views, "live" | "rebuilding">,
): void {
  app.get("/health", async (_request, reply) => {
    const { healthy, reasons } = engine.health();
    const all = views.live ? reasons : [...reasons, "The views have not caught up with the log."];
    const well = healthy && views.live;
    const rebuilding = [...views.rebuilding].map(([view, { share, eventsPerSecond, secondsLeft }]) => ({
      view,
      share,
      eventsPerSecond,
      secondsLeft,
    }));
    const status = well ? "healthy" : "unhealthy";
    return reply.code(well ? 200 : 503).send({ status, reasons: all, rebuilding });
  });
}
