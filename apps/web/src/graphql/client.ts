import { Client, fetchExchange, subscriptionExchange } from "urql";
import { createClient as createSocket } from "graphql-ws";
import { pastStore } from "../past/past-store.ts";
import { FeedEnded, PastIsReadOnly } from "./failure.ts";
import { linkStore, markDown, markSignedOut, markUp } from "./link.ts";

const retryWaitMaxMs = 10_000;
const keepAliveMs = 5000;
const pongWithinMs = 4000;

/** Close codes by which the server says who may not ask (graphql-ws protocol: 4401, 4403). */
const refusedCodes = new Set([4401, 4403]);

function isRefusedClose(event: unknown): boolean {
  return event instanceof CloseEvent && refusedCodes.has(event.code);
}

/** Waits longer after each failed attempt, and says until when. */
async function waitBeforeRetry(retries: number): Promise<void> {
  const waitMs = Math.min(retryWaitMaxMs, 500 * 2 ** retries);
  markDown(retries + 1, Date.now() + waitMs);
  await new Promise((resolve) => {
    setTimeout(resolve, waitMs);
  });
}

let pongDeadline: ReturnType<typeof setTimeout> | undefined;

const socket = createSocket({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  // Opened by the first feed, so after the session is known: a signed-out page does not knock.
  lazy: true,
  lazyCloseTimeout: 10_000,
  keepAlive: keepAliveMs,
  retryAttempts: Number.POSITIVE_INFINITY,
  retryWait: waitBeforeRetry,
  shouldRetry: (event) => !isRefusedClose(event) && linkStore.get().phase !== "signed-out",
  on: {
    connected: markUp,
    closed: (event) => {
      clearTimeout(pongDeadline);
      if (isRefusedClose(event)) markSignedOut();
      else if (linkStore.get().phase !== "connecting") markDown(0, null);
    },
    ping: (received) => {
      if (received) return;
      pongDeadline = setTimeout(() => socket.terminate(), pongWithinMs);
    },
    pong: (received) => {
      if (received) clearTimeout(pongDeadline);
    },
  },
});

/** Whatever a control may have forgotten: no command leaves while the screen shows the past. */
function fetchUnlessPast(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const command = typeof init?.body === "string" && /"query":"\s*mutation\b/.test(init.body);
  return command && pastStore.get() !== null ? Promise.reject(new PastIsReadOnly()) : fetch(input, init);
}

/**
 * Queries and commands go over HTTP with the sign-in cookie, subscriptions over one WebSocket. No cache:
 * what moves lives in the stores of `market`, and a command's answer is used where it was asked.
 */
export const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  requestPolicy: "network-only",
  fetch: fetchUnlessPast,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe(
            { query: request.query ?? "", variables: request.variables as Record<string, unknown> },
            {
              next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
              error: (error: unknown) => sink.error(error),
              complete: () => sink.error(new FeedEnded()),
            },
          ),
        }),
      }),
    }),
  ],
});
