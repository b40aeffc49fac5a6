import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Sessions } from "../auth/sessions.ts";
import type { RefusalCounts } from "../limits/refusals.ts";
import { page } from "./page.ts";

export interface SignInSetup {
  readonly sessions: Sessions;
  readonly cookieName: () => string;
  readonly signInsPerMinuteMax: number;
  readonly refusals: RefusalCounts;
}

const REMEDY =
  "Take the newest link from the terminal in which Legbook runs. Each link signs in once; restarting Legbook prints a new one.";

/** The page for whoever is not signed in, or came with a link that no longer works. */
export function notSignedIn(reply: FastifyReply, reason: string): FastifyReply {
  return reply
    .code(401)
    .type("text/html; charset=utf-8")
    .send(
      page("Sign in to Legbook", [reason, REMEDY], {
        // A cookie that is SameSite=Strict does not come along from another site's link; from this page it does.
        link: { href: "/", words: "I have just signed in: open Legbook" },
      }),
    );
}

const sessionRequest = z.strictObject({ token: z.string().min(1).max(200) });

/** Exchanges a one-time token for a session: as a cookie for browsers, as a bearer secret for programs. */
export function addSignIn(app: FastifyInstance, setup: SignInSetup): void {
  const { sessions, cookieName, refusals, signInsPerMinuteMax } = setup;
  const config = { rateLimit: { max: signInsPerMinuteMax, timeWindow: 60_000 } };
  app.post("/session", { config, bodyLimit: 1_024 }, async (request, reply) => {
    const body = sessionRequest.safeParse(request.body);
    if (!body.success) {
      return refuse(reply, 400, "BAD_USER_INPUT", 'token: send {"token": "..."} with the one-time token.');
    }
    const exchanged = sessions.signIn(body.data.token);
    if (exchanged === null) {
      refusals.add("TOKEN_NOT_VALID");
      return refuse(reply, 401, "TOKEN_NOT_VALID", `This token was used already, or never issued. ${REMEDY}`);
    }
    const { user, expiresAt } = exchanged.session;
    return reply.send({ token: exchanged.secret, user, expiresAt: new Date(expiresAt).toISOString() });
  });
  app.delete("/session", async (request, reply) => {
    if (request.secret !== null) sessions.signOut(request.secret);
    return reply.clearCookie(cookieName(), { path: "/" }).code(204).send();
  });
}

/** `GET /?token=...`: a session cookie and on to the clean address, so that no address holds a secret. */
export function exchangeInBrowser(
  { sessions, cookieName, refusals }: SignInSetup,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (request.signedIn !== null) return reply.redirect("/", 303);
  const { token } = request.query as { readonly token?: unknown };
  const exchanged = typeof token === "string" ? sessions.signIn(token) : null;
  if (exchanged === null) {
    refusals.add("TOKEN_NOT_VALID");
    return notSignedIn(reply, "This sign-in link was used already, or is not one of this Legbook.");
  }
  return reply
    .setCookie(cookieName(), exchanged.secret, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      expires: new Date(exchanged.session.expiresAt),
    })
    .redirect("/", 303);
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}
