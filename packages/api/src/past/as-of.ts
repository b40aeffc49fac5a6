import type { EpochMs, Position } from "@legbook/domain";
import { type Moment, type PastViews, PositionUnknown } from "@legbook/projections";
import { GraphQLError } from "graphql";
import { formatInstant } from "../schema/scalars.ts";

/** A moment as a client names it; the schema lets exactly one of them through. */
export interface AsOf {
  readonly position?: Position | null | undefined;
  readonly time?: EpochMs | null | undefined;
}

/**
 * The moment that is meant. Throws `AS_OF_NOT_IN_LOG` for a position that the log does not have, `AS_OF_IN_FUTURE` for a
 * time after `now`, and `AS_OF_BEFORE_LOG` for one at which nothing had been recorded yet.
 */
export async function momentOf(past: PastViews, asOf: AsOf, now: EpochMs): Promise<Moment> {
  const { position, time } = asOf;
  if (position !== null && position !== undefined) return atPosition(past, position);
  if (time === null || time === undefined) throw new Error("asOf names neither a position nor a time");
  if (time > now) {
    throw refused(
      "AS_OF_IN_FUTURE",
      `asOf: ${formatInstant(time)} has not come, it is ${formatInstant(now)} by the gateway's clock. Ask for an earlier time, or leave asOf out for now.`,
    );
  }
  const moment = await past.positionAt(time);
  if (moment !== null) return moment;
  throw refused(
    "AS_OF_BEFORE_LOG",
    `asOf: nothing had been recorded at ${formatInstant(time)}. Ask for a later time; the timeline lists the log's days.`,
  );
}

async function atPosition(past: PastViews, position: Position): Promise<Moment> {
  try {
    return await past.momentOf(position);
  } catch (error) {
    if (!(error instanceof PositionUnknown)) throw error;
    throw refused(
      "AS_OF_NOT_IN_LOG",
      `asOf: the log has no event at ${position}. Take a position that this log gave, or a time.`,
    );
  }
}

function refused(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, field: "asOf" } });
}
