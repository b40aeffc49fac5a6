import { randomUUID } from "node:crypto";
import { ViewRebuilding } from "@legbook/projections";
import { GraphQLError } from "graphql";
import type { ApiLogger } from "../options.ts";

/** The cause of an error, down to the first; GraphQL wraps what a resolver threw. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const cause = error.originalError ?? error.cause;
  return cause === undefined || cause === null ? error : causeOf(cause);
}

function isForClients(error: GraphQLError): boolean {
  return typeof error.extensions["code"] === "string";
}

/**
 * Turns every error into one for clients. Those with a code were written for them; a fault of the request without one
 * (a variable of the wrong type) gets a code; anything else is a bug: logged under an id, of which the client gets
 * the id only.
 */
export function createErrorMask(logger: ApiLogger): (error: unknown) => GraphQLError {
  return (error) => {
    const cause = causeOf(error);
    if (cause instanceof GraphQLError) {
      const outer = error instanceof GraphQLError ? error : cause;
      if (isForClients(outer)) return outer;
      if (isForClients(cause)) return withCode(outer, cause.extensions);
      // Execution errors have a path: a null where none may be is our bug. Faults of the request have none.
      if (outer.path === undefined) return withCode(outer, { code: "BAD_USER_INPUT" });
    }
    if (cause instanceof ViewRebuilding) return rebuilding(error, cause);
    const errorId = randomUUID();
    logger.error({ errorId, err: cause }, "a request failed");
    return new GraphQLError(`Something went wrong inside Legbook. Its log has it under ${errorId}.`, {
      ...placeOf(error),
      extensions: { code: "INTERNAL", errorId },
    });
  };
}

/** A view that is not there yet is nobody's fault: said with how far it is. */
function rebuilding(error: unknown, { message, view, progress }: ViewRebuilding): GraphQLError {
  return new GraphQLError(`${message}. Ask again in a moment.`, {
    ...placeOf(error),
    extensions: { code: "VIEW_REBUILDING", view, ...progress },
  });
}

/** The same error with these extensions. */
export function withCode(error: GraphQLError, extensions: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { ...extensions } });
}

function placeOf(
  error: unknown,
): Pick<ConstructorParameters<typeof GraphQLError>[1] & object, "nodes" | "path"> {
  if (!(error instanceof GraphQLError)) return {};
  const { nodes, path } = error;
  return { ...(nodes === undefined ? {} : { nodes }), ...(path === undefined ? {} : { path }) };
}
