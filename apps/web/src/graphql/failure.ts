import type { CombinedError } from "urql";
import { markSignedOut } from "./link.ts";

/** Why an answer did not come: a sentence for the reader and a code to quote. */
export interface Failure {
  readonly message: string;
  readonly code: string;
}

/** The engine completed a subscription: after a refusal that is the end of it, else it is asked for again. */
export class FeedEnded extends Error {
  constructor() {
    super("The engine ended this feed.");
  }
}

/** A command was kept back: the screen shows the past. */
export class PastIsReadOnly extends Error {
  constructor() {
    super("The screen shows the past: nothing was sent. Go back to now first.");
  }
}

/** Whether a subscription ended by the engine's own doing, not by a fault. */
export function isFeedEnd(error: CombinedError): boolean {
  return error.networkError instanceof FeedEnded;
}

const signedOutCodes = new Set(["NOT_SIGNED_IN"]);

function codeOf(error: CombinedError): string | undefined {
  const code = error.graphQLErrors[0]?.extensions["code"];
  return typeof code === "string" ? code : undefined;
}

/** Reads a transport or GraphQL error. One that says who may not ask also opens the sign-in page. */
export function failureOf(error: CombinedError): Failure {
  const status = (error.response as Response | undefined)?.status;
  const code = codeOf(error);
  if (status === 401 || (code !== undefined && signedOutCodes.has(code))) markSignedOut();
  if (isFeedEnd(error)) return { message: "The engine ended this feed.", code: "feed.ended" };
  if (error.networkError instanceof PastIsReadOnly)
    return { message: error.networkError.message, code: "past.read-only" };
  if (error.networkError) {
    return { message: "The engine did not answer.", code: status ? `http.${status}` : "network.unreachable" };
  }
  const message = error.graphQLErrors[0]?.message ?? error.message;
  return { message, code: code ?? (status ? `http.${status}` : "graphql.error") };
}

/** Why there is no answer; also where there is neither an answer nor an error. */
export function failureOrNone(error: CombinedError | undefined): Failure {
  return error ? failureOf(error) : { message: "No answer came.", code: "graphql.empty" };
}
