import { instructExercise } from "../../account/exercise.ts";
import { resolveListings } from "../../venue/resolve.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import { type ClientSession, NO_SECURITY_DEFINITION } from "../client-session.ts";
import { accountOf } from "./account.ts";

const EXERCISE = 1;
const LAPSE = 2;

/** Heard of only when it is refused: what comes of it shows in the positions, after the night [U]. */
export function exerciseOptions(session: ClientSession, request: RequestValues<"exerciseOptions">): void {
  const { requestId, action, quantity, override } = request;
  const { venue } = session;
  const account = accountOf(session, requestId, request.account);
  if (account === null) return;
  if (action !== EXERCISE && action !== LAPSE) {
    session.error(
      requestId,
      321,
      `Error validating request.-'bA' : cause - Invalid exercise action ${action}`,
    );
    return;
  }
  const now = venue.clock.now();
  const [listing, ...others] = resolveListings(venue.source, request, now);
  if (listing === undefined || others.length > 0) {
    session.error(requestId, 200, NO_SECURITY_DEFINITION);
    return;
  }
  const asked = {
    conId: listing.conId,
    action: action === EXERCISE ? ("exercise" as const) : ("lapse" as const),
    quantity,
    override,
  };
  const answer = instructExercise(venue.source, venue.state.account(account), asked, now);
  if (answer.ok) venue.record(answer.fact);
  else session.error(requestId, answer.code, answer.message);
}
