import type { Position } from "@legbook/domain";
import { GraphQLError } from "graphql";
import type { ApiContext } from "../context.ts";

/**
 * Waits until the views show what a command did. Throws a `VIEWS_BEHIND` error past the deadline: the command was
 * carried out all the same, and repeating it is harmless.
 */
export async function shown({ views, limits }: ApiContext, position: Position): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(
      new GraphQLError(
        `The command was carried out at ${position}, but the views did not show it within ${limits.viewsDeadlineMs} ms. Read it again in a moment.`,
        { extensions: { code: "VIEWS_BEHIND", position } },
      ),
    );
  }, limits.viewsDeadlineMs);
  try {
    await Promise.race([views.reached(position), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
