import { randomUUID } from "node:crypto";
import type { FastifyError, FastifyInstance } from "fastify";
import type { RefusalCounts } from "../limits/refusals.ts";
import type { ApiLogger } from "../options.ts";

const CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "REQUEST_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "MEDIA_TYPE_NOT_SERVED",
  FST_ERR_CTP_EMPTY_JSON_BODY: "BAD_REQUEST",
  FST_ERR_CTP_INVALID_JSON_BODY: "BAD_REQUEST",
};

/** Errors of HTTP itself in GraphQL's form; bugs are logged under an id, of which the client gets the id only. */
export function addErrors(app: FastifyInstance, logger: ApiLogger, refusals: RefusalCounts): void {
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) {
      const code = CODES[error.code] ?? (error.code.startsWith("FST_") ? "BAD_REQUEST" : error.code);
      if (code === "REQUEST_TOO_LARGE") refusals.add(code);
      return reply.code(status).send({ errors: [{ message: error.message, extensions: { code } }] });
    }
    const errorId = randomUUID();
    logger.error({ errorId, err: error }, "a request failed");
    const message = `Something went wrong inside Legbook. Its log has it under ${errorId}.`;
    return reply.code(500).send({ errors: [{ message, extensions: { code: "INTERNAL", errorId } }] });
  });
}
