import type { Position } from "@legbook/domain";
import { type ViewName, ViewRebuilding, ViewsStopped } from "@legbook/projections";
import { GraphQLError } from "graphql";
import type { ApiContext } from "../context.ts";

/**
 * Throws `ViewRebuilding` when one of these views is not there: what could not be shown afterwards, or is asked for on
 * the strength of what the views show, is not done either.
 */
export function assertThere({ views }: Pick<ApiContext, "views">, names: readonly ViewName[]): void {
  for (const [name, progress] of views.rebuilding)
    if (names.includes(name)) throw new ViewRebuilding(name, progress);
}

/**
 * Waits until the named views show what a command did. Throws a `VIEWS_BEHIND` error past the deadline, when the views
 * have stopped, and when one of these is rebuilt: the command was carried out all the same, and repeating it is
 * harmless.
 */
export async function shown(
  { views, limits }: ApiContext,
  position: Position,
  names: readonly ViewName[],
): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(viewsBehind(position, `did not show it within ${limits.viewsDeadlineMs} ms`));
  }, limits.viewsDeadlineMs);
  try {
    assertThere({ views }, names);
    await Promise.race([views.reached(position), deadline]);
  } catch (error) {
    if (error instanceof ViewRebuilding) throw viewsBehind(position, `are not there yet: ${error.message}`);
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
