import type { FastifyInstance } from "fastify";
import type { Pipeline } from "../graphql/pipeline.ts";
import type { ApiLimits } from "../limits/limits.ts";

/** GraphQL over `POST /graphql` with a JSON body, one operation a request. */
export function addGraphqlHttp(app: FastifyInstance, pipeline: Pipeline, limits: ApiLimits): void {
  app.post("/graphql", { bodyLimit: limits.requestBytesMax }, async (request, reply) => {
    if (Array.isArray(request.body)) {
      return reply.code(400).send({
        errors: [
          {
            message: "One operation a request: batches are not served.",
            extensions: { code: "BATCHING_NOT_SERVED" },
          },
        ],
      });
    }
    if (request.signedIn === null) throw new Error("a request came to /graphql without a session");
    const { user } = request.signedIn;
    return pipeline.http.handleNodeRequestAndResponse(request, reply, { user, transport: "http" });
  });
  app.route({
    method: ["GET", "PUT", "PATCH", "DELETE"],
    url: "/graphql",
    handler: async (_request, reply) =>
      reply
        .code(405)
        .header("allow", "POST")
        .send({
          errors: [
            {
              message:
                "GraphQL is served over POST with a JSON body, and over the WebSocket of the same address.",
              extensions: { code: "METHOD_NOT_ALLOWED" },
            },
          ],
        }),
  });
}
