import { GraphQLError } from "graphql";
import type { ApiLimits } from "../limits/limits.ts";

/** The page size asked for. Throws a `BAD_USER_INPUT` error when it lies outside 1 to the limit. */
export function pageSize(
  asked: number | null | undefined,
  otherwise: number,
  limits: ApiLimits,
  argument: string,
): number {
  const size = asked ?? otherwise;
  if (size < 1 || size > limits.pageSizeMax) {
    throw new GraphQLError(`${argument} must lie between 1 and ${limits.pageSizeMax}, got ${size}`, {
      extensions: { code: "BAD_USER_INPUT", field: argument },
    });
  }
  return size;
}
