import { request } from "node:http";

/** The public GraphQL API under one session. */
export interface Api {
  readonly origin: string;
  /** Rejects when the answer has errors. */
  query<Data>(text: string, variables?: object): Promise<Data>;
}

/** A refusal as the API gives it. */
export interface Refused {
  readonly __typename: "CommandRefused";
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
}

export const REFUSED = "... on CommandRefused { code field message remedy }";

/** Signs in as a program does, which uses the one-time token of `signInUrl`. */
export async function signInProgram(signInUrl: string): Promise<Api> {
  const url = new URL(signInUrl);
  const response = await fetch(new URL("/session", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: url.searchParams.get("token") }),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  const { token } = (await response.json()) as { readonly token: string };
  return {
    origin: url.origin,
    async query<Data>(text: string, variables: object = {}) {
      const answer = await fetch(new URL("/graphql", url), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: text, variables }),
      });
      const { data, errors } = (await answer.json()) as { readonly data: Data; readonly errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}

/** The types of all events of a stream, oldest first. */
export async function eventTypes(api: Api, stream: string): Promise<readonly string[]> {
  const { events } = await api.query<{ readonly events: { readonly nodes: readonly { type: string }[] } }>(
    "query ($stream: String!) { events(first: 200, stream: $stream) { nodes { type } } }",
    { stream },
  );
  return events.nodes.map(({ type }) => type);
}

/** Asks for a WebSocket with these headers; resolves with the status of the answer and its body when refused. */
export function upgrade(
  origin: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL("/graphql", origin), {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        "sec-websocket-protocol": "graphql-transport-ws",
        ...headers,
      },
    });
    asked.on("error", reject);
    asked.on("upgrade", ({ statusCode = 0 }, socket) => {
      socket.destroy();
      resolve({ status: statusCode, body: "" });
    });
    asked.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.end();
  });
}
