import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";

/** The public API as any program uses it: HTTP for queries and mutations, a WebSocket for subscriptions. */
export interface GraphqlClient {
  /** Rejects with the server's own words when the operation has errors. */
  execute<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /**
   * Reads a subscription until `choose` returns something, and returns that. Rejects after `deadlineMs` with what was
   * waited for and the last thing that `describe` saw.
   */
  until<Data, Result>(
    query: string,
    variables: Record<string, unknown>,
    choose: (data: Data) => Result | null,
    options: {
      readonly waitingFor: string;
      readonly deadlineMs: number;
      readonly describe: (data: Data) => string;
    },
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Trades the one-time token of `signInUrl` for a session of a program. */
export async function signIn(signInUrl: string): Promise<GraphqlClient> {
  const url = new URL(signInUrl);
  const oneTimeToken = url.searchParams.get("token");
  if (oneTimeToken === null) throw new Error("the sign-in URL has no token");
  const response = await fetch(new URL("/session", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: oneTimeToken }),
  });
  if (!response.ok) throw new Error(`sign-in failed: ${response.status} ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  return connect(url, token);
}

function connect(origin: URL, token: string): GraphqlClient {
  const authorization = `Bearer ${token}`;
  const socketUrl = new URL("/graphql", origin);
  socketUrl.protocol = "ws:";
  const socket: Client = createClient({
    url: socketUrl.href,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    lazy: true,
  });
  return {
    async execute<Data>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(new URL("/graphql", origin), {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as { data?: Data; errors?: readonly { message: string }[] };
      if (body.errors !== undefined || body.data === undefined) {
        throw new Error(
          `${response.status}: ${(body.errors ?? []).map((error) => error.message).join("; ")}`,
        );
      }
      return body.data;
    },
    async until<Data, Result>(
      query: string,
      variables: Record<string, unknown>,
      choose: (data: Data) => Result | null,
      options: {
        readonly waitingFor: string;
        readonly deadlineMs: number;
        readonly describe: (data: Data) => string;
      },
    ) {
      const iterator = socket.iterate<Data>({ query, variables });
      let last = "nothing arrived";
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(new Error(`waited ${options.deadlineMs} ms for ${options.waitingFor}; last: ${last}`)),
          options.deadlineMs,
        );
      });
      try {
        for (;;) {
          const next = await Promise.race([iterator.next(), late]);
          if (next.done === true)
            throw new Error(`the subscription ended while waiting for ${options.waitingFor}`);
          const { data, errors } = next.value;
          if (errors !== undefined || data === undefined || data === null) {
            throw new Error(
              `waiting for ${options.waitingFor}: ${(errors ?? []).map((error) => error.message).join("; ")}`,
            );
          }
          const chosen = choose(data);
          if (chosen !== null) return chosen;
          last = options.describe(data);
        }
      } finally {
        clearTimeout(timer);
        await iterator.return?.();
      }
    },
    async close() {
      await socket.dispose();
    },
  };
}
