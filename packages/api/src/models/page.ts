import type { Position } from "@legbook/domain";
import type { PageRequest } from "@legbook/projections";
import { GraphQLError } from "graphql";

/** One page of a list that is ordered newest first. */
export interface Page<Node> {
  readonly position: Position | null;
  readonly nodes: readonly Node[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  readonly totalCount: number;
}

/** Reads a page; a cursor that is not one of the list is the client's fault, not a bug. */
export function readPage<Result>(request: PageRequest, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GraphQLError(`after: ${error.message}`, {
      extensions: { code: "BAD_USER_INPUT", field: request.after === null ? "first" : "after" },
    });
  }
}
