import type { Position } from "@legbook/domain";
import { ViewsStopped } from "@legbook/projections";
import { GraphQLError } from "graphql";
import type { ApiContext } from "../context.ts";

/**
 * Waits until the views show what a command did. Throws a `VIEWS_BEHIND` error past the deadline, or when the views
 * have stopped: the command was carried out all the same, and repeating it is harmless.
 */
export async function shown({ views, limits }: ApiContext, position: Position): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(viewsBehind(position, `did not show it within ${limits.viewsDeadlineMs} ms`));
  }, limits.viewsDeadlineMs);
  try {
    await Promise.race([views.reached(position), deadline]);
  } catch (error) {
    if (error instanceof ViewsStopped) throw viewsBehind(position, "have stopped following the log");
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function viewsBehind(position: Position, what: string): GraphQLError {
  return new GraphQLError(
    `The command was carried out at ${position}, but the views ${what}. Read them again in a moment.`,
    { extensions: { code: "VIEWS_BEHIND", position } },
  );
}
